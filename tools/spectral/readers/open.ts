import { open, stat } from 'node:fs/promises';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import type { SceneReader } from '../types.ts';
import { enmapFormat } from './enmap-format.ts';
import { enviFormat } from './envi-format.ts';
import { geoTiffFormat } from './geotiff-format.ts';
import { gf5Format } from './gf5-format.ts';
import { hdf5Format } from './hdf5-format.ts';
import { productFormat } from './product-format.ts';
import type { OpenOptions, SceneFormat } from './scene-format.ts';

export type { OpenOptions } from './scene-format.ts';

/** Tried in order; ENVI is last because its data files carry no mark of their own. */
const FORMATS: readonly SceneFormat[] = [productFormat, hdf5Format, enmapFormat, gf5Format, geoTiffFormat, enviFormat];

/** The names of the readable formats, for messages and `doctor`. */
export const SCENE_FORMATS: readonly string[] = FORMATS.map(({ name }) => name);

/** Formats that are recognised in order to say what a file is, though it cannot be read as a scene. */
const MARKS: readonly { name: string; bytes: string }[] = [
  { name: 'a PDF file', bytes: '25504446' },
  { name: 'a PNG picture', bytes: '89504e47' },
  { name: 'a JPEG picture', bytes: 'ffd8ff' },
];

/**
 * Opens a scene by its header, its data file, or (for formats that are folders) its folder.
 * Reads the header and a small sample of pixels only; a cube of gigabytes opens at once.
 * Throws FILE_NOT_FOUND, FILE_EMPTY, IS_DIRECTORY, SCENE_FORMAT_UNKNOWN, SCENE_HEADER_MISSING, SCENE_HEADER_FIELD,
 * SCENE_DATA_MISSING, SCENE_TRUNCATED, SCENE_DAMAGED, SCENE_PRODUCT, SCENE_WAVELENGTHS, SCENE_NOT_REFLECTANCE,
 * SCENE_PARTS, SCENE_SEVERAL, ARCHIVE_DAMAGED, ARCHIVE_REFUSED.
 */
export async function openScene(path: string, options: OpenOptions = {}): Promise<SceneReader> {
  options.signal?.throwIfAborted();
  const head = await firstBytes(path);
  for (const format of FORMATS) {
    if (await format.recognises(path, head)) return await format.open(path, options);
  }
  const hex = Buffer.from(head ?? []).toString('hex');
  const mark = MARKS.find(({ bytes }) => hex.startsWith(bytes));
  throw new GossanError('SCENE_FORMAT_UNKNOWN', {
    path,
    detail: mark ? `it is ${mark.name}` : 'no ENVI header beside it and no known mark in its first bytes',
    formats: SCENE_FORMATS.join('; '),
  });
}

/** Undefined for a folder. */
async function firstBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return undefined;
    if (stats.size === 0) throw new GossanError('FILE_EMPTY', { path });
    const handle = await open(path);
    try {
      const bytes = Buffer.alloc(64);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asGossanError(error, path);
  }
}
