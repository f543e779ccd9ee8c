import { expect, test } from 'vitest';
import { valuesAtRanks } from '../tools/spectral/raster/ranks.ts';

test('values at ranks are those of the sorted array, whatever the order, ties and gaps', () => {
  let seed = 11;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let trial = 0; trial < 300; trial++) {
    const length = 1 + Math.floor(random() * 60);
    const values = Float32Array.from({ length }, () => (random() < 0.2 ? Number.NaN : Math.floor(random() * 12) / 4));
    const before = values.slice();
    const sorted = values.filter((value) => !Number.isNaN(value)).sort();
    const ranks = [0, sorted.length >> 1, sorted.length - 1];
    const found = valuesAtRanks(values, (count) => {
      expect(count).toBe(sorted.length);
      return ranks;
    });
    expect(found).toEqual(sorted.length ? ranks.map((rank) => sorted[rank]) : null);
    expect(values).toEqual(before);
  }
});
