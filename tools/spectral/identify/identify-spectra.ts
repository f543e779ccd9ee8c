import type { MineralLibrary } from '../library/format.ts';
import { type Identification, MASK, type MineralMatch, type Spectrum } from '../types.ts';
import { compare, newComparison } from './compare.ts';
import { coverBands, coverOf } from './cover-mask.ts';
import { judge, matchOf, newVerdict } from './judge.ts';
import { spectrumNoise } from './noise.ts';
import { prepareLibrary } from './prepare-library.ts';
import type { PreparedGroup, PreparedLibrary } from './prepared.ts';
import { spikedBands } from './spikes.ts';

/**
 * Names the minerals of one spectrum.
 * @param prepared the library at the spectrum's bands
 * @param reflectance 0..1, one value a band in the bands' order; NaN in a band that was prepared as good makes a group none
 * @param name goes into the result
 */
export function identifySpectrum(prepared: PreparedLibrary, reflectance: ArrayLike<number>, name = ''): Identification {
  return look(prepared, reflectance, name).identification;
}

/** A first or second look at a spectrum, and the bands that stand out alone from what was found. */
function look(prepared: PreparedLibrary, reflectance: ArrayLike<number>, name: string) {
  const good = Array.from(reflectance, Number.isFinite);
  const cover = coverOf(coverBands(prepared.wavelengths, good), reflectance);
  // a white powder in the laboratory is as bright as a cloud
  if (cover !== MASK.valid && cover !== MASK.cloud) {
    const identification: Identification = { name, verdict: 'none', vnir: null, swir: null };
    return { identification, spiked: [] };
  }
  const vnir = nameGroup(prepared.vnir, reflectance);
  const swir = nameGroup(prepared.swir, reflectance);
  const verdict = vnir.certain || swir.certain ? 'identified' : vnir.match || swir.match ? 'uncertain' : 'none';
  const identification: Identification = { name, verdict, vnir: vnir.match, swir: swir.match };
  return { identification, spiked: [...vnir.spiked, ...swir.spiked] };
}

interface GroupLook {
  match: MineralMatch | null;
  certain: boolean;
  spiked: number[];
}

function nameGroup(group: PreparedGroup, reflectance: ArrayLike<number>): GroupLook {
  const nothing: GroupLook = { match: null, certain: false, spiked: [] };
  if (group.unusable) return nothing;
  const compared = newComparison(group);
  if (!compare(group, reflectance, compared)) return nothing;
  const spiked = spikedBands(group, compared);
  const verdict = judge(group, compared, spectrumNoise(group, reflectance), reflectance, 0, 1, newVerdict());
  return { match: matchOf(group, verdict, reflectance), certain: verdict.certain, spiked };
}

/**
 * Names the minerals of spectra that may each have bands of their own; bands without a value are left out, and so are
 * bands that stand out alone (spikes), which the result then lists. The library is resampled once for each band set.
 */
export function identifySpectra(spectra: readonly Spectrum[], library: MineralLibrary): Identification[] {
  const preparedFor = new Map<string, PreparedLibrary>();
  const prepare = (wavelengths: Float64Array, good: boolean[]): PreparedLibrary => {
    const key = `${wavelengths.join()}|${good.map(Number).join('')}`;
    const known = preparedFor.get(key);
    if (known) return known;
    const prepared = prepareLibrary(library, wavelengths, bandSpacing(wavelengths), good);
    preparedFor.set(key, prepared);
    return prepared;
  };
  return spectra.map(({ name, wavelengths, reflectance }) => {
    const good = Array.from(reflectance, Number.isFinite);
    const { identification, spiked } = look(prepare(wavelengths, good), reflectance, name);
    if (!spiked.length) return identification;
    for (const band of spiked) good[band] = false;
    const without = reflectance.map((r, b) => (good[b] ? r : Number.NaN));
    const again = look(prepare(wavelengths, good), without, name).identification;
    return { ...again, left_out_um: spiked.map((b) => wavelengths[b]).sort((a, b) => a - b) };
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
