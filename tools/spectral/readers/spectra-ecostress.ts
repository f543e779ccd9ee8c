import type { Spectrum } from '../types.ts';
import type { Repairs } from './repairs.ts';
import { noteRepeated, notSpectra, spectrum, spectrumWavelengths } from './spectra-build.ts';
import { toNumber } from './spectra-table.ts';

/** Whether a text is a file of the ECOSTRESS or ASTER spectral library: "Key: value" lines, then two columns. */
export function recogniseEcostress(text: string): boolean {
  const head = text.slice(0, 4000);
  return /^\uFEFF?Name:/.test(head) && /^X Units:/im.test(head);
}

/** Reads such a file; units are as its header says (percent or fractions, µm, nm or wavenumbers). Throws SPECTRA_FORMAT. */
export function readEcostress(text: string, path: string, repairs: Repairs): Spectrum {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const header = new Map<string, string>();
  const wavelengths: number[] = [];
  const values: number[] = [];
  for (const line of lines) {
    const field = /^([A-Za-z][A-Za-z .]*):(.*)$/.exec(line);
    if (field) {
      header.set(field[1].trim().toLowerCase(), field[2].trim());
      continue;
    }
    // A comma before a blank separates; one between digits is the decimal sign.
    const cells = line
      .trim()
      .split(/\s*,\s+|\s+|;/)
      .map(toNumber);
    if (header.has('y units') && cells.length === 2 && cells.every(Number.isFinite)) {
      wavelengths.push(cells[0]);
      values.push(cells[1]);
    }
  }
  const yUnits = header.get('y units') ?? '';
  const xUnits = header.get('x units') ?? '';
  if (!/reflect/i.test(yUnits))
    throw notSpectra(path, `its values are ${yUnits || 'of no named unit'}, not reflectance`);
  if (!/micromet|nanomet|\bum\b|\bnm\b|wave ?number|cm-1/i.test(xUnits))
    throw notSpectra(path, `its first column is ${xUnits}, not a wavelength`);
  if (values.length < 3) throw notSpectra(path, 'no rows of wavelength and reflectance after its header');
  const promised = Number(header.get('number of x values'));
  if (promised > values.length)
    throw notSpectra(path, `${values.length} rows where its header promises ${promised}: truncated`);
  const micrometres = spectrumWavelengths(wavelengths, xUnits, path, repairs);
  noteRepeated(micrometres, repairs);
  const gain = /percent|%/i.test(yUnits) ? 0.01 : 1;
  const name = [header.get('name'), header.get('sample no.')].filter(Boolean).join(' ');
  return spectrum(name || 'unnamed', micrometres, values, gain);
}
