/** What the numbers of a scene are, judged from a sample of its spectra. */
import plausible from './plausible.json' with { type: 'json' };

export interface SpectraSample {
  /** count × bands, pixel by pixel; NaN where a pixel is fill. */
  spectra: Float32Array;
  count: number;
  /** Band numbers in the file. */
  bands: readonly number[];
  /** µm, in the file's order. */
  wavelengths: Float64Array;
  integer: boolean;
}

export type Verdict =
  /** Multiply by `gain` for reflectance 0..1; `conversion` says what was assumed, where anything was. */
  | { kind: 'reflectance'; gain: number; conversion?: string }
  | { kind: 'refused'; quantity: 'radiance' | 'raw counts'; detail: string };

type Range = readonly [from: number, to: number];

/** Bands outside the deep water-vapour bands and the noisy ends (µm). */
const CLEAR: readonly Range[] = [
  [0.45, 1.3],
  [1.5, 1.75],
  [2.05, 2.35],
];
const GREEN: Range = [0.52, 0.6];
const SWIR: Range = [2.1, 2.3];

/** Absorption of oxygen (0.762 µm) and water vapour, the shoulders beside it, and the ratio below which it is there. */
const GASES: readonly { inside: Range; before: Range; after: Range; limit: number }[] = [
  { inside: [0.757, 0.768], before: [0.74, 0.754], after: [0.772, 0.79], limit: 0.85 },
  { inside: [0.93, 0.95], before: [0.86, 0.885], after: [1.0, 1.04], limit: 0.75 },
  { inside: [1.12, 1.14], before: [1.05, 1.08], after: [1.23, 1.26], limit: 0.75 },
];

/**
 * The bands that a verdict needs, in the file's order: every so many over the spectrum, and those in and beside the gas
 * absorptions. In a BSQ cube each band of a sample is a seek of its own.
 */
export function bandsToJudge(wavelengths: Float64Array): number[] {
  const bands = [...wavelengths.keys()];
  const stride = Math.ceil(bands.length / 40);
  const gases = GASES.flatMap(({ inside, before, after }) => [inside, before, after]);
  const wanted = new Set(bands.filter((band) => band % stride === 0));
  for (const range of gases) {
    for (const band of bands.filter((one) => within(wavelengths[one], [range])).slice(0, 2)) wanted.add(band);
  }
  return [...wanted].sort((a, b) => a - b);
}

/**
 * Judges a sample. Reflectance of land is flat within a factor of a few between green and SWIR and has no gas bands;
 * radiance falls with the sun's spectrum by more than ten times and shows oxygen and water vapour.
 * @param words description and file name: they may name the quantity
 * @param asked 'reflectance' where the user says so: then only the scale is looked for
 */
export function judgeRadiometry(sample: SpectraSample, words: string, asked?: 'reflectance'): Verdict {
  const mean = meanSpectrum(sample);
  const bright = clearValues(sample);
  if (bright.length === 0) return unjudged(sample);
  bright.sort();
  const median = bright[bright.length >> 1];
  const high = bright[Math.floor((bright.length - 1) * 0.98)];

  if (!asked) {
    if (namesRadiance(words)) {
      return { kind: 'refused', quantity: 'radiance', detail: 'its name or description says so' };
    }
    if (looksSolar(mean, sample.wavelengths)) {
      return {
        kind: 'refused',
        quantity: 'radiance',
        detail: 'the spectra fall with the sunlight and show the absorption of oxygen and water vapour',
      };
    }
  }
  return scaleOf(sample.integer, median, high, asked);
}

/** Mean over the pixels that have data, band by band; NaN where a band has none. */
export function meanSpectrum({ spectra, count, wavelengths }: SpectraSample): Float64Array {
  const bands = wavelengths.length;
  const mean = new Float64Array(bands);
  for (let band = 0; band < bands; band++) {
    let sum = 0;
    let valid = 0;
    for (let pixel = 0; pixel < count; pixel++) {
      const value = spectra[pixel * bands + band];
      if (Number.isNaN(value)) continue;
      sum += value;
      valid++;
    }
    mean[band] = valid ? sum / valid : Number.NaN;
  }
  return mean;
}

