import { MASK, type PixelWindow } from '../types.ts';
import { type MapClass, readAlterationTypes, readMapClasses, readMapRaster } from './read-pixel.ts';

/** A mineral or named mixture of one group within a window. */
export interface WindowMineral {
  mineral: string;
  members: string[];
  pixels: number;
  /** Of the window's valid pixels, 0 to 1. */
  share: number;
  /** Means over its pixels. */
  fit: number;
  depth: number;
}

/** What a map says of a window, counted from its rasters. Minerals and types by falling share. */
export interface WindowReading {
  window: PixelWindow;
  pixels: number;
  valid: number;
  swir: WindowMineral[];
  vnir: WindowMineral[];
  alteration: { name: string; pixels: number; share: number }[];
  /** Mean favourability over the pixels that have one; null where none has. */
  copper: number | null;
}

/**
 * Counts the rasters of a map within a window.
 * @param mapDir the folder that `gossan map` wrote
 * @throws GossanError SCENE_WINDOW (not inside the map), FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function readMapWindow(mapDir: string, window: PixelWindow): Promise<WindowReading> {
  const read = async (layer: string) => Array.from<number>((await readMapRaster(mapDir, layer, window)).data);
  const mask = await read('mask');
  const valid = mask.filter((code) => code === MASK.valid).length;
  const classes = readMapClasses(mapDir);
  const group = async (name: 'swir' | 'vnir') =>
    countMinerals(await read(name), await read(`${name}_fit`), await read(`${name}_depth`), classes, valid);
  const copper = (await read('copper')).filter((value) => !Number.isNaN(value));
  return {
    window,
    pixels: mask.length,
    valid,
    swir: await group('swir'),
    vnir: await group('vnir'),
    alteration: countTypes(await read('alteration'), readAlterationTypes(mapDir), valid),
    copper: copper.length ? copper.reduce((sum, value) => sum + value, 0) / copper.length : null,
  };
}

function countMinerals(
  indices: readonly number[],
  fits: readonly number[],
  depths: readonly number[],
  classes: ReadonlyMap<number, MapClass>,
  valid: number,
): WindowMineral[] {
  const sums = new Map<number, { pixels: number; fit: number; depth: number }>();
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at]!;
    if (!classes.has(index)) continue;
    const sum = sums.get(index) ?? { pixels: 0, fit: 0, depth: 0 };
    sums.set(index, { pixels: sum.pixels + 1, fit: sum.fit + fits[at]!, depth: sum.depth + depths[at]! });
  }
  return [...sums]
    .map(([index, { pixels, fit, depth }]) => {
      const { mineral, members } = classes.get(index)!;
      return { mineral, members, pixels, share: pixels / valid, fit: fit / pixels, depth: depth / pixels };
    })
    .sort((a, b) => b.pixels - a.pixels);
}

function countTypes(
  indices: readonly number[],
  types: ReadonlyMap<number, string>,
  valid: number,
): WindowReading['alteration'] {
  const counts = new Map<string, number>();
  for (let at = 0; at < indices.length; at++) {
    const name = types.get(indices[at]!);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, pixels]) => ({ name, pixels, share: pixels / valid }))
    .sort((a, b) => b.pixels - a.pixels);
}
