import type { MineralLibrary } from '../library/format.ts';
import { type Identification, MASK, type MineralMatch, type Spectrum } from '../types.ts';
import { compare, newComparison } from './compare.ts';
import { coverBands, coverOf } from './cover-mask.ts';
import { judge, matchOf, newVerdict } from './judge.ts';
import { spectrumNoise } from './noise.ts';
import { type PreparedGroup, type PreparedLibrary, prepareLibrary } from './prepare-library.ts';

/**
 * Names the minerals of one spectrum.
 * @param prepared the library at the spectrum's bands
 * @param reflectance 0..1, one value a band in the bands' order; NaN in a band that was prepared as good makes a group none
 * @param name goes into the result
 */
export function identifySpectrum(prepared: PreparedLibrary, reflectance: ArrayLike<number>, name = ''): Identification {
  const good = Array.from(reflectance, Number.isFinite);
  const cover = coverOf(coverBands(prepared.wavelengths, good), reflectance);
  // a white powder in the laboratory is as bright as a cloud
  if (cover !== MASK.valid && cover !== MASK.cloud) {
    return { name, verdict: 'none', vnir: null, swir: null };
  }
  const vnir = nameGroup(prepared.vnir, reflectance);
  const swir = nameGroup(prepared.swir, reflectance);
  const verdict = vnir?.certain || swir?.certain ? 'identified' : vnir || swir ? 'uncertain' : 'none';
  return { name, verdict, vnir: vnir?.match ?? null, swir: swir?.match ?? null };
}

function nameGroup(
  group: PreparedGroup,
  reflectance: ArrayLike<number>,
): { match: MineralMatch; certain: boolean } | null {
  if (group.unusable) return null;
  const compared = newComparison(group);
  if (!compare(group, reflectance, compared)) return null;
  const verdict = judge(group, compared, spectrumNoise(group, reflectance), reflectance, 0, 1, newVerdict());
  const match = matchOf(group, verdict, reflectance);
  return match && { match, certain: verdict.certain };
}

/**
 * Names the minerals of spectra that may each have bands of their own; bands without a value are left out. The library
 * is resampled once for each band set.
 */
export function identifySpectra(spectra: readonly Spectrum[], library: MineralLibrary): Identification[] {
  const preparedFor = new Map<string, PreparedLibrary>();
  return spectra.map(({ name, wavelengths, reflectance }) => {
    const good = Array.from(reflectance, Number.isFinite);
    const key = `${wavelengths.join()}|${good.map(Number).join('')}`;
    let prepared = preparedFor.get(key);
    if (!prepared) {
      prepared = prepareLibrary(library, wavelengths, bandSpacing(wavelengths), good);
      preparedFor.set(key, prepared);
    }
    return identifySpectrum(prepared, reflectance, name);
  });
}

/** Where no FWHM is known, a band is as wide as the distance between its neighbours, as imaging spectrometers are built. */
export function bandSpacing(wavelengths: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(wavelengths).sort();
  return Float64Array.from(wavelengths, (w) => {
    const i = sorted.indexOf(w);
    const left = i > 0 ? w - sorted[i - 1] : Number.POSITIVE_INFINITY;
    const right = i + 1 < sorted.length ? sorted[i + 1] - w : Number.POSITIVE_INFINITY;
    const spacing = Math.min(left, right);
    return Number.isFinite(spacing) ? spacing : 0;
  });
}
