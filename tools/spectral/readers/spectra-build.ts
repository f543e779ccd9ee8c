import { GossanError } from '../../../core/errors.ts';
import type { Spectrum } from '../types.ts';

/** SPECPR's mark of a deleted channel is -1.23e34; any number beyond this cannot be reflectance. */
const DELETED_BEYOND = 1e30;

export function notSpectra(path: string, detail: string): GossanError {
  return new GossanError('SPECTRA_FORMAT', { path, detail });
}

/** Number of a cell: empty, words and marks of deleted channels are NaN. */
export function measured(value: number): number {
  return Number.isFinite(value) && Math.abs(value) < DELETED_BEYOND && value !== -9999 ? value : Number.NaN;
}

/** Builds a spectrum: wavelengths (any order) become ascending, values are multiplied by `gain`. */
export function spectrum(
  name: string,
  wavelengths: ArrayLike<number>,
  values: ArrayLike<number>,
  gain: number,
): Spectrum {
  const order = Array.from({ length: wavelengths.length }, (_, at) => at);
  order.sort((a, b) => wavelengths[a] - wavelengths[b]);
  return {
    name: name.trim().replace(/\s+/g, ' '),
    wavelengths: Float64Array.from(order, (at) => wavelengths[at]),
    reflectance: Float64Array.from(order, (at) => measured(values[at]) * gain),
  };
}

/**
 * The factor that brings a table's values to 0..1 where it does not say: values as reflectance have (a little over 1 is
 * possible), percent, or integers scaled by 10000. One factor for a whole file, or dark spectra would be torn from bright ones.
 * @returns undefined where the values can be none of these
 */
export function reflectanceGain(values: Iterable<number>): number | undefined {
  const valid: number[] = [];
  for (const value of values) {
    const number = measured(value);
    if (!Number.isNaN(number)) valid.push(number);
  }
  if (valid.length === 0) return undefined;
  valid.sort((a, b) => a - b);
  const high = valid[Math.floor((valid.length - 1) * 0.99)];
  if (high <= 2) return 1;
  if (high <= 130) return 0.01;
  if (high >= 1000 && high <= 16_000) return 1e-4;
  return undefined;
}
