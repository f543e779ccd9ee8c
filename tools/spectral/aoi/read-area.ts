import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { plainLine } from '../../../core/plain-text.ts';
import { decodeText } from '../readers/decode-text.ts';
import type { AreaOfInterest, FoundPolygons } from './area.ts';
import { fileInArchive, siblingOf } from './files.ts';
import { readGeoJson } from './geojson.ts';
import { readKml } from './kml.ts';
import { placePolygons } from './placing.ts';
import { isShapefile, readShapefile } from './shapefile.ts';

/** Larger than the tenements of a whole country. */
const MOST_BYTES = 256 * 1024 * 1024;
const LONGEST_NAME = 60;

/**
 * Reads an area of interest: polygons in a GeoJSON file, a Shapefile (named by its .shp or one of the files beside it, or
 * a .zip that holds one) or a KML or KMZ file. The content decides, not the ending.
 * @throws GossanError FILE_NOT_FOUND, FILE_EMPTY, AOI_FORMAT (what is wrong with the file), AOI_SYSTEM (a coordinate system
 *   that cannot be transformed), ARCHIVE_DAMAGED, ARCHIVE_REFUSED
 */
export async function readArea(path: string, options: { signal?: AbortSignal } = {}): Promise<AreaOfInterest> {
  const found = await findPolygons(path, options.signal);
  const { polygons, notes } = placePolygons(found, path);
  const file = basename(path);
  const name = plainLine(found.name ?? '').slice(0, LONGEST_NAME) || basename(file, extname(file));
  return { name, file, format: found.format, polygons, notes: [...found.notes, ...notes] };
}

async function findPolygons(path: string, signal?: AbortSignal): Promise<FoundPolygons> {
  const named = /\.(prj|dbf|shx|cpg)$/i.test(path) ? ((await siblingOf(path, 'shp')) ?? path) : path;
  const bytes = await bytesOf(named);
  // "PK": a ZIP archive, which KMZ is too
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return polygonsIn(await fileInArchive(path, signal), path);
  return polygonsOf(bytes, named, path);
}

async function polygonsIn(member: string, path: string): Promise<FoundPolygons> {
  return polygonsOf(await bytesOf(member), member, path);
}

/** @param shown the path that the user named: errors speak of it */
async function polygonsOf(bytes: Buffer, path: string, shown: string): Promise<FoundPolygons> {
  if (isShapefile(bytes)) {
    const prj = await siblingOf(path, 'prj');
    return readShapefile(bytes, shown, prj === undefined ? undefined : decodeText(await bytesOf(prj)));
  }
  const text = decodeText(bytes).replace(/^\ufeff/, '');
  const first = text.match(/\S/)?.[0];
  if (first === '{') return readGeoJson(text, shown);
  if (first === '<') return readKml(text, shown);
  throw new GossanError('AOI_FORMAT', { path: shown, detail: 'it is neither GeoJSON, nor a Shapefile, nor KML' });
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size === 0) throw new GossanError('FILE_EMPTY', { path });
    if (size > MOST_BYTES) {
      throw new GossanError('AOI_FORMAT', { path, detail: `it is larger than ${MOST_BYTES / 1024 / 1024} MiB` });
    }
    return await readFile(path);
  } catch (error) {
    throw asGossanError(error, path);
  }
}
