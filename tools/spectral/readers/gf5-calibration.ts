import { readFile } from 'node:fs/promises';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { decodeText } from './decode-text.ts';
import { eachElement } from './geotiff-metadata.ts';
import { timeIn } from './sun.ts';
import type { Illumination } from './top-of-atmosphere.ts';

/** In which the ground segment publishes gains and offsets of its optical sensors; the texts themselves name no unit. */
const RADIANCE_UNIT = 'W/m2/sr/um';

/** Reads {@link gf5Columns} from a file. Throws FILE_NOT_FOUND, SCENE_PARTS. */
export async function readGf5Columns(path: string, bands?: number): Promise<[first: number[], second: number[]]> {
  const bytes = await readFile(path).catch((error) => {
    throw asGossanError(error, path);
  });
  return gf5Columns(decodeText(bytes), path, bands);
}

/**
 * The rows of a GF-5 calibration text: one row a band, numbers separated by commas, semicolons or white space, with or
 * without a heading and a first column of band numbers. Two columns come back: centre and FWHM (nm), or gain and offset.
 * @param bands of the image, where they are known
 * Throws SCENE_PARTS where there is not one row for each band.
 */
export function gf5Columns(text: string, path: string, bands?: number): [first: number[], second: number[]] {
  const rows = text
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .trim()
        .split(/[,;\s]+/)
        .filter(Boolean)
        .map(Number),
    )
    .filter((row) => row.length > 0 && row.every(Number.isFinite));
  if (rows.length === 0 || (bands !== undefined && rows.length !== bands)) {
    const detail = `${rows.length} rows of numbers for an image of ${bands ?? 'many'} bands`;
    throw new GossanError('SCENE_PARTS', { path, detail });
  }
  const start = rows[0][0];
  const numbered = rows[0].length > 1 && start <= 1 && rows.every((row, index) => row[0] === start + index);
  const column = (index: number) => rows.map((row) => row[index + (numbered ? 1 : 0)] ?? Number.NaN);
  return [column(0), column(1)];
}

/**
 * Time and sun of the product's XML (`StartTime`, `SolarZenith` in degrees). Without gains the numbers are counts, which
 * have no unit. An unreadable file gives nothing: what is missing is then said where it is needed.
 */
export async function readGf5Illumination(path: string | undefined, calibrated: boolean): Promise<Illumination> {
  const found = new Map<string, string>();
  const xml = path ? decodeText(await readFile(path).catch(() => Buffer.alloc(0))) : '';
  eachElement(xml, ['starttime', 'solarzenith'], (name, _, text) => {
    if (!found.has(name)) found.set(name, text);
  });
  const zenith = Number(found.get('solarzenith') || Number.NaN);
  return {
    unit: calibrated ? RADIANCE_UNIT : undefined,
    sunElevation: Number.isFinite(zenith) ? 90 - zenith : undefined,
    ...timeIn(found.get('starttime')),
  };
}
