import type { Stretch } from './format.ts';

export interface StretchLimits {
  low: [number, number, number];
  high: [number, number, number];
}

/**
 * Where black and white lie. Percentiles are taken over all valid cells of the view, before it is enlarged, and lie
 * linearly between ranks (Hyndman & Fan 1996, type 7).
 * @param colours 3 × cells, NaN at fill; of a tiled recipe, whose stretch is fixed, all its numbers
 */
export function stretchLimits(stretch: Stretch, colours: Float64Array): StretchLimits {
  const channel = (c: number) => colours.subarray((c * colours.length) / 3, ((c + 1) * colours.length) / 3);
  const valid = (values: Float64Array) => values.filter((value) => !Number.isNaN(value)).sort();
  if (stretch.kind === 'fixed') {
    return { low: [stretch.low, stretch.low, stretch.low], high: [stretch.high, stretch.high, stretch.high] };
  }
  const groups = stretch.over === 'all' ? new Array(3).fill(valid(colours)) : [0, 1, 2].map((c) => valid(channel(c)));
  const pairs = groups.map((sorted: Float64Array): [number, number] => {
    // A view that is all fill has no limits of its own.
    if (!sorted.length) return [0, 1];
    const [low, high] = [percentile(sorted, stretch.low), percentile(sorted, stretch.high)];
    const middle = (low + high) / 2;
    const half = Math.max(high - low, stretch.least_range) / 2;
    return [middle - half, middle + half];
  });
  return {
    low: pairs.map(([low]) => low) as StretchLimits['low'],
    high: pairs.map(([, high]) => high) as StretchLimits['high'],
  };
}

/** @param sorted ascending, not empty; `percent` 0..100 */
function percentile(sorted: Float64Array, percent: number): number {
  const rank = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
}
