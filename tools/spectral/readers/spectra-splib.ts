import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asGossanError } from '../../../core/errors.ts';
import type { Spectrum } from '../types.ts';
import { decodeText } from './decode-text.ts';
import { notSpectra, spectrum } from './spectra-build.ts';

/** USGS splib07 ASCII: a title line "splib07a Record=1234: Title", then one number a line (Kokaly et al. 2017, USGS DS 1035). */
const TITLE = /^\s*\w+ Record=\d+:\s*(.*)$/;

export function recogniseSplibAscii(text: string): boolean {
  return TITLE.test(text.slice(0, 200).split(/\r?\n/)[0]);
}

/**
 * Reads one spectrum; its wavelengths stand in a file of their own ("…Wavelengths…txt"), beside it or one folder up,
 * and are found by their number of channels. Throws SPECTRA_FORMAT where none fits.
 */
export async function readSplibAscii(text: string, path: string): Promise<Spectrum> {
  const { title, values } = parse(text);
  if (/wavelengths|bandpass|resolution|error bars/i.test(title)) {
    throw notSpectra(path, `it holds "${title}", which is no spectrum; name the file of a spectrum`);
  }
  for (const candidate of await wavelengthFiles(path)) {
    const found = parse(decodeText(await readFile(candidate)));
    if (/wavelengths/i.test(found.title) && found.values.length === values.length) {
      return spectrum(title, found.values, values, 1);
    }
  }
  throw notSpectra(
    path,
    `its ${values.length} wavelengths stand in another USGS file ("…Wavelengths…${values.length}…txt"), which is not beside it`,
  );
}

async function wavelengthFiles(path: string): Promise<string[]> {
  const folders = [dirname(path), dirname(dirname(path))];
  try {
    const lists = await Promise.all(
      folders.map(async (folder) => (await readdir(folder)).map((name) => ({ folder, name }))),
    );
    return lists
      .flat()
      .filter(({ name }) => /wavelengths.*\.txt$/i.test(name))
      .map(({ folder, name }) => join(folder, name));
  } catch (error) {
    throw asGossanError(error, path);
  }
}

function parse(text: string): { title: string; values: number[] } {
  const [first, ...rest] = text.split(/\r\n|\r|\n/);
  const values = rest.filter((line) => line.trim() !== '').map(Number);
  return { title: TITLE.exec(first)?.[1].trim().replace(/\s+/g, ' ') ?? '', values };
}
