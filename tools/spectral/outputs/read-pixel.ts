import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromFile } from 'geotiff';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { MASK, type PixelReading, type PixelWindow } from '../types.ts';
import { parseCsv } from './class-tables.ts';

/** A raster of a map, read back. Length = width × height, row by row. */
export interface MapRaster {
  width: number;
  height: number;
  data: Uint8Array | Uint16Array | Float32Array;
}

/** What a map says of one class index. */
export interface MapClass {
  index: number;
  mineral: string;
  members: string[];
  colour: string;
}

/**
 * What a map says of one pixel.
 * @param mapDir the folder that `gossan map` wrote
 * @param x column and
 * @param y row in the map, from 0 at its upper left corner (the window's, where one was mapped)
 * Throws FILE_NOT_FOUND (no map in the folder), SCENE_WINDOW (outside), FILE_UNREADABLE (a damaged raster).
 */
export async function readPixel(mapDir: string, x: number, y: number): Promise<PixelReading> {
  const at = { x, y, width: 1, height: 1 };
  const value = async (layer: string): Promise<number> => (await readMapRaster(mapDir, layer, at)).data[0];
  const measured = async (layer: string): Promise<number | null> => {
    const found = await value(layer);
    return Number.isNaN(found) ? null : found;
  };
  const classes = readMapClasses(mapDir);
  const match = async (layer: 'swir' | 'vnir'): Promise<PixelReading['swir']> => {
    const entry = classes.get(await value(layer));
    if (!entry) return null;
    const [fit, depth] = [await value(`${layer}_fit`), await value(`${layer}_depth`)];
    return { mineral: entry.mineral, members: entry.members, fit, depth };
  };
  const mask = await value('mask');
  const masked = Object.entries(MASK).find(([name, code]) => code === mask && name !== 'valid')?.[0];
  return {
    x,
    y,
    masked: (masked as PixelReading['masked']) ?? null,
    swir: await match('swir'),
    vnir: await match('vnir'),
    alteration: readAlterationTypes(mapDir).get(await value('alteration')) ?? null,
    copper: await measured('copper'),
    aloh_um: await measured('aloh'),
  };
}

/**
 * Reads a raster of a map, or a window of it.
 * @param layer its name without ending: 'swir', 'copper', 'aloh' …
 * Throws FILE_NOT_FOUND, SCENE_WINDOW, FILE_UNREADABLE.
 */
export async function readMapRaster(mapDir: string, layer: string, window?: PixelWindow): Promise<MapRaster> {
  const path = join(mapDir, `${layer}.tif`);
  if (!existsSync(path)) throw new GossanError('FILE_NOT_FOUND', { path });
  let tiff: Awaited<ReturnType<typeof fromFile>> | undefined;
  try {
    tiff = await fromFile(path);
    const image = await tiff.getImage();
    const [width, height] = [image.getWidth(), image.getHeight()];
    const { x, y, width: w, height: h } = window ?? { x: 0, y: 0, width, height };
    if (![x, y, w, h].every(Number.isInteger) || x < 0 || y < 0 || w < 1 || h < 1 || x + w > width || y + h > height) {
      throw new GossanError('SCENE_WINDOW', { window: `${x} ${y} ${w} ${h}`, width, height });
    }
    const [band] = (await image.readRasters({ window: [x, y, x + w, y + h] })) as unknown as [MapRaster['data']];
    return { width: w, height: h, data: band };
  } catch (error) {
    if (error instanceof GossanError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code) throw asGossanError(error, path);
    throw new GossanError('FILE_UNREADABLE', { path, detail: message }, { cause: error });
  } finally {
    await tiff?.close();
  }
}

/** The classes of a map by index, from `classes.csv`; 0 (none) is not among them. */
export function readMapClasses(mapDir: string): Map<number, MapClass> {
  const entries = tableRows(mapDir, 'classes.csv').map(({ index, mineral, members, colour }): [number, MapClass] => [
    Number(index),
    { index: Number(index), mineral, members: members.split('+'), colour },
  ]);
  return new Map(entries.filter(([index]) => index > 0));
}

/** The colours of a map's alteration types, "#rrggbb", by name. */
export function readAlterationColours(mapDir: string): Map<string, string> {
  return new Map(tableRows(mapDir, 'alteration.csv').map(({ alteration, colour }) => [alteration, colour]));
}

/** The names of a map's alteration types by index, from `alteration.csv`; 0 (none) is not among them. */
export function readAlterationTypes(mapDir: string): Map<number, string> {
  const rows = tableRows(mapDir, 'alteration.csv');
  return new Map(
    rows.map(({ index, alteration }): [number, string] => [Number(index), alteration]).filter(([i]) => i > 0),
  );
}

function tableRows(mapDir: string, file: string): Record<string, string>[] {
  const path = join(mapDir, file);
  try {
    return parseCsv(readFileSync(path, 'utf8'));
  } catch (error) {
    throw asGossanError(error, path);
  }
}
