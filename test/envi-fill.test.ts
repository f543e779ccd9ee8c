import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const spectrum = (band: number) => 0.2 + 0.01 * band;
const size = { samples: 4, lines: 1, bands: 10 };

async function read(value: (x: number, y: number, band: number) => number, header: string[] = []) {
  const reader = await openScene(await writeEnvi(await temporaryFolder(), { ...size, value, header }));
  const data = await reader.readWindow({ x: 0, y: 0, width: 4, height: 1 });
  await reader.close();
  return (x: number, band: number) => data[band * 4 + x];
}

test('the data ignore value in most bands makes the pixel NaN in all, in one band only that band', async () => {
  const at = await read(
    (x, _, band) => (x === 1 && band < 7 ? -9999 : x === 2 && band === 3 ? -9999 : spectrum(band)),
    ['data ignore value = -9999'],
  );
  for (let band = 0; band < 10; band++) expect(at(1, band)).toBeNaN();
  expect(at(2, 3)).toBeNaN();
  expect(at(2, 4)).toBeCloseTo(spectrum(4), 6);
  expect(at(0, 9)).toBeCloseTo(spectrum(9), 6);
});

test('the ignore value -1.23e34 is met although float32 holds its neighbour', async () => {
  const at = await read(
    (x, _, band) => (x === 0 ? -1.23e34 : spectrum(band)),
    ['data ignore value = -1.23000002e+034'],
  );
  expect(at(0, 0)).toBeNaN();
  expect(at(1, 0)).toBeCloseTo(spectrum(0), 6);
});

test('pixels that hold one number in every band are fill, zero or not; so are NaN and infinity', async () => {
  const at = await read(
    (x, _, band) => [0, -0.005, band % 2 ? Number.NaN : Number.POSITIVE_INFINITY, spectrum(band)][x],
  );
  for (const x of [0, 1, 2]) expect(at(x, 5)).toBeNaN();
  expect(at(3, 5)).toBeCloseTo(spectrum(5), 6);
});

test('fill is found in a BSQ cube too, whose bands are read at the same time', async () => {
  const value = (x: number, y: number, band: number) => ((x + y) % 3 === 0 ? -0.005 : spectrum(band) + 0.001 * x);
  const path = await writeEnvi(await temporaryFolder(), {
    samples: 40,
    lines: 30,
    bands: 60,
    value,
    interleave: 'bsq',
  });
  const reader = await openScene(path);
  const window = { x: 1, y: 2, width: 7, height: 20 };
  const data = await reader.readWindow(window);
  for (let y = 0; y < 20; y++) {
    for (let x = 0; x < 7; x++) expect(Number.isNaN(data[(y * 60 + 33) * 7 + x])).toBe((x + 1 + y + 2) % 3 === 0);
  }
  await reader.close();
});
