import { readFile } from 'node:fs/promises';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { decodeText } from './decode-text.ts';

/**
 * The rows of a GF-5 calibration text: one row a band, numbers separated by commas, semicolons or white space, with or
 * without a heading and a first column of band numbers. Two columns come back: centre and FWHM (nm), or gain and offset.
 * Throws FILE_NOT_FOUND, SCENE_DAMAGED where there is not one row for each band.
 */
export async function readGf5Columns(path: string, bands: number): Promise<[first: number[], second: number[]]> {
  const bytes = await readFile(path).catch((error) => {
    throw asGossanError(error, path);
  });
  const rows = decodeText(bytes)
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .trim()
        .split(/[,;\s]+/)
        .filter(Boolean)
        .map(Number),
    )
    .filter((row) => row.length > 0 && row.every(Number.isFinite));
  if (rows.length !== bands) {
    const detail = `${rows.length} rows of numbers for an image of ${bands} bands`;
    throw new GossanError('SCENE_PARTS', { path, detail });
  }
  const start = rows[0][0];
  const numbered = rows[0].length > 1 && start <= 1 && rows.every((row, index) => row[0] === start + index);
  const column = (index: number) => rows.map((row) => row[index + (numbered ? 1 : 0)] ?? Number.NaN);
  return [column(0), column(1)];
}
