import { join } from 'node:path';
import { northInPixels, pixelSizeMetres } from '../../readers/georeference.ts';
import type { MapRasters, PixelWindow, SceneReader } from '../../types.ts';
import layerStyles from '../layer-styles.json' with { type: 'json' };
import { type MapFindings, mapSheet } from '../map-layers.ts';
import { readAlterationColours, readAlterationTypes, readMapClasses, readMapRaster } from '../read-pixel.ts';
import { parseColour, type Rgb } from './canvas.ts';
import { classPanel, type MapEntry } from './class-panel.ts';
import { NO_DATA, type SceneColours, sceneColours } from './scene-colours.ts';
import { valuePanel } from './value-panel.ts';

export const PLAIN_MAPS = ['minerals', 'alteration', 'quicklook', 'copper'] as const;
export type PlainMapName = (typeof PLAIN_MAPS)[number];

/** A map without letters, marks and patterns, for screens on which these would not be seen; its legend goes beside it. */
export interface PlainMap {
  title: string;
  width: number;
  height: number;
  /** Red, green, blue of each cell, row by row. */
  rgb: Uint8Array;
  /** Index of each cell's entry in the legend, 255 for none; of maps of classes. */
  labels?: Uint8Array;
  /** `rest` marks ground that has no class and ground without data. */
  legend: { colour: Rgb; label: string; amount: string; rest?: 'none' | 'masked' }[];
  /** Metres a cell across and true north, where they are known. */
  ground?: { metres: number; north?: readonly [number, number] };
  /** The full picture. */
  file: string;
}

/**
 * A map that `gossan map` wrote, as plain pictures: minerals as one for each group that shows any.
 * @param folder of the map
 * @param options where the map's window begins, and its area of interest, where it is not of the whole scene
 * @throws GossanError FILE_NOT_FOUND, FILE_UNREADABLE, and what reading the scene throws
 */
export async function plainMaps(
  reader: SceneReader,
  folder: string,
  name: PlainMapName,
  options: { signal?: AbortSignal; at?: Pick<PixelWindow, 'x' | 'y'>; findings?: MapFindings } = {},
): Promise<PlainMap[]> {
  const { width, height, data } = await readMapRaster(folder, 'mask');
  const mask = data as Uint8Array;
  const window = { x: 0, y: 0, ...options.at, width, height };
  const scene = await sceneColours(reader, window, mask, options);
  const common = {
    width: scene.width,
    height: scene.height,
    file: join(folder, `${name}.png`),
    ...groundOf(reader, scene),
  };
  const sheet = mapSheet({ width, height, mask }, reader, window, options.findings);
  if (name === 'quicklook') {
    const rgb = scene.colours.slice();
    for (let cell = 0; cell < scene.brightness.length; cell++)
      if (Number.isNaN(scene.brightness[cell])) rgb.set(NO_DATA, 3 * cell);
    return [{ ...common, title: scene.caption, rgb, legend: [] }];
  }
  if (name === 'copper') {
    const values = (await readMapRaster(folder, 'copper')).data as Float32Array;
    return [
      {
        ...common,
        ...valueMap(sheet.rasters, scene, values, 'copper-related favourability: a score, not a probability'),
      },
    ];
  }
  const classes = async (
    layer: string,
    title: string,
    entries: readonly MapEntry[],
    none: string,
  ): Promise<PlainMap> => {
    const labels = (await readMapRaster(folder, layer)).data as MapRasters['swir'];
    const panel = classPanel(sheet, scene, title, labels, entries, none);
    return { ...common, title, ...unpatterned(panel, entries, scene, none) };
  };
  if (name === 'alteration') {
    const colours = readAlterationColours(folder);
    const entries = [...readAlterationTypes(folder)].map(([index, label]) => ({
      index,
      label,
      colour: colours.get(label)!,
    }));
    return [await classes('alteration', 'alteration type', entries, 'no type assigned')];
  }
  const entries = [...readMapClasses(folder).values()].map(({ mineral, ...entry }) => ({ ...entry, label: mineral }));
  const none = 'no mineral identified';
  return [
    await classes('swir', '2 µm group: clays, micas, sulfates, carbonates', entries, none),
    await classes('vnir', '1 µm group: iron oxides and iron-bearing minerals', entries, none),
  ].filter(({ legend }, at, both) => legend.some(({ rest }) => !rest) || (at === 0 && both.length > 0));
}

/** Values from 0 to 1 in the colours of a ramp, whose stops are the legend. */
export function valueMap(
  rasters: Pick<MapRasters, 'width' | 'mask'>,
  scene: SceneColours,
  values: Float32Array,
  title: string,
): Pick<PlainMap, 'title' | 'rgb' | 'legend'> {
  const ramp = layerStyles.ramps.copper;
  const { colours: rgb, bar } = valuePanel({ rasters }, scene, title, values, ramp);
  const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => ramp.from + share * (ramp.to - ramp.from));
  const legend = stops.map((value) => ({
    colour: bar!.colourOf(value).map(Math.round) as unknown as Rgb,
    label: value.toFixed(2),
    amount: '',
  }));
  return { title, rgb, legend };
}

/** Metres a cell across, and north, at the middle of the scene. */
export function groundOf(reader: SceneReader, { step }: Pick<SceneColours, 'step'>): Pick<PlainMap, 'ground'> {
  const { georeference, width, height } = reader;
  const size = georeference && pixelSizeMetres(georeference, width / 2, height / 2);
  if (!size) return {};
  const north = northInPixels(georeference, width / 2, height / 2);
  return { ground: { metres: size[0] * step, ...(north ? { north } : {}) } };
}

/** Each class in its own even colour: a mixture's lies between its members'. */
function unpatterned(
  { colours, legend, legendOf }: ReturnType<typeof classPanel>,
  entries: readonly MapEntry[],
  { brightness }: SceneColours,
  none: string,
): Pick<PlainMap, 'rgb' | 'labels' | 'legend'> {
  const own = new Map(entries.map(({ label, colour }) => [label, parseColour(colour)]));
  const plain = legend.map(({ label, amount, colour }): PlainMap['legend'][number] => {
    const even = own.get(label);
    return even ? { colour: even, label, amount } : { colour, label, amount, rest: label === none ? 'none' : 'masked' };
  });
  const rgb = colours.slice();
  for (let cell = 0; cell < legendOf.length; cell++) {
    const entry = plain[legendOf[cell]!];
    if (!entry || entry.rest) continue;
    const light = brightness[cell]!;
    const shade = Number.isNaN(light) ? 1 : 0.9 + 0.14 * light;
    for (let channel = 0; channel < 3; channel++)
      rgb[3 * cell + channel] = Math.min(255, Math.round(entry.colour[channel]! * shade));
  }
  return { rgb, labels: legendOf, legend: plain };
}
