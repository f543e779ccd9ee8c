import type { Spectrum } from '../types.ts';
import type { Repairs } from './repairs.ts';
import { noteRepeated, notSpectra, reflectanceGain, spectrum, spectrumWavelengths } from './spectra-build.ts';
import { toNumber } from './spectra-table.ts';

/** Whether a text is a Spectral Evolution .sed file: "Key: value" lines, "Data:", then columns with a "Wvl" heading. */
export function recogniseSed(text: string): boolean {
  return /^\s*Data:?\s*$/im.test(text) && /^.*\bWvl\b/im.test(text);
}

/** Reads the reflectance column (percent or fractions, as its heading says). Throws SPECTRA_FORMAT where there is none. */
export function readSed(text: string, path: string, repairs: Repairs): Spectrum {
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
    wavelengths.push(toNumber(cells[wavelengthColumn]));
    values.push(toNumber(cells[column]));
  }
  if (wavelengths.length < 3) throw notSpectra(path, 'a .sed file without rows of wavelength and reflectance');
  const promised = Number(/^Channels:\s*(\d+)\s*$/im.exec(text)?.[1] ?? 0);
  if (promised > wavelengths.length) {
    throw notSpectra(path, `${wavelengths.length} rows where its header promises ${promised} channels: truncated`);
  }
  const micrometres = spectrumWavelengths(wavelengths, undefined, path, repairs);
  noteRepeated(micrometres, repairs);
  const gain = reflectanceGain(values, headings[column], path, repairs);
  const name =
    /^File Name:\s*(?:.*[\\/])?(.+?)(?:\.sed)?\s*$/im.exec(text)?.[1] ?? path.replace(/^.*[\\/]|\.sed$/gi, '');
  return spectrum(name, micrometres, values, gain);
}
