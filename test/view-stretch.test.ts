import { expect, test } from 'vitest';
import type { Stretch } from '../tools/spectral/views/format.ts';
import { stretchLimits } from '../tools/spectral/views/stretch.ts';

const why = 'a test';
const percentile: Stretch = {
  kind: 'percentile',
  low: 10,
  high: 90,
  over: 'channel',
  least_range: 0.01,
  gamma: 1,
  why,
};
/** 0, 0.01 … 1 in each channel, the second twice and the third three times as large. */
const ramp = Float64Array.from({ length: 303 }, (_, at) => ((at % 101) / 100) * (1 + Math.floor(at / 101)));

test('percentiles of each channel', () => {
  const { low, high } = stretchLimits(percentile, ramp);
  [0.1, 0.2, 0.3].forEach((expected, c) => {
    expect(low[c]).toBeCloseTo(expected, 12);
    expect(high[c]).toBeCloseTo(9 * expected, 12);
  });
});

test('percentiles over all channels keep one range, so hues stay', () => {
  const { low, high } = stretchLimits({ ...percentile, over: 'all' }, ramp);
  expect(new Set(low).size).toBe(1);
  expect(new Set(high).size).toBe(1);
  expect(low[0]).toBeGreaterThan(0.1);
  expect(high[0]).toBeLessThan(2.7);
});

test('fill does not count', () => {
  const holed = Float64Array.from({ length: 606 }, (_, at) => (at % 2 ? Number.NaN : ramp[at / 2]));
  expect(stretchLimits(percentile, holed)).toEqual(stretchLimits(percentile, ramp));
});

test('noise on even ground is not blown up: limits are never nearer than the least range', () => {
  const even = Float64Array.from({ length: 300 }, (_, at) => 0.3 + 1e-5 * (at % 3));
  const { low, high } = stretchLimits(percentile, even);
  for (const c of [0, 1, 2]) {
    expect(high[c] - low[c]).toBeCloseTo(0.01, 12);
    expect((high[c] + low[c]) / 2).toBeCloseTo(0.30001, 6);
  }
});

test('fixed limits do not look at the scene', () => {
  const fixed: Stretch = { kind: 'fixed', low: 0, high: 0.3, gamma: 1, why };
  expect(stretchLimits(fixed, ramp)).toEqual({ low: [0, 0, 0], high: [0.3, 0.3, 0.3] });
});

test('a view without any valid pixel still has limits', () => {
  const { low, high } = stretchLimits(percentile, new Float64Array(9).fill(Number.NaN));
  for (const c of [0, 1, 2]) expect(high[c]).toBeGreaterThan(low[c]);
});
