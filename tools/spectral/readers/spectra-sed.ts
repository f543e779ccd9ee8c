import type { Spectrum } from '../types.ts';
import { wavelengthFactor } from './band-table.ts';
import { notSpectra, spectrum } from './spectra-build.ts';

/** Whether a text is a Spectral Evolution .sed file: "Key: value" lines, "Data:", then columns with a "Wvl" heading. */
export function recogniseSed(text: string): boolean {
  return /^\s*Data:?\s*$/im.test(text) && /^.*\bWvl\b/im.test(text);
}

/** Reads the reflectance column (percent or fractions, as its heading says). Throws SPECTRA_FORMAT where there is none. */
export function readSed(text: string, path: string): Spectrum {
  const lines = text.split(/\r\n|\r|\n/);
  const start = lines.findIndex((line) => /^\s*Data:?\s*$/i.test(line));
  const headings =
    lines[start + 1]
      ?.trim()
      .split(/\t|\s{2,}/)
      .map((heading) => heading.trim()) ?? [];
  const wavelengthColumn = headings.findIndex((heading) => /^wvl/i.test(heading));
  const column = headings.findIndex((heading) => /reflect/i.test(heading));
  if (wavelengthColumn < 0 || column < 0) {
    throw notSpectra(path, `a .sed file without a reflectance column (it has ${headings.join(', ') || 'none'})`);
  }
  const wavelengths: number[] = [];
  const values: number[] = [];
  for (const line of lines.slice(start + 2)) {
    const cells = line.trim().split(/\s+/);
    if (cells.length < headings.length) continue;
    wavelengths.push(Number(cells[wavelengthColumn]));
    values.push(Number(cells[column]));
  }
  const factor = wavelengths.length >= 3 ? wavelengthFactor(wavelengths) : undefined;
  if (factor === undefined) throw notSpectra(path, 'a .sed file without rows of wavelength and reflectance');
  const gain = /%/.test(headings[column]) ? 0.01 : 1;
  const name =
    /^File Name:\s*(?:.*[\\/])?(.+?)(?:\.sed)?\s*$/im.exec(text)?.[1] ?? path.replace(/^.*[\\/]|\.sed$/gi, '');
  return spectrum(
    name,
    wavelengths.map((value) => value * factor),
    values,
    gain,
  );
}
