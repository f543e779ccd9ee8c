import { expect, test } from 'vitest';
import { ClassSpectra, TileSums } from '../tools/spectral/map/class-spectra.ts';
import { normalDeviates } from './support/rendered-scene.ts';

/** A tile whose value is known at every band and pixel, and its labels. */
function tile(width: number, height: number, bands: number, value: (pixel: number, band: number) => number) {
  const data = new Float32Array(width * height * bands);
  for (let y = 0; y < height; y++)
    for (let b = 0; b < bands; b++)
      for (let x = 0; x < width; x++) data[(y * bands + b) * width + x] = value(y * width + x, b);
  return data;
}

function summed(data: Float32Array, width: number, height: number, swir: Uint16Array, vnir: Uint16Array) {
  const sums = new TileSums(data, width, data.length / (width * height));
  for (let y = 0; y < height; y++) sums.addLine({ swir, vnir }, y);
  return sums.sums();
}

test('a small class is summed pixel by pixel: mean and standard deviation by their definition', () => {
  const data = tile(4, 2, 3, (pixel, band) => 0.1 * (band + 1) + 0.01 * pixel);
  const swir = Uint16Array.from([7, 7, 0, 0, 7, 0, 0, 0]);
  const vnir = Uint16Array.from([0, 9, 0, 0, 0, 0, 0, 9]);
  const spectra = new ClassSpectra(3);
  spectra.add(summed(data, 4, 2, swir, vnir));
  const found = spectra.spectra([true, false, true]);
  const seven = found.get(7)!;
  expect(seven.pixels).toBe(3);
  // pixels 0, 1 and 4
  expect(seven.mean[0]).toBeCloseTo(0.1 + 0.05 / 3, 6);
  expect(seven.spread[0]).toBeCloseTo(Math.sqrt((0 + 0.0001 + 0.0016) / 3 - (0.05 / 3) ** 2), 6);
  expect(seven.mean[1]).toBeNaN();
  expect(found.get(9)?.mean[2]).toBeCloseTo(0.3 + 0.04, 6);
});

test('of a large class the mean of a part stands for the whole, and its pixels are all counted', () => {
  const [width, height] = [200, 50];
  const draw = normalDeviates(5);
  const values = Float32Array.from({ length: width * height }, () => 0.4 + 0.05 * draw());
  const data = tile(width, height, 2, (pixel) => values[pixel]);
  const spectra = new ClassSpectra(2);
  const swir = new Uint16Array(width * height).fill(1);
  const none = new Uint16Array(width * height);
  for (let part = 0; part < 4; part++) spectra.add(summed(data, width, height, swir, none));
  const found = spectra.spectra([true, true]).get(1)!;
  expect(found.pixels).toBe(40_000);
  // some 400 of 40 000 are looked at: three standard errors
  expect(Math.abs(found.mean[0] - 0.4)).toBeLessThan((3 * 0.05) / Math.sqrt(400));
  expect(found.spread[0]).toBeGreaterThan(0.04);
  expect(found.spread[0]).toBeLessThan(0.06);
});

test('missing values and the numbers of deleted channels leave a band out only where most pixels lack it', () => {
  const data = tile(4, 1, 3, (pixel, band) => {
    if (band === 1 && pixel > 0) return -1.23e34;
    return band === 2 && pixel === 0 ? Number.NaN : 0.5;
  });
  const spectra = new ClassSpectra(3);
  spectra.add(summed(data, 4, 1, Uint16Array.from([1, 1, 1, 1]), new Uint16Array(4)));
  const { mean } = spectra.spectra([true, true, true]).get(1)!;
  expect(mean[0]).toBe(0.5);
  expect(mean[1]).toBeNaN();
  expect(mean[2]).toBe(0.5);
});
