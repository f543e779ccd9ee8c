import { bandSpacing } from '../identify/identify-spectra.ts';
import { spectrumNoise } from '../identify/noise.ts';
import { prepareLibrary } from '../identify/prepare-library.ts';
import type { MineralLibrary } from '../library/format.ts';
import type { PixelWindow, SceneReader } from '../types.ts';
import type { SceneBands } from './classify-tile.ts';
import { release } from './release.ts';

/** Lines that are read to learn a scene's noise, spread over the window. */
const SAMPLE_LINES = 16;
/** Lines read at the same time. */
const READS_AHEAD = 4;
/** Pixels looked at on each of them. */
const SAMPLE_PIXELS = 128;
/** A band that is dead or absurd in more than this share of the samples is left out. */
const LARGEST_BAD_SHARE = 0.05;
/** Reflectance: over water and shade products clip to 0, which says nothing of the band. */
const LIT = 0.05;
/** Noise is never taken for less: quantisation and resampling hide it in smooth products. */
const LEAST_NOISE = 0.0005;

/**
 * Looks at some lines of a window: which bands carry values, and how noisy the scene is. Samples without any value
 * (fill) do not count.
 */
export async function sampleScene(
  reader: SceneReader,
  window: PixelWindow,
  library: MineralLibrary,
  signal?: AbortSignal,
): Promise<SceneBands> {
  const { wavelengths } = reader;
  const bands = wavelengths.length;
  const lines = Math.min(SAMPLE_LINES, window.height);
  const samples: Float32Array[] = [];
  const read: Promise<Float32Array>[] = [];
  for (let l = 0; l < lines; l++) {
    // lines lie apart, and waiting for the disk takes longer than looking at what came
    for (let ahead = read.length; ahead < Math.min(lines, l + READS_AHEAD); ahead++) {
      const y = window.y + Math.floor(((ahead + 0.5) * window.height) / lines);
      read.push(reader.readWindow({ x: window.x, y, width: window.width, height: 1 }, { signal }));
      // it is waited for below, unless another fails before
      read[ahead].catch(() => undefined);
    }
    const data = await read[l];
    const step = Math.max(1, Math.floor(window.width / SAMPLE_PIXELS));
    for (let x = 0; x < window.width; x += step) {
      const spectrum = new Float32Array(bands);
      for (let b = 0; b < bands; b++) spectrum[b] = data[b * window.width + x];
      if (spectrum.some((v) => Number.isFinite(v) && v !== 0)) samples.push(spectrum);
    }
    release(data);
  }
  const lit = samples.filter((s) => s.some((v) => v > LIT));
  const goodBands = reader.goodBands.map((good, b) => {
    if (!good || !lit.length) return good;
    const bad = lit.filter((s) => !Number.isFinite(s[b]) || s[b] === 0 || s[b] > 2 || s[b] < -0.1).length;
    return bad <= LARGEST_BAD_SHARE * lit.length;
  });
  const fwhm = reader.fwhm.some((f) => f > 0) ? reader.fwhm : bandSpacing(wavelengths);
  const prepared = prepareLibrary({ ...library, minerals: [], mixtures: [] }, wavelengths, fwhm, goodBands);
  const noiseOf = (group: typeof prepared.swir): number => {
    const values = samples
      .map((s) => spectrumNoise(group, s))
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    return Math.max(LEAST_NOISE, values[values.length >> 1] ?? LEAST_NOISE);
  };
  return { wavelengths, fwhm, goodBands, noise: { vnir: noiseOf(prepared.vnir), swir: noiseOf(prepared.swir) } };
}
