import { GossanError } from '../../../core/errors.ts';
import type { PixelWindow } from '../types.ts';
import type { BandTable } from './band-table.ts';
import type { ValueScale } from './pixel-sink.ts';
import plausible from './plausible.json' with { type: 'json' };
import { bandsToJudge, judgeRadiometry, meanSpectrum, type SpectraSample } from './radiometry.ts';
import type { Repairs } from './repairs.ts';
import type { OpenOptions } from './scene-format.ts';
import { type Illumination, topOfAtmosphere } from './top-of-atmosphere.ts';

/** Mean land reflectance that relative reflectance is brought to, so that shade and brightness tests keep their sense. */
const NOMINAL_ALBEDO = 0.25;

/** What is judged: a cube with the scale that its file states. `scale` and bad bands of `table` are changed in place. */
export interface UnjudgedCube {
  path: string;
  width: number;
  height: number;
  table: BandTable;
  scale: ValueScale;
  /** The file states a scale: it is believed even where the scene is too dark or too bright to confirm it. */
  stated: boolean;
  /** The stored numbers are integers. */
  integer: boolean;
  /** Description and name: they may say what the numbers are. */
  words: string;
  /** Where a scale would stand, for messages. */
  scaleField: string;
  /** Lines that are looked at. */
  lines: number;
  /** Of so many lines the first is the cheapest to read (a packed tile's); 1 where all are alike. */
  blockHeight: number;
  /** Reading all bands of a line costs no more than reading some. */
  allBandsAtOnce: boolean;
  /** What the file says of unit, sun and date, for radiance. */
  illumination?: Illumination;
  repairs: Repairs;
  read(window: PixelWindow, bands: readonly number[], signal?: AbortSignal): Promise<Float32Array>;
}

/**
 * Brings a cube to reflectance by a sample of its spectra, or by the conversion that the user names; returns what was
 * assumed or done, where anything was. From then on values that no surface has come out as NaN.
 * Throws SCENE_NOT_REFLECTANCE.
 */
export async function toReflectance(cube: UnjudgedCube, options: OpenOptions): Promise<string | undefined> {
  const { signal } = options;
  const conversion = await convert(cube, options);
  if (cube.allBandsAtOnce) await leaveOutDeletedChannels(cube, signal);
  return conversion;
}

async function convert(cube: UnjudgedCube, { as, signal }: OpenOptions): Promise<string | undefined> {
  if (as === 'relative') return relativeReflectance(cube, 'the numbers', signal);
  if (as === 'radiance') {
    const found = topOfAtmosphere(cube.illumination, cube.table, await sampleToJudge(cube, signal), cube.scale);
    if ('missing' in found) {
      const conversion = await relativeReflectance(cube, 'radiance', signal);
      return `${conversion}. Not by the sun's irradiance, because ${found.missing}`;
    }
    multiply(cube.scale, (band) => found.factors[band]);
    cube.scale.possible = { ...plausible.reflectance, good: cube.table.goodBands };
    return found.conversion;
  }
  const { scale, path } = cube;
  const sample = await sampleToJudge(cube, signal);
  if (cube.stated) leaveOutImpossible(path, sample);
  const verdict = judgeRadiometry(sample, cube.words, as);
  if (verdict.kind === 'refused') {
    const detail = verdict.detail.replace('{scale}', cube.scaleField);
    throw new GossanError('SCENE_NOT_REFLECTANCE', { path, quantity: verdict.quantity, detail });
  }
  if (!cube.stated) multiply(scale, () => verdict.gain);
  scale.possible = { ...plausible.reflectance, good: cube.table.goodBands };
  return cube.stated ? undefined : verdict.conversion;
}

/**
 * With a stated scale the numbers are reflectance already: what no surface reflects is fill or glint. Where that is most
 * of the scene the scale is wrong. Throws SCENE_NOT_REFLECTANCE.
 */
function leaveOutImpossible(path: string, { spectra }: SpectraSample): void {
  const { least, most } = plausible.reflectance;
  let [valid, out] = [0, 0];
  for (let at = 0; at < spectra.length; at++) {
    if (Number.isNaN(spectra[at])) continue;
    valid++;
    if (spectra[at] >= least && spectra[at] <= most) continue;
    out++;
    spectra[at] = Number.NaN;
  }
  if (out * 2 <= valid) return;
  const detail = `with the scale that it states, ${Math.round((100 * out) / valid)} % of the values are outside ${least} to ${most}`;
  throw new GossanError('SCENE_NOT_REFLECTANCE', { path, quantity: 'something else', detail });
}

