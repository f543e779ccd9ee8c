import { GossanError } from '../../../core/errors.ts';
import type { PixelWindow } from '../types.ts';
import type { BandTable } from './band-table.ts';
import type { BandScale } from './geotiff-bands.ts';
import { bandsToJudge, judgeRadiometry, meanSpectrum, type SpectraSample } from './radiometry.ts';
import type { OpenOptions } from './scene-format.ts';

/** Mean land reflectance that relative reflectance is brought to, so that shade and brightness tests keep their sense. */
const NOMINAL_ALBEDO = 0.25;

/** What is judged: a cube with the scale that its file states. `scale` and bad bands of `table` are changed in place. */
export interface UnjudgedCube {
  path: string;
  width: number;
  height: number;
  table: BandTable;
  scale: BandScale;
  /** The file states a scale: it is believed even where the scene is too dark or too bright to confirm it. */
  stated: boolean;
  /** The stored numbers are integers. */
  integer: boolean;
  /** Description and name: they may say what the numbers are. */
  words: string;
  /** Lines that are looked at. */
  lines: number;
  read(window: PixelWindow, bands: readonly number[], signal?: AbortSignal): Promise<Float32Array>;
}

/**
 * Brings a cube to reflectance by a sample of its spectra; returns what was assumed, where anything was.
 * Throws SCENE_NOT_REFLECTANCE.
 */
export async function toReflectance(cube: UnjudgedCube, options: OpenOptions): Promise<string | undefined> {
  const { scale, table, path } = cube;
  if (options.as === 'radiance') return relativeReflectance(cube, options.signal);
  const size = { lines: cube.lines, samples: 48, bands: bandsToJudge(table.wavelengths) };
  const verdict = judgeRadiometry(await sampleSpectra(cube, size, options.signal), cube.words, options.as);
  if (verdict.kind === 'refused') {
    const detail = verdict.detail.replace('"reflectance scale factor" in the header', 'scale in the file');
    throw new GossanError('SCENE_NOT_REFLECTANCE', { path, quantity: verdict.quantity, detail });
  }
  if (cube.stated) return undefined;
  for (let band = 0; band < scale.gain.length; band++) {
    scale.gain[band] *= verdict.gain;
    scale.offset[band] *= verdict.gain;
  }
  return verdict.conversion;
}

async function relativeReflectance(cube: UnjudgedCube, signal?: AbortSignal): Promise<string> {
  const { scale, table } = cube;
  const size = { lines: 32, samples: 256, bands: [...table.wavelengths.keys()] };
  const mean = meanSpectrum(await sampleSpectra(cube, size, signal));
  for (let band = 0; band < mean.length; band++) {
    const factor = mean[band] > 0 ? NOMINAL_ALBEDO / mean[band] : Number.NaN;
    scale.gain[band] *= factor;
    scale.offset[band] *= factor;
    if (Number.isNaN(factor)) table.goodBands[band] = false;
  }
  return `radiance divided by the scene's mean spectrum (internal average relative reflectance, Kruse 1988) and scaled to a mean of ${NOMINAL_ALBEDO}: features common to the whole scene are lost`;
}

/** Spectra from lines spread over the scene; where all are fill more lines are tried, since scenes are padded. */
async function sampleSpectra(
  cube: UnjudgedCube,
  size: { lines: number; samples: number; bands: number[] },
  signal?: AbortSignal,
): Promise<SpectraSample> {
  const { bands } = size;
  const width = Math.min(size.samples, cube.width);
  const taken: Float32Array[] = [];
  for (const attempt of [size.lines, size.lines * 4]) {
    const count = Math.min(attempt, cube.height);
    for (let index = 0; index < count; index++) {
      const y = Math.floor(((index + 0.5) * cube.height) / count);
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
  return { spectra, count: taken.length, wavelengths, integer: cube.integer && !cube.stated };
}
