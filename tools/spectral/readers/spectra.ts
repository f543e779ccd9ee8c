import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import type { SpectraFile, Spectrum } from '../types.ts';
import { decodeText } from './decode-text.ts';
import { isHeader } from './envi-files.ts';
import { Repairs } from './repairs.ts';
import { distinctNames, notSpectra } from './spectra-build.ts';
import { readEcostress, recogniseEcostress } from './spectra-ecostress.ts';
import { readSed, recogniseSed } from './spectra-sed.ts';
import { readSplibAscii, recogniseSplibAscii } from './spectra-splib.ts';
import { readSpectraTable } from './spectra-table.ts';

/** Tables of spectra are small; a file beyond this is something else. */
const LARGEST_TABLE = 256 * 1024 * 1024;

/**
 * Reads named spectra: CSV and other delimited tables, ENVI spectral libraries, ECOSTRESS/ASTER text, USGS splib07
 * ASCII, Spectral Evolution .sed. Wavelengths come out in µm, ascending; reflectance 0..1, NaN where a channel was
 * deleted. Rows that are no spectra (wavelengths, resolution, error bars) are left out.
 * Throws FILE_NOT_FOUND, FILE_EMPTY, IS_DIRECTORY, SPECTRA_FORMAT, and for ENVI libraries what the header may throw.
 */
export async function readSpectra(path: string): Promise<Spectrum[]> {
  return (await readSpectraFile(path)).spectra;
}

/** As {@link readSpectra}, with what was converted (percent, scaled integers) or mended on the way. */
export async function readSpectraFile(path: string): Promise<SpectraFile> {
  const repairs = new Repairs();
  return { spectra: distinctNames(await spectraOf(path, repairs), repairs), repairs: repairs.list };
}

async function spectraOf(path: string, repairs: Repairs): Promise<Spectrum[]> {
  await checkFile(path);
  if (await isEnvi(path)) {
    const { readEnviLibrary } = await import('./spectra-envi.ts');
    return readEnviLibrary(path, repairs);
  }
  const bytes = await readTable(path);
  if (bytes.subarray(0, 4096).includes(0) && !isUtf16(bytes)) throw notSpectra(path, 'it holds binary data');
  const text = decodeText(bytes);
  if (recogniseEcostress(text)) return [readEcostress(text, path, repairs)];
  if (recogniseSed(text)) return [readSed(text, path, repairs)];
  if (recogniseSplibAscii(text)) return [await readSplibAscii(text, path)];
  return readSpectraTable(text, path, repairs);
}

/** Throws FILE_NOT_FOUND, IS_DIRECTORY, FILE_EMPTY. */
async function checkFile(path: string): Promise<void> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) {
      const suggestion = 'Name one file: a CSV, an ENVI spectral library (.sli or .hdr), a .txt or a .sed.';
      throw new GossanError('IS_DIRECTORY', { path, expected: 'a file of spectra', suggestion });
    }
    if (stats.size === 0) throw new GossanError('FILE_EMPTY', { path });
  } catch (error) {
    throw asGossanError(error, path);
  }
}

async function readTable(path: string): Promise<Buffer> {
  try {
    const stats = await stat(path);
    if (stats.size > LARGEST_TABLE) throw notSpectra(path, `${stats.size} bytes is too large for a table of spectra`);
    return await readFile(path);
  } catch (error) {
    throw asGossanError(error, path);
  }
}

/** Whether a header stands beside the file, or it is one. */
async function isEnvi(path: string): Promise<boolean> {
  if (isHeader(path)) return true;
  const name = basename(path).toLowerCase();
  const stem = name.replace(/\.[^.]*$/, '');
  const names = (await readdir(dirname(path))).map((entry) => entry.toLowerCase());
  // A CSV may have a cube of the same name beside it; its own ending decides.
  if (/\.(csv|tsv|txt|sed)$/.test(name)) return false;
  return names.includes(`${name}.hdr`) || names.includes(`${stem}.hdr`);
}

function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
