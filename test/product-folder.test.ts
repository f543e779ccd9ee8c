import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { writeEnmap } from './support/enmap-product.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { gdalItems, writeGeoTiff } from './support/geotiff-scene.ts';
import { writeGf5 } from './support/gf5-product.ts';

const bands = 12;
const cube = {
  width: 5,
  height: 4,
  bands,
  type: 'float32',
  value: (x: number, y: number, band: number) => 0.2 + 0.01 * ((x + y + band) % 9),
  metadata: gdalItems({ wavelength: Array.from({ length: bands }, (_, band) => 2100 + 20 * band) }),
} as const;

test('the one cube among pictures, masks and notes, two folders down', async () => {
  const folder = await temporaryFolder();
  const inner = join(folder, 'delivery', 'data');
  await mkdir(inner, { recursive: true });
  await writeGeoTiff(inner, cube, 'scene.tif');
  await writeGeoTiff(inner, { ...cube, bands: 3, metadata: undefined }, 'picture.tif');
  await writeFile(join(inner, 'scene.hdr'), 'ENVI\nbands = 12\n');
  await writeFile(join(folder, 'readme.txt'), 'notes');
  const reader = await openScene(folder);
  expect([reader.path, reader.name]).toEqual([folder, 'scene']);
  const data = await reader.readWindow({ x: 1, y: 2, width: 1, height: 1 });
  expect(data[3]).toBeCloseTo(cube.value(1, 2, 3), 6);
  await reader.close();
});

test('several scenes are listed', async () => {
  const folder = await temporaryFolder();
  const enmap = await writeEnmap(folder);
  await writeGf5(folder);
  const error = await openScene(folder).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'SCENE_SEVERAL', exitCode: 3, values: { count: 2 } });
  expect(error.hint).toContain(enmap);
  expect(error.hint).toContain('_VN.tif');
});

test('the only cube is damaged: its own error, not that the folder is empty', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'scene.tif'), Buffer.from('49492a0008000000', 'hex'));
  await expect(openScene(folder)).rejects.toMatchObject({ code: 'SCENE_TRUNCATED' });
});

test('a folder without a scene says so', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'notes.txt'), 'nothing');
  await expect(openScene(folder)).rejects.toMatchObject({ code: 'IS_DIRECTORY' });
});
