import { expect, test } from 'vitest';
import { Hdf5File } from '../tools/spectral/readers/hdf5-file.ts';
import { Hdf5Tiles } from '../tools/spectral/readers/hdf5-tiles.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { writeEmit } from './support/hdf5-products.ts';

const AXES = { line: 0, sample: 1, band: 2 } as const;
const [LINES, SAMPLES, BANDS] = [64, 96, 285];
/** 32×32 pixels of 285 float32 bands: 1.1 MiB, large enough to be a tile of its own. */
const TILE_BYTES = 32 * 32 * BANDS * 4;

async function cube(budget: number, chunks: [number, number, number] | null = [32, 32, 40]) {
  const path = await writeEmit(await temporaryFolder(), {
    lines: LINES,
    samples: SAMPLES,
    wavelengths: Array.from({ length: BANDS }, (_, band) => 381 + band * 7.44),
    value: (line, sample, band) => line + sample * 0.01 + band * 0.00001,
    grid: { width: 1, height: 1, source: () => [0, 0] },
    chunks,
  });
  const file = await Hdf5File.open(path);
  return { file, tiles: new Hdf5Tiles(file, 'reflectance', AXES, budget) };
}

test('tiles follow the chunks, and what is kept is not decoded again', async () => {
  const { file, tiles } = await cube(100 * TILE_BYTES);
  expect([tiles.tileLines, tiles.tileSamples]).toEqual([32, 32]);
  const all = tiles.tilesOf({ x: 0, y: 0, width: SAMPLES, height: LINES });
  expect(all).toEqual([0, 1, 2, 3, 4, 5]);
  expect(tiles.tilesOf({ x: 40, y: 31, width: 10, height: 2 })).toEqual([1, 4]);
  for (let round = 0; round < 3; round++) {
    for (const number of all) expect((await tiles.tile(number)).values.byteLength).toBe(TILE_BYTES);
  }
  expect(tiles.decoded).toBe(6);
  file.close();
});

test('no more is kept than the budget allows, the last used longest', async () => {
  const { file, tiles } = await cube(2 * TILE_BYTES);
  for (const number of [0, 1, 0, 2, 0]) await tiles.tile(number);
  expect(tiles.decoded).toBe(3);
  await tiles.tile(1);
  expect(tiles.decoded).toBe(4);
  await tiles.tile(0);
  expect(tiles.decoded).toBe(4);
  file.close();
});

test('a budget below one tile still reads', async () => {
  const { file, tiles } = await cube(1);
  const tile = await tiles.tile(4);
  expect(tile).toMatchObject({ x: 32, y: 32, width: 32, height: 32 });
  expect(tile.values[2 * tile.lineStep + 3 * tile.sampleStep + 7 * tile.bandStep]).toBeCloseTo(34.35007, 4);
  file.close();
});

test('a cube stored in one piece is read some lines at a time', async () => {
  const { file, tiles } = await cube(1, null);
  expect(tiles.tileSamples).toBe(SAMPLES);
  expect(tiles.tileLines * SAMPLES * BANDS * 4).toBeLessThanOrEqual(2 * 1024 * 1024);
  expect(tiles.tileLines).toBeGreaterThan(10);
  file.close();
});
