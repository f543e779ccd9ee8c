import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { writeEmit } from './support/hdf5-products.ts';

/** One tile of 34 MB that lies in four chunks of bands. */
const [lines, samples, bands, bandChunk] = [256, 210, 160, 40];
const value = (line: number, sample: number, band: number) => 0.1 + ((3 * line + 5 * sample + 7 * band) % 97) / 1000;

test('a tile that is put together from chunks of bands holds every value in its place', async () => {
  const wavelengths = Array.from({ length: bands }, (_, band) => 400 + band * 13);
  const grid = { width: samples, height: lines, source: (x: number, y: number): [number, number] => [y, x] };
  const chunks: [number, number, number] = [lines, samples, bandChunk];
  const path = await writeEmit(await temporaryFolder(), { lines, samples, wavelengths, value, grid, chunks });
  const reader = await openScene(path);
  const data = await reader.readWindow({ x: 100, y: 80, width: 9, height: 5 });
  for (let y = 0; y < 5; y++) {
    for (let band = 0; band < bands; band++) {
      for (let x = 0; x < 9; x++) expect(data[(y * bands + band) * 9 + x]).toBeCloseTo(value(80 + y, 100 + x, band), 6);
    }
  }
  await reader.close();
});

test('an interrupt is heard inside a tile', async () => {
  const wavelengths = Array.from({ length: bands }, (_, band) => 400 + band * 13);
  const grid = { width: samples, height: lines, source: (x: number, y: number): [number, number] => [y, x] };
  const chunks: [number, number, number] = [lines, samples, bandChunk];
  const path = await writeEmit(await temporaryFolder(), { lines, samples, wavelengths, value, grid, chunks });
  const reader = await openScene(path);
  const controller = new AbortController();
  let turns = 0;
  const turn = (): void => {
    turns++;
    // By then some chunks of the one tile are decoded and others are not.
    if (turns === 3) controller.abort();
    else setImmediate(turn);
  };
  setImmediate(turn);
  await expect(
    reader.readWindow({ x: 0, y: 0, width: 1, height: 1 }, { signal: controller.signal }),
  ).rejects.toMatchObject({ name: 'AbortError' });
  await reader.close();
});
