import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { type PrismaVariant, writePrisma } from './support/hdf5-products.ts';

const scene: PrismaVariant = {
  lines: 4,
  samples: 3,
  vnir: [900, 700, 500, 0],
  swir: [2200, 1600, 1000],
  counts: (line, sample, centre) => 20_000 + line * 10 + sample + centre,
};

test.each([
  ['L1', 'SCENE_NOT_REFLECTANCE', /radiance.*L1 product.*L2D/],
  ['L2B', 'SCENE_NOT_REFLECTANCE', /radiance.*L2B product.*L2D/],
  ['L2C', 'SCENE_PRODUCT', /L2C product.*not on a map grid/],
])('a product of level %s is refused with %s', async (level, code, message) => {
  const path = await writePrisma(await temporaryFolder(), { ...scene, level });
  await expect(openScene(path)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test.each([
  ['VNIR_Cube', /VNIR_Cube" is missing/],
  ['SWIR_Cube', /SWIR_Cube" is missing/],
  ['List_Cw_Swir', /"List_Cw_Swir" is missing/],
  ['List_Fwhm_Vnir', /"List_Fwhm_Vnir" is missing/],
  ['L2ScaleVnirMax', /"L2ScaleVnirMax" is missing/],
])('a product without %s is refused', async (part, message) => {
  const path = await writePrisma(await temporaryFolder(), { ...scene, without: [part] });
  await expect(openScene(path)).rejects.toMatchObject({
    code: 'SCENE_PRODUCT',
    message: expect.stringMatching(message),
    values: { path },
  });
});

test('wavelengths that do not count as many as the bands are refused', async () => {
  const attributes = { List_Cw_Vnir: Float32Array.of(900, 700) };
  const path = await writePrisma(await temporaryFolder(), { ...scene, attributes });
  await expect(openScene(path)).rejects.toMatchObject({
    code: 'SCENE_PRODUCT',
    message: expect.stringMatching(/VNIR has 4 bands but 2 wavelengths/),
  });
});

test('a scale without extent is refused', async () => {
  const path = await writePrisma(await temporaryFolder(), { ...scene, scale: { vnir: [0, 1], swir: [0.5, 0.5] } });
  await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_PRODUCT' });
});

test('a download that broke off is refused with both byte counts', async () => {
  const path = await writePrisma(await temporaryFolder(), scene);
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, 3000));
  await expect(openScene(path)).rejects.toMatchObject({
    code: 'SCENE_TRUNCATED',
    values: { path, actual: 3000, expected: bytes.length },
  });
});
