import { z } from 'zod';
import type { SceneSummary } from '../../spectral/types.ts';

const count = z.number().int();
const km2 = z.number().optional().describe('Geodesic; only where the scene is georeferenced');
const percentiles = z.looseObject({ median: z.number(), p10: z.number(), p90: z.number(), pixels: count });
const place = { x: z.number(), y: z.number(), lon: z.number().optional(), lat: z.number().optional() };

export const WINDOW = z.strictObject({
  x: count.min(0),
  y: count.min(0),
  width: count.min(1),
  height: count.min(1),
});

const mineral = z.looseObject({
  members: z.array(z.string()).describe('The single minerals of a named mixture'),
  group: z.enum(['vnir', 'swir']),
  pixels: count,
  area_km2: km2,
  share: z.number().describe('Of the valid pixels'),
  mean_depth: z.number(),
  mean_fit: z.number(),
  margin: z.number(),
});

const target = z.looseObject({
  name: z.string(),
  ...place,
  pixels: count,
  area_km2: km2,
  favourability: z.looseObject({ mean: z.number(), highest: z.number() }),
  alteration: z.string().nullable(),
  reasons: z.looseObject({
    assemblage: z.array(z.looseObject({ mineral: z.string(), share: z.number() })),
    neighbours: z.array(z.looseObject({ alteration: z.string(), share: z.number() })),
    from_core: z.looseObject({ distance_m: z.number(), bearing_deg: z.number() }).optional(),
  }),
});

/** `scene.json` as a schema; fields that come later pass. */
export const SCENE_SUMMARY: z.ZodType<SceneSummary> = z.looseObject({
  scene: z.string(),
  synthetic: z.boolean().describe('The pixels were made by a program and show no real place'),
  sensor: z.string(),
  quantity: z.enum(['reflectance', 'converted']),
  conversion: z.string().optional(),
  repairs: z.array(z.looseObject({ what: z.string(), count: z.number(), detail: z.string() })).optional(),
  size: z.looseObject({ width: count, height: count, bands: count }),
  crs: z.string().nullable(),
  pixel: z.looseObject({ x: z.number(), y: z.number(), unit: z.string() }),
  bounds: z
    .looseObject({ west: z.number(), south: z.number(), east: z.number(), north: z.number() })
    .optional()
    .describe('Degrees'),
  valid_pixels: count,
  masked: z.looseObject({ vegetation: count, water: count, shade: count, cloud: count, fill: count }),
  none_pixels: count.describe('Valid pixels in which no mineral was named'),
  settled_pixels: count,
  minerals: z.record(z.string(), mineral),
  alteration: z.record(z.string(), z.looseObject({ pixels: count, area_km2: km2, share: z.number() })),
  not_detectable: z.array(z.string()).describe('Minerals that these bands cannot show: never call them absent'),
  copper: z.looseObject({
    mean: z.number(),
    p95: z.number(),
    high_share: z.number(),
    calibrated: z.boolean().describe('false: a score of favourability, no probability'),
  }),
  wavelengths: z
    .looseObject({
      aloh: percentiles.optional(),
      alunite: percentiles.optional(),
      carbonate: percentiles.optional(),
      feoh: percentiles.optional(),
    })
    .describe('Positions of features in µm: composition'),
  zoning: z
    .looseObject({
      core: z.looseObject(place),
      vectors: z.array(
        z.looseObject({
          from: z.string(),
          to: z.string(),
          bearing_deg: z.number(),
          distance_m: z.number(),
          uncertainty_m: z.number(),
        }),
      ),
    })
    .optional(),
  targets: z.array(target).describe('Patches of high favourability, best first'),
  units: z.record(z.string(), z.string()).describe('Unit by JSON Pointer pattern'),
  files: z.record(z.string(), z.string()).describe('In the folder of the map'),
  ms: z.number(),
  pixels_per_s: z.number(),
  peak_rss_mib: z.number(),
});
