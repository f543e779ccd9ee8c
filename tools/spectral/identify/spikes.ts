import type { Comparison } from './compare.ts';
import type { PreparedGroup } from './prepared.ts';
import thresholds from './thresholds.json' with { type: 'json' };

const { least_residual, least_share, least_ratio, most_bands } = thresholds.spikes;

/**
 * Bands (indices of the spectrum) that stand out alone from what the best candidate explains: a cosmic ray, a dead
 * detector, a glitch of the instrument. A missed absorption is several bands wide and does not count.
 * @returns no more than a few bands; empty where many stand out, since then the candidate is wrong and not the bands
 */
export function spikedBands(group: PreparedGroup, compared: Comparison): number[] {
  const { explained, first, second, firstStrength, secondStrength, shape } = compared;
  let best = 0;
  for (let c = 1; c < explained.length; c++) if (explained[c] > explained[best]) best = c;
  const { size, shapes, shapeNorm } = group;
  const residual = Float64Array.from(shape);
  const takeOff = (variant: number, strength: number): void => {
    for (let i = 0; i < size; i++) residual[i] -= strength * shapeNorm[variant] * shapes[variant * size + i];
  };
  if (explained[best] > 0) {
    takeOff(first[best], firstStrength[best]);
    if (second[best] >= 0) takeOff(second[best], secondStrength[best]);
  }
  const sorted = residual.map(Math.abs).sort();
  const usual = Math.max(sorted[size >> 1] * 1.4826, 1e-9);
  const range = shape.reduce((most, v) => Math.max(most, v), 0) - shape.reduce((least, v) => Math.min(least, v), 0);
  const least = Math.max(least_residual.value, least_share.value * range, least_ratio.value * usual);
  const spiked: number[] = [];
  for (const { bands, offset } of group.blocks) {
    // at a block's end a flank looks like a spike: there is no band beyond it
    for (let i = 1; i + 1 < bands.length; i++) {
      const [before, here, after] = [residual[offset + i - 1], residual[offset + i], residual[offset + i + 1]];
      // against its neighbours, so that a broad misfit is none
      const apart = Math.abs(here - (before + after) / 2);
      // the neighbours of a spike stand out against the spike
      const largest = Math.abs(here) >= Math.abs(before) && Math.abs(here) >= Math.abs(after);
      if (largest && apart > least) spiked.push(bands[i]);
    }
  }
  return spiked.length <= Math.max(1, most_bands.value * size) ? spiked : [];
}
