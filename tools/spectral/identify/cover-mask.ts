import { MASK } from '../types.ts';
import cover from './cover.json' with { type: 'json' };

/** The bands by which covers are told; -1 where the sensor has none near. */
export interface CoverBands {
  blue: number;
  green: number;
  red: number;
  nir: number;
  swir1: number;
  swir2: number;
}

/** Nearest usable band to each wavelength (µm), at most 30 nm away. */
export function coverBands(wavelengths: ArrayLike<number>, goodBands: readonly boolean[]): CoverBands {
  const nearest = (target: number): number => {
    let best = -1;
    for (let b = 0; b < wavelengths.length; b++) {
      if (goodBands[b] === false) continue;
      if (best < 0 || Math.abs(wavelengths[b] - target) < Math.abs(wavelengths[best] - target)) best = b;
    }
    return best >= 0 && Math.abs(wavelengths[best] - target) <= 0.03 ? best : -1;
  };
  return {
    blue: nearest(0.47),
    green: nearest(0.56),
    red: nearest(0.665),
    nir: nearest(0.86),
    swir1: nearest(1.65),
    swir2: nearest(2.21),
  };
}

/**
 * What covers the ground of a spectrum: a value of {@link MASK}.
 * @param spectrum reflectance; value of band b is `spectrum[start + b * stride]`; NaN for fill.
 */
export function coverOf(bands: CoverBands, spectrum: ArrayLike<number>, start = 0, stride = 1): number {
  const blue = reflectanceAt(bands.blue, spectrum, start, stride);
  const green = reflectanceAt(bands.green, spectrum, start, stride);
  const red = reflectanceAt(bands.red, spectrum, start, stride);
  const nir = reflectanceAt(bands.nir, spectrum, start, stride);
  const swir1 = reflectanceAt(bands.swir1, spectrum, start, stride);
  const swir2 = reflectanceAt(bands.swir2, spectrum, start, stride);
  // comparisons with NaN are false, so a rule whose bands are missing does not fire
  const blind = Number.isNaN(blue) && Number.isNaN(green) && Number.isNaN(red);
  if (blind && Number.isNaN(nir) && Number.isNaN(swir1) && Number.isNaN(swir2)) return MASK.fill;
  // AVIRIS and EMIT products also mark fill by one constant
  if (nir === 0 && red === 0 && (swir1 === 0 || Number.isNaN(swir1))) return MASK.fill;
  const infrared = Number.isNaN(swir1) ? nir : Math.max(swir1, Number.isNaN(swir2) ? 0 : swir2);
  if (
    nir < cover.water.largest_nir &&
    (Number.isNaN(swir1) || swir1 < cover.water.largest_swir) &&
    (green - nir) / (green + nir) > cover.water.least_ndwi
  ) {
    return MASK.water;
  }
  const leaves =
    (nir - red) / (nir + red) > cover.vegetation.least_ndvi && !(red / green > cover.vegetation.largest_red_to_green);
  if (nir > cover.shade.largest_level && leaves) return MASK.vegetation;
  if (infrared < cover.shade.largest_level) return MASK.shade;
  if (blue > cover.cloud.least_blue && nir > cover.cloud.least_nir && nir / blue < cover.cloud.largest_slope)
    return MASK.cloud;
  return MASK.valid;
}

function reflectanceAt(band: number, spectrum: ArrayLike<number>, start: number, stride: number): number {
  return band < 0 ? Number.NaN : spectrum[start + band * stride];
}