function scaleOf(integer: boolean, median: number, high: number, asked?: 'reflectance'): Verdict {
  const values = `values up to ${Number(high.toPrecision(3))}`;
  if (!integer && high <= 2) return { kind: 'reflectance', gain: 1 };
  if (!integer && high <= 130 && median > 1.5) {
    return { kind: 'reflectance', gain: 0.01, conversion: `percent divided by 100 (${values}, no scale in the file)` };
  }
  // Below 1200 a scale of 1000 and a dark scene scaled by 10000 cannot be told apart: the user must say.
  if (high >= (asked ? 130 : 1200) && high <= 16_000) {
    return { kind: 'reflectance', gain: 1e-4, conversion: `divided by 10000 (${values}, no scale factor in the file)` };
  }
  if (asked && high <= 130) {
    return { kind: 'reflectance', gain: 0.01, conversion: `divided by 100 (${values}, no scale factor in the file)` };
  }
  return {
    kind: 'refused',
    quantity: 'raw counts',
    detail: `${values} and no {scale} to bring them to 0..1`,
  };
}

/** Nothing but fill in the sample: floats are taken as they are, integers with the usual scale, and that is said. */
function unjudged(sample: SpectraSample): Verdict {
  if (!sample.integer) return { kind: 'reflectance', gain: 1 };
  return {
    kind: 'reflectance',
    gain: 1e-4,
    conversion:
      'divided by 10000 (no scale factor in the file, and no valid pixel among those looked at to check it by)',
  };
}

function clearValues({ spectra, count, wavelengths }: SpectraSample): Float32Array {
  const bands = wavelengths.length;
  const clear = [...wavelengths.keys()].filter((band) => within(wavelengths[band], CLEAR));
  const used = clear.length ? clear : [...wavelengths.keys()];
  const values = new Float32Array(count * used.length);
  let at = 0;
  for (let pixel = 0; pixel < count; pixel++) {
    for (const band of used) {
      const value = spectra[pixel * bands + band];
      if (!Number.isNaN(value) && !plausible.no_data_marks.values.includes(value)) values[at++] = value;
    }
  }
  return values.subarray(0, at);
}

function namesRadiance(words: string): boolean {
  if (/reflect|_rfl|\brfl\b|_corr_|l2a/i.test(words)) return false;
  return /radiance|\brdn\b|_rdn|rdn_|_rad\b|\bl1b\b|_l1b/i.test(words);
}

/**
 * Sunlight at 2.2 µm is about 1/20 of that at 0.55 µm (any solar irradiance table), so radiance over land is too.
 * Clear water is as dark in the SWIR but has no gas bands, hence the second test. Where all three gases show the slope is
 * not asked: AVIRIS radiance in integers carries a gain for each spectrometer, which lifts the SWIR.
 */
function looksSolar(mean: Float64Array, wavelengths: Float64Array): boolean {
  const at = ([from, to]: Range) => meanWithin(mean, wavelengths, from, to);
  const swir = at(SWIR);
  const falls = Number.isNaN(swir) || swir / at(GREEN) < 0.15;
  const dips = GASES.filter(
    ({ inside, before, after, limit }) => at(inside) / ((at(before) + at(after)) / 2) < limit,
  ).length;
  return dips === 3 || (falls && dips === 2);
}

/** Mean of the bands whose centre lies in the range (µm); NaN where there is none. */
function meanWithin(spectrum: Float64Array, wavelengths: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let band = 0; band < wavelengths.length; band++) {
    if (wavelengths[band] < from || wavelengths[band] > to || Number.isNaN(spectrum[band])) continue;
    sum += spectrum[band];
    count++;
  }
  return count ? sum / count : Number.NaN;
}

function within(value: number, ranges: readonly Range[]): boolean {
  return ranges.some(([from, to]) => value >= from && value <= to);
}
