import { absorptionTable, continuumAt, opticalDepth } from './absorption-model.ts';
import type { Variant } from './format.ts';

/** Reflectance (0..1) of a variant at the given wavelengths in µm, in their order. */
export function renderVariant(variant: Variant, wavelengths: ArrayLike<number>): Float64Array {
  const out = renderHullRemoved(variant, wavelengths);
  for (let i = 0; i < out.length; i++) out[i] *= continuumAt(variant.continuum, wavelengths[i]);
  return out;
}

/** The variant's absorptions alone: reflectance over its upper hull (0..1) at the given wavelengths in µm. */
export function renderHullRemoved(variant: Variant, wavelengths: ArrayLike<number>): Float64Array {
  const out = new Float64Array(wavelengths.length);
  const absorptions = absorptionTable(variant.absorptions);
  for (let i = 0; i < out.length; i++) out[i] = Math.exp(-opticalDepth(absorptions, wavelengths[i]));
  return out;
}

/** Abscissas and weights of a five-point Gauss-Hermite rule: the average over a Gaussian band of unit sigma. */
const HERMITE: readonly [number, number][] = [
  [-2.8569700138728056, 0.011257411327720689],
  [-1.3556261799742659, 0.22207592200561266],
  [0, 0.5333333333333333],
  [1.3556261799742659, 0.22207592200561266],
  [2.8569700138728056, 0.011257411327720689],
];

/** The FWHM (µm) of the bands that the shipped variants were fitted at; only what a band is broader than this is convolved. */
const FITTED_FWHM = 0.0085;

/**
 * Like {@link renderHullRemoved}, averaged over each band's Gaussian response.
 * @param fwhm full width at half maximum of each band in µm.
 */
export function renderHullRemovedBands(
  variant: Variant,
  wavelengths: ArrayLike<number>,
  fwhm: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(wavelengths.length);
  const absorptions = absorptionTable(variant.absorptions);
  for (let i = 0; i < out.length; i++) {
    const broader = Math.sqrt(Math.max(0, fwhm[i] ** 2 - FITTED_FWHM ** 2)) / 2.3548;
    if (!(broader > 0)) {
      out[i] = Math.exp(-opticalDepth(absorptions, wavelengths[i]));
      continue;
    }
    for (const [x, weight] of HERMITE)
      out[i] += weight * Math.exp(-opticalDepth(absorptions, wavelengths[i] + x * broader));
  }
  return out;
}
