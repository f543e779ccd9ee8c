import { GossanError } from '../../../core/errors.ts';
import type { Spectrum } from '../types.ts';
import plausible from './plausible.json' with { type: 'json' };
import type { Repairs } from './repairs.ts';
import { spanOf, toMicrometres } from './wavelengths.ts';

export function notSpectra(path: string, detail: string): GossanError {
  return new GossanError('SPECTRA_FORMAT', { path, detail });
}

/** Number of a cell: empty, words and marks of deleted channels (SPECPR's -1.23e34, -9999) are NaN. */
export function measured(value: number): number {
  return Number.isFinite(value) && Math.abs(value) < plausible.any_value.largest && value !== -9999
    ? value
    : Number.NaN;
}

/** Wavelengths in µm, a wrong unit told to `repairs`. Throws SPECTRA_FORMAT. */
export function spectrumWavelengths(
  values: readonly number[],
  unit: string | undefined,
  path: string,
  repairs: Repairs,
): number[] {
  const found = toMicrometres(values, unit);
  if (!found) throw notSpectra(path, `${spanOf(values)}${unit ? ` ${unit}` : ''} are no wavelengths in nm or µm`);
  if (found.mismatch) repairs.add('wavelength unit', values.length, found.mismatch);
  return found.micrometres;
}

/**
 * Builds a spectrum: wavelengths (any order) become ascending, of repeated ones the first counts, values are multiplied by
 * `gain`.
 */
export function spectrum(
  name: string,
  wavelengths: ArrayLike<number>,
  values: ArrayLike<number>,
  gain: number,
): Spectrum {
  const order = Array.from({ length: wavelengths.length }, (_, at) => at);
  order.sort((a, b) => wavelengths[a] - wavelengths[b]);
  const kept = order.filter((at, place) => place === 0 || wavelengths[at] !== wavelengths[order[place - 1]]);
  return {
    name: name.trim().replace(/\s+/g, ' '),
    wavelengths: Float64Array.from(kept, (at) => wavelengths[at]),
    reflectance: Float64Array.from(kept, (at) => measured(values[at]) * gain),
  };
}

/** Tells how many wavelengths stand more than once. */
export function noteRepeated(wavelengths: readonly number[], repairs: Repairs): void {
  const repeated = wavelengths.length - new Set(wavelengths).size;
  if (repeated) repairs.add('repeated wavelengths', repeated, 'rows with a wavelength that was there before: left out');
}

/** Spectra of one name get a number each, so that results can be told apart. */
export function distinctNames(spectra: Spectrum[], repairs: Repairs): Spectrum[] {
  const seen = new Map<string, number>();
  let renamed = 0;
  const named = spectra.map((one) => {
    const times = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, times);
    if (times === 1) return one;
    renamed++;
    return { ...one, name: `${one.name} (${times})` };
  });
  if (renamed) repairs.add('repeated names', renamed, 'spectra with the name of another: numbered, as "NAME (2)"');
  return named;
}

/**
 * The factor that brings a file's values to 0..1 where it does not say: values as reflectance have (a little over 1 is
 * possible), percent, or integers scaled by 10000. One factor for a whole file, or dark spectra would be torn from bright
 * ones; what was assumed is told to `repairs`.
 * @param words headings of the values: "%" in them decides for dark spectra
 * Throws SPECTRA_FORMAT where the values can be none of these.
 */
export function reflectanceGain(values: Iterable<number>, words: string, path: string, repairs: Repairs): number {
  const valid: number[] = [];
  for (const value of values) {
    const number = measured(value);
    if (!Number.isNaN(number)) valid.push(number);
  }
  valid.sort((a, b) => a - b);
  const high = valid[Math.floor((valid.length - 1) * 0.99)] ?? Number.NaN;
  const named = /%|\bpercent|\bpct\b/i.test(words);
  if (high <= 2 && !named) return 1;
  if (high <= 130) {
    if (!named) repairs.add('percent', valid.length, `values up to ${short(high)} read as percent and divided by 100`);
    return 0.01;
  }
  if (high >= 1000 && high <= 16_000) {
    repairs.add('scaled integers', valid.length, `values up to ${short(high)} divided by 10000`);
    return 1e-4;
  }
  const range = valid.length ? `values up to ${short(valid.at(-1)!)}` : 'no values at all';
  throw notSpectra(path, `${range}: neither reflectance 0..1, percent, nor reflectance × 10000`);
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
