import { select } from '../raster/ranks.ts';
import type { PreparedGroup } from './prepared.ts';

/** Standard deviation of white noise over the median of |second difference|: 1 / (0.6745 · √6). */
const FROM_SECOND_DIFFERENCE = 1 / (0.6744897501960817 * Math.sqrt(6));

/**
 * Noise (one standard deviation, reflectance) of a spectrum within a group's windows, from second differences of
 * neighbouring bands: absorptions are broader than that, noise is not.
 * @param spectrum value of band b is `spectrum[start + b * stride]`.
 * @returns NaN where there are too few finite bands.
 */
export function spectrumNoise(group: PreparedGroup, spectrum: ArrayLike<number>, start = 0, stride = 1): number {
  const differences = new Float64Array(group.size);
  let count = 0;
  for (const { bands } of group.blocks) {
    for (let i = 1; i + 1 < bands.length; i++) {
      const second =
        spectrum[start + bands[i - 1] * stride] -
        2 * spectrum[start + bands[i] * stride] +
        spectrum[start + bands[i + 1] * stride];
      if (Number.isFinite(second)) differences[count++] = Math.abs(second);
    }
  }
  if (count < 5) return Number.NaN;
  select(differences, count >> 1, 0, count - 1);
  return differences[count >> 1] * FROM_SECOND_DIFFERENCE;
}
