import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { type GeoTiffVariant, gdalItems, writeGeoTiff } from './support/geotiff-scene.ts';

const bands = 10;
const scene: GeoTiffVariant = {
  width: 40,
  height: 64,
  bands,
  rows: 8,
  planar: false,
  type: 'float32',
  value: (x, y, band) => 0.2 + 0.001 * ((x * 7 + y * 3 + band * 11) % 97),
  metadata: gdalItems({ wavelength: Array.from({ length: bands }, (_, band) => 2100 + 20 * band) }),
};

test('a file that was cut is refused on opening, with both sizes', async () => {
  const path = await writeGeoTiff(await temporaryFolder(), scene);
  const { length } = await readFile(path);
  await truncate(path, length - 100);
  await expect(openScene(path)).rejects.toMatchObject({
    code: 'SCENE_TRUNCATED',
    values: { actual: length - 100, expected: length },
  });
  await truncate(path, 300);
  await expect(openScene(path)).rejects.toMatchObject({ exitCode: 3 });
  await truncate(path, 8);
  await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_TRUNCATED' });
});

test('one broken block spoils its own lines only: no more is read than a window needs', async () => {
  const path = await writeGeoTiff(await temporaryFolder(), { ...scene, height: 640, deflate: true });
  const bytes = await readFile(path);
  bytes.fill(0xff, bytes.length - 200);
  await writeFile(path, bytes);
  const reader = await openScene(path);
  const data = await reader.readWindow({ x: 3, y: 600, width: 5, height: 32 });
  expect(data[(31 * bands + 2) * 5 + 4]).toBeCloseTo(scene.value(7, 631, 2), 6);
  await expect(reader.readWindow({ x: 3, y: 630, width: 5, height: 8 })).rejects.toMatchObject({
    code: 'SCENE_DAMAGED',
    exitCode: 3,
  });
  await reader.close();
});

test('directories that lie', async () => {
  const folder = await temporaryFolder();
  const huge = await writeGeoTiff(
    folder,
    { ...scene, tags: [{ tag: 257, type: 4, values: [0x7fffffff] }] },
    'tall.tif',
  );
  await expect(openScene(huge)).rejects.toMatchObject({ code: 'SCENE_DAMAGED' });
  const jpeg = await writeGeoTiff(folder, { ...scene, tags: [{ tag: 259, type: 3, values: [7] }] }, 'jpeg.tif');
  await expect(openScene(jpeg)).rejects.toThrow(/compression 7/);
  const complex = await writeGeoTiff(
    folder,
    { ...scene, tags: [{ tag: 339, type: 3, values: new Array(bands).fill(6) }] },
    'complex.tif',
  );
  await expect(openScene(complex)).rejects.toMatchObject({ code: 'SCENE_FORMAT_UNKNOWN' });
  await writeFile(
    join(folder, 'noise.tif'),
    Buffer.concat([Buffer.from('49492a0008000000', 'hex'), Buffer.alloc(400, 0xab)]),
  );
  await expect(openScene(join(folder, 'noise.tif'))).rejects.toMatchObject({ exitCode: 3 });
});

test('reading stops when it is aborted, and the reader still works after', async () => {
  const reader = await openScene(
    await writeGeoTiff(await temporaryFolder(), { ...scene, planar: true, tile: 16, deflate: true }),
  );
  const controller = new AbortController();
  const reading = reader.readWindow({ x: 0, y: 0, width: 40, height: 64 }, { signal: controller.signal });
  controller.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  const data = await reader.readWindow({ x: 1, y: 1, width: 1, height: 1 });
  expect(data[4]).toBeCloseTo(scene.value(1, 1, 4), 6);
  await reader.close();
});
