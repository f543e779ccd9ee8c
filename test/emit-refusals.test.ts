import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { type EmitVariant, writeEmit } from './support/hdf5-products.ts';

const scene: EmitVariant = {
  lines: 10,
  samples: 8,
  wavelengths: Array.from({ length: 20 }, (_, band) => 400 + band * 105),
  value: (line, sample, band) => 0.1 + ((line * 7 + sample * 3 + band * 11) % 100) / 1000,
  grid: { width: 8, height: 10, source: (x, y) => [y, x] },
};
const NAME = 'EMIT_L2A_RFL_001_20230101T000000_2300101_001.nc';

async function refused(path: string) {
  const error = await openScene(path).then(
    () => undefined,
    (thrown) => thrown,
  );
  return error as { code: string; message: string; values: Record<string, unknown> };
}

test('radiance (L1B) is refused and the product to take is named', async () => {
  const path = await writeEmit(await temporaryFolder(), { ...scene, cube: 'radiance' });
  expect(await refused(path)).toMatchObject({
    code: 'SCENE_NOT_REFLECTANCE',
    message: expect.stringMatching(/radiance.*EMIT_L2A_RFL/),
    values: { path },
  });
});

test('the uncertainty of a granule is refused as no reflectance', async () => {
  const path = await writeEmit(await temporaryFolder(), { ...scene, cube: 'reflectance_uncertainty' });
  expect(await refused(path)).toMatchObject({
    code: 'SCENE_PRODUCT',
    message: expect.stringContaining('reflectance_uncertainty'),
  });
});

test.each([
  ['location/glt_x', 'SCENE_PRODUCT', /"location\/glt_x" is missing/],
  ['location/glt_y', 'SCENE_PRODUCT', /"location\/glt_y" is missing/],
  ['sensor_band_parameters/wavelengths', 'SCENE_WAVELENGTHS', /20 bands and no wavelengths/],
])('a product without %s is refused', async (part, code, message) => {
  const path = await writeEmit(await temporaryFolder(), { ...scene, without: [part] });
  expect(await refused(path)).toMatchObject({ code, message: expect.stringMatching(message), values: { path } });
});

test('another HDF5 file is refused with what it holds', async () => {
  const path = await writeEmit(await temporaryFolder(), { ...scene, without: ['sensor_band_parameters'] });
  expect(await refused(path)).toMatchObject({
    code: 'SCENE_FORMAT_UNKNOWN',
    message: expect.stringMatching(/another product.*location, reflectance/),
  });
});

test('a lookup table that points outside the sensor grid is refused when it is first needed', async () => {
  const grid: EmitVariant['grid'] = { width: 8, height: 10, source: (x, y) => [y, x === 7 ? 8 : x] };
  const reader = await openScene(await writeEmit(await temporaryFolder(), { ...scene, grid }));
  await expect(reader.readWindow({ x: 0, y: 0, width: 1, height: 1 })).rejects.toMatchObject({
    code: 'SCENE_DAMAGED',
    message: expect.stringMatching(/line 1, sample 9 of 10×8/),
  });
  await reader.close();
});

test.each([0.99, 0.5, 0.02])('a download that broke off at %f of its length is refused', async (part) => {
  const path = await writeEmit(await temporaryFolder(), scene);
  const bytes = await readFile(path);
  const actual = Math.floor(bytes.length * part);
  await writeFile(path, bytes.subarray(0, actual));
  expect(await refused(path)).toMatchObject({
    code: 'SCENE_TRUNCATED',
    values: { path, actual, expected: bytes.length },
  });
});

test('a web page saved under the name of a product is called that', async () => {
  const path = join(await temporaryFolder(), NAME);
  await writeFile(path, '<html><title>Earthdata Login</title></html>');
  expect(await refused(path)).toMatchObject({ code: 'SCENE_DAMAGED', message: expect.stringContaining('web page') });
});

test('compressed bytes that changed on the way are an error of the file, and other files are read after it', async () => {
  const folder = await temporaryFolder();
  const path = await writeEmit(folder, scene);
  const good = join(folder, 'good.nc');
  await copyFile(path, good);
  const bytes = await readFile(path);
  // zlib streams of level 4 begin with 78 5e: the middle of each is overwritten.
  let hits = 0;
  for (let at = bytes.indexOf('785e', 0, 'hex'); at >= 0; at = bytes.indexOf('785e', at + 60, 'hex'), hits++) {
    bytes.fill(0xff, at + 6, at + 40);
  }
  expect(hits).toBeGreaterThan(10);
  await writeFile(path, bytes);
  const window = { x: 0, y: 0, width: 8, height: 10 };
  await expect(openScene(path).then((reader) => reader.readWindow(window))).rejects.toMatchObject({
    code: 'SCENE_DAMAGED',
    values: { path },
  });
  const reader = await openScene(good);
  expect((await reader.readWindow(window))[8]).toBeCloseTo(scene.value(0, 0, 1), 6);
  await reader.close();
});

test('a granule named by its folder is its reflectance, though uncertainty lies beside it', async () => {
  const folder = await temporaryFolder();
  await writeEmit(folder, { ...scene, cube: 'reflectance_uncertainty', name: NAME.replace('RFL', 'RFLUNCERT') });
  await writeEmit(folder, { ...scene, name: NAME });
  const reader = await openScene(folder);
  expect(reader).toMatchObject({ path: folder, name: NAME.replace('.nc', '') });
  await reader.close();
});

test('a folder of two granules asks which', async () => {
  const folder = await temporaryFolder();
  await writeEmit(folder, { ...scene, name: NAME });
  await writeEmit(folder, { ...scene, name: NAME.replace('001.nc', '002.nc') });
  expect(await refused(folder)).toMatchObject({ code: 'SCENE_SEVERAL', values: { path: folder, count: 2 } });
});
