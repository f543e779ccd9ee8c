import { MASK, type PixelWindow, type SceneReader, type SceneSummary } from '../../types.ts';
import layerStyles from '../layer-styles.json' with { type: 'json' };
import type { Ramp } from '../map-layers.ts';
import { readAlterationColours, readAlterationTypes, readMapClasses, readMapRaster } from '../read-pixel.ts';
import { parseColour, type Rgb } from './canvas.ts';
import { encodePng } from './png.ts';
import { pictureGrid, sceneColours } from './scene-colours.ts';
import { rampColours } from './value-panel.ts';

/** Layers that lie over each other on a screen, from the ground up. */
export const SCREEN_LAYERS = [
  'quicklook',
  'swir',
  'vnir',
  'alteration',
  'copper',
  'aloh',
  'alunite',
  'carbonate',
  'feoh',
  'mask',
] as const;
export type ScreenLayerName = (typeof SCREEN_LAYERS)[number];

const POSITIONS = ['aloh', 'alunite', 'carbonate', 'feoh'] as const;
type Position = (typeof POSITIONS)[number];

/** A class of a layer's legend; `address` is where its numbers stand in `scene.json`. */
export interface ScreenClass {
  name: string;
  /** "#rrggbb". */
  colour: string;
  pixels: number;
  area_km2?: number;
  /** Of valid pixels, 0..1. */
  share?: number;
  address: string;
}

/** One layer of a map: its legend is classes, or a ramp, or nothing (the look of the scene). */
export interface ScreenLayer {
  name: ScreenLayerName;
  classes?: ScreenClass[];
  ramp?: Ramp;
}

/** The layers of a map that show anything, with their legends. @throws GossanError FILE_UNREADABLE */
export function screenLayers(summary: SceneSummary, folder: string): ScreenLayer[] {
  const colours = new Map([...readMapClasses(folder).values()].map(({ mineral, colour }) => [mineral, colour]));
  const types = readAlterationColours(folder);
  const minerals = (group: 'swir' | 'vnir') =>
    classesOf(
      Object.fromEntries(Object.entries(summary.minerals).filter(([, mineral]) => mineral.group === group)),
      'minerals',
      colours,
    );
  const classes: Partial<Record<ScreenLayerName, ScreenClass[]>> = {
    swir: minerals('swir'),
    vnir: minerals('vnir'),
    alteration: classesOf(summary.alteration, 'alteration', types),
    mask: Object.entries(summary.masked)
      .filter(([name, pixels]) => name !== 'fill' && pixels > 0)
      .map(([name, pixels]) => ({
        name,
        colour: layerStyles.mask[name as keyof typeof layerStyles.mask],
        pixels,
        address: `scene.json#/masked/${name}`,
      })),
  };
  return SCREEN_LAYERS.flatMap((name): ScreenLayer[] => {
    if (name === 'quicklook') return [{ name }];
    const found = classes[name];
    if (found) return found.length ? [{ name, classes: found }] : [];
    const isShown = !isPosition(name) || (summary.wavelengths[name]?.pixels ?? 0) >= layerStyles.least_pixels.value;
    return isShown ? [{ name, ramp: layerStyles.ramps[name as Position | 'copper'] }] : [];
  });
}

/**
 * A layer as a PNG, clear where it says nothing: one cell a pixel, or every n-th of a large scene.
 * @param folder of the scene's map
 * @throws GossanError FILE_NOT_FOUND, FILE_UNREADABLE, and what reading the scene throws
 */
export async function drawScreenLayer(
  reader: SceneReader,
  folder: string,
  name: ScreenLayerName,
  options: { signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const { width, height, data } = await readMapRaster(folder, name === 'quicklook' ? 'mask' : name);
  if (name === 'quicklook') {
    const window = { x: 0, y: 0, width, height };
    const { colours, brightness } = await sceneColours(reader, window, data as Uint8Array, options);
    const colourAt = (cell: number): Rgb | null =>
      Number.isNaN(brightness[cell]) ? null : [colours[3 * cell]!, colours[3 * cell + 1]!, colours[3 * cell + 2]!];
    return drawCells(window, (_, cell) => colourAt(cell));
  }
  if (isPosition(name) || name === 'copper')
    return drawValues({ width, height, values: data }, layerStyles.ramps[name]);
  const colours = coloursOf(name, folder);
  return drawCells({ width, height }, (pixel) => colours.get(data[pixel]!) ?? null);
}

/** Values over a window in the colours of a ramp, clear where there is none. */
export function drawValues(
  { width, height, values }: { width: number; height: number; values: ArrayLike<number> },
  ramp: Ramp,
): Uint8Array {
  const colourOf = rampColours(ramp);
  return drawCells({ width, height }, (pixel) => (Number.isNaN(values[pixel]) ? null : colourOf(values[pixel]!)));
}

/** @param colourOf the colour of a pixel of the window, which is a cell of the picture; null where it is clear */
function drawCells(
  window: Pick<PixelWindow, 'width' | 'height'>,
  colourOf: (pixel: number, cell: number) => Rgb | null,
): Uint8Array {
  const { step, width, height } = pictureGrid(window);
  const rgba = new Uint8Array(4 * width * height);
  for (let row = 0, cell = 0; row < height; row++) {
    for (let column = 0; column < width; column++, cell++) {
      const colour = colourOf(row * step * window.width + column * step, cell);
      if (colour) rgba.set([Math.round(colour[0]), Math.round(colour[1]), Math.round(colour[2]), 255], 4 * cell);
    }
  }
  return encodePng(width, height, rgba, { Software: 'Gossan' });
}

/** The colours of a raster of classes by its values. */
function coloursOf(name: 'swir' | 'vnir' | 'alteration' | 'mask', folder: string): Map<number, Rgb> {
  if (name === 'mask') {
    const masks = Object.entries(layerStyles.mask).filter(([mask]) => mask !== 'fill');
    return new Map(masks.map(([mask, colour]) => [MASK[mask as keyof typeof MASK], parseColour(colour)]));
  }
  if (name === 'alteration') {
    const colours = readAlterationColours(folder);
    return new Map([...readAlterationTypes(folder)].map(([index, type]) => [index, parseColour(colours.get(type)!)]));
  }
  return new Map([...readMapClasses(folder)].map(([index, { colour }]) => [index, parseColour(colour)]));
}

function classesOf(
  found: Record<string, { pixels: number; area_km2?: number; share: number }>,
  part: 'minerals' | 'alteration',
  colours: ReadonlyMap<string, string>,
): ScreenClass[] {
  return Object.entries(found)
    .filter(([, { pixels }]) => pixels > 0)
    .sort(([, a], [, b]) => b.pixels - a.pixels)
    .map(([name, { pixels, area_km2, share }]) => ({
      name,
      colour: colours.get(name) ?? '#808080',
      pixels,
      ...(area_km2 === undefined ? {} : { area_km2 }),
      share,
      address: `scene.json#/${part}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    }));
}

function isPosition(name: ScreenLayerName): name is Position {
  return POSITIONS.some((one) => one === name);
}
