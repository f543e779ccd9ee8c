import { z } from 'zod';

/** What the page shows of scenes, as /docs describes it. Names come in both languages, so that a reader can switch. */
const words = z.object({ en: z.string(), zh: z.string() });
const window = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });
const series = z.array(z.number().nullable());
const colour = z.string().describe('#rrggbb');

export const OFFERED_SCENE = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string().describe('On the machine of the server'),
  kb: z.string().describe('The knowledge base that goes with it'),
});

const layer = z.object({
  id: z.string(),
  title: words,
  note: words.nullable(),
  window: window.describe('Pixels of the scene that it covers'),
  shown: z.boolean().describe('Whether a map shows it first'),
  opacity: z.number().min(0).max(1),
  classes: z
    .array(
      z.object({
        name: words,
        colour,
        pixels: z.int(),
        area_km2: z.number().nullable(),
        share: z.number().nullable().describe('Of valid pixels, 0 to 1'),
        address: z.string().describe('Where the numbers stand: a file and a JSON Pointer'),
      }),
    )
    .optional(),
  ramp: z
    .object({ from: z.number(), to: z.number(), colours: z.array(colour), label: words })
    .describe('Even steps of value')
    .optional(),
});

export const SCENE_SHEET = z.object({
  ...OFFERED_SCENE.shape,
  synthetic: z.boolean(),
  sensor: z.string(),
  conversion: z.string().nullable(),
  size: z.object({ width: z.int(), height: z.int(), bands: z.int() }),
  crs: z.string().nullable(),
  ground: z
    .object({ metres: z.number(), north: z.array(z.number()).nullable().describe('Towards north, in pixels') })
    .describe('A pixel at the middle of the scene')
    .nullable(),
  valid_pixels: z.int(),
  not_detectable: z.array(words).describe('What these bands cannot show; never called absent'),
  layers: z.array(layer),
});

const found = z.object({
  group: z.enum(['swir', 'vnir']),
  name: words,
  fit: z.number(),
  depth: z.number(),
  margin: z.number(),
  runner_up: words.nullable(),
  library: z.object({ label: z.string(), reflectance: series }).nullable().describe('Scaled to the pixel'),
  window_um: z.array(z.number()).nullable().describe('The part of the spectrum that decided'),
  features: z.array(
    z.object({
      centre_um: z.number(),
      depth: z.number(),
      role: words,
      continuum: z.array(z.array(z.number())).nullable().describe('Two points: µm, reflectance'),
    }),
  ),
});

export const PIXEL_SHEET = z.object({
  x: z.int(),
  y: z.int(),
  lon: z.number().nullable().describe('WGS 84, middle of the pixel'),
  lat: z.number().nullable(),
  synthetic: z.boolean(),
  fill: z.boolean(),
  wavelengths_um: z.array(z.number()),
  reflectance: series.describe('null in bad bands and where there is no data'),
  minerals: z.array(found).describe('Of the pixel alone'),
  map: z
    .object({
      masked: words.nullable(),
      swir: words.nullable(),
      vnir: words.nullable(),
      alteration: words.nullable(),
      copper: z.number().nullable(),
      aloh_um: z.number().nullable(),
    })
    .describe('What the map says there, which also looks at the pixels around'),
});

export const PIXEL_QUERY = z.object({
  x: z.coerce.number().int().min(0).describe('Column, from 0 at the upper left corner'),
  y: z.coerce.number().int().min(0).describe('Row'),
});

export type Words = z.infer<typeof words>;
export type OfferedScene = z.infer<typeof OFFERED_SCENE>;
export type LayerSheet = z.infer<typeof layer>;
export type SceneSheet = z.infer<typeof SCENE_SHEET>;
export type FoundMineral = z.infer<typeof found>;
export type PixelSheet = z.infer<typeof PIXEL_SHEET>;
