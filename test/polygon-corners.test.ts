import { expect, test } from 'vitest';
import { placing } from '../tools/spectral/outputs/placing.ts';
import { TextStream } from '../tools/spectral/outputs/text-stream.ts';
import { toLonLat } from '../tools/spectral/readers/georeference.ts';
import type { Georeference } from '../tools/spectral/types.ts';

const GRIDS: Record<string, Georeference> = {
  'UTM, 60 m': { transform: [300_000, 60, 0, 6_900_000, 0, -60], epsg: 32718, unit: 'm' },
  'UTM, 4 m, rotated': { transform: [650_000, 3, 2.6, 5_900_000, 2.6, -3], epsg: 32611, unit: 'm' },
  'web Mercator': { transform: [-8_000_000, 500, 0, 9_000_000, 0, -500], epsg: 3857, unit: 'm' },
  'UTM 60 across the date line': { transform: [790_000, 300, 0, 7_000_000, 0, -300], epsg: 32660, unit: 'm' },
  degrees: { transform: [-117.3, 0.0005, 0, 37.6, 0, -0.0005], epsg: 4326, unit: 'deg' },
};

test.each(Object.entries(GRIDS))('corners lie where the projection puts them, to a centimetre: %s', (_, grid) => {
  for (const width of [5, 1242]) {
    const { place } = placing(grid, width);
    const out = new Float64Array(2);
    for (const y of [0, 1, 640, 1280]) {
      for (let x = 0; x <= width; x += 7) {
        place(x, y, out);
        const [lon, lat] = toLonLat(grid, x, y)!;
        expect(Math.abs(out[0] - lon)).toBeLessThan(5e-8);
        expect(Math.abs(out[1] - lat)).toBeLessThan(5e-8);
      }
    }
  }
});

test('numbers are written as JSON has them, rounded to their decimals', () => {
  const cases: [number, number, string][] = [
    [0, 7, '0'],
    [-0.00000001, 7, '0'],
    [-70.1234567, 7, '-70.1234567'],
    [70.10000004, 7, '70.1'],
    [179.99999996, 7, '180'],
    [0.0036, 7, '0.0036'],
    [6_900_000.0625, 3, '6900000.063'],
    [1242, 0, '1242'],
  ];
  for (const [value, decimals, text] of cases) {
    const out = new TextStream();
    out.decimal(value, decimals);
    expect(new TextDecoder().decode(out.take())).toBe(text);
  }
});

test('text of any script and length comes out whole', () => {
  const out = new TextStream();
  const record = `${'µ矿物é'.repeat(400_000)}`;
  out.text(record);
  expect(out.full).toBe(true);
  expect(new TextDecoder().decode(out.take())).toBe(record);
  expect(out.full).toBe(false);
  expect(out.take().length).toBe(0);
});
