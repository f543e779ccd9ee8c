import type { PixelWindow, SceneReader } from '../types.ts';

/**
 * Some bands of a window, in the order given, as BIL: value(line l, band i, sample s) = data[(l*bands.length + i)*width + s].
 * Formats that can read bands singly do; of others the whole window is read.
 */
export async function readBands(
  reader: SceneReader,
  window: PixelWindow,
  bands: readonly number[],
  options: { signal?: AbortSignal } = {},
): Promise<Float32Array> {
  if (readsBands(reader)) return reader.readBands(window, bands, options);
  const all = await reader.readWindow(window, options);
  const { width, height } = window;
  const chosen = new Float32Array(width * height * bands.length);
  for (let line = 0; line < height; line++) {
    bands.forEach((band, index) => {
      const from = (line * reader.wavelengths.length + band) * width;
      chosen.set(all.subarray(from, from + width), (line * bands.length + index) * width);
    });
  }
  return chosen;
}

interface BandReader {
  readBands(window: PixelWindow, bands: readonly number[], options?: { signal?: AbortSignal }): Promise<Float32Array>;
}

function readsBands(reader: SceneReader): reader is SceneReader & BandReader {
  return 'readBands' in reader && typeof reader.readBands === 'function';
}

/** The band whose centre is nearest to a wavelength (µm) among the good ones; -1 where none lies within `within`. */
export function nearestBand(reader: SceneReader, wavelength: number, within: number): number {
  let best = -1;
  for (let band = 0; band < reader.wavelengths.length; band++) {
    const distance = Math.abs(reader.wavelengths[band] - wavelength);
    if (!reader.goodBands[band] || distance > within) continue;
    if (best < 0 || distance < Math.abs(reader.wavelengths[best] - wavelength)) best = band;
  }
  return best;
}