function multiply(scale: ValueScale, factor: (band: number) => number): void {
  for (let band = 0; band < scale.gain.length; band++) {
    scale.gain[band] *= factor(band);
    scale.offset[band] *= factor(band);
  }
}

/** Internal average relative reflectance: every spectrum over the mean spectrum of the scene. */
async function relativeReflectance(cube: UnjudgedCube, what: string, signal?: AbortSignal): Promise<string> {
  const { scale, table } = cube;
  const size = { lines: 32, samples: 256, bands: [...table.wavelengths.keys()] };
  const mean = meanSpectrum(await sampleSpectra(cube, size, signal));
  multiply(scale, (band) => (mean[band] > 0 ? NOMINAL_ALBEDO / mean[band] : Number.NaN));
  for (let band = 0; band < mean.length; band++) if (!(mean[band] > 0)) table.goodBands[band] = false;
  return `${what} divided by the scene's mean spectrum (internal average relative reflectance, Kruse 1988) and scaled to a mean of ${NOMINAL_ALBEDO}: features common to the whole scene are lost`;
}

/** Bands that hold no number, or 0, in every spectrum looked at: the atmosphere's, or deleted by whoever wrote the file. */
async function leaveOutDeletedChannels(cube: UnjudgedCube, signal?: AbortSignal): Promise<void> {
  const { table, repairs } = cube;
  const bands = [...table.wavelengths.keys()];
  const { spectra, count } = await sampleSpectra(cube, { lines: 3, samples: 48, bands, once: true }, signal);
  if (count < plausible.deleted_channels.fewest_spectra) return;
  const deleted = bands.filter((band) => {
    if (!table.goodBands[band]) return false;
    for (let pixel = 0; pixel < count; pixel++) if (spectra[pixel * bands.length + band]) return false;
    return true;
  });
  if (!deleted.length) return;
  for (const band of deleted) table.goodBands[band] = false;
  const [first, last] = [deleted[0], deleted.at(-1)!].map((band) => table.wavelengths[band].toFixed(3));
  const where = deleted.length === 1 ? `at ${first} µm` : `between ${first} and ${last} µm`;
  repairs.add('deleted channels', deleted.length, `bands ${where} without a number in ${count} spectra: left out`);
}

function sampleToJudge(cube: UnjudgedCube, signal?: AbortSignal): Promise<SpectraSample> {
  return sampleSpectra(cube, { lines: cube.lines, samples: 48, bands: bandsToJudge(cube.table.wavelengths) }, signal);
}

/**
 * Spectra from lines spread over the scene, with the scale as it is. Where all are fill more lines are tried, since
 * rotated flight lines are padded at both ends, unless one try is enough (`once`).
 */
async function sampleSpectra(
  cube: UnjudgedCube,
  size: { lines: number; samples: number; bands: number[]; once?: boolean },
  signal?: AbortSignal,
): Promise<SpectraSample> {
  const { bands } = size;
  const width = Math.min(size.samples, cube.width);
  const taken: Float32Array[] = [];
  for (const attempt of size.once ? [size.lines] : [size.lines, size.lines * 4]) {
    const count = Math.min(attempt, cube.height);
    const blocks = cube.height >= count * cube.blockHeight ? cube.blockHeight : 1;
    for (let index = 0; index < count; index++) {
      const middle = Math.floor(((index + 0.5) * cube.height) / count);
      const y = middle - (middle % blocks);
      // Steps by the golden section cover the width without a pattern that could follow the scene's own.
      const x = Math.floor(((index * 0.618) % 1) * (cube.width - width + 1));
      const block = await cube.read({ x, y, width, height: 1 }, bands, signal);
      for (let sample = 0; sample < width; sample++) {
        const spectrum = Float32Array.from(bands, (_, band) => block[band * width + sample]);
        if (spectrum.some((value) => !Number.isNaN(value))) taken.push(spectrum);
      }
    }
    if (taken.length) break;
  }
  const spectra = new Float32Array(taken.length * bands.length);
  taken.forEach((spectrum, index) => {
    spectra.set(spectrum, index * bands.length);
  });
  const wavelengths = Float64Array.from(bands, (band) => cube.table.wavelengths[band]);
  return { spectra, count: taken.length, bands, wavelengths, integer: cube.integer && !cube.stated };
}
