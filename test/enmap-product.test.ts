import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { ENMAP_NAME, enmapCentre, enmapSoil, writeEnmap } from './support/enmap-product.ts';
import { temporaryFolder } from './support/envi-scene.ts';

test('the folder, the metadata and the image all name the product', async () => {
  const folder = await writeEnmap(await temporaryFolder());
  for (const path of [
    folder,
    join(folder, `${ENMAP_NAME}-METADATA.XML`),
    join(folder, `${ENMAP_NAME}-SPECTRAL_IMAGE.TIF`),
  ]) {
    const reader = await openScene(path);
    expect([reader.path, reader.name, reader.sensor]).toEqual([path, ENMAP_NAME, 'EnMAP']);
    expect([reader.quantity, reader.conversion]).toEqual(['reflectance', undefined]);
    expect(reader.wavelengths[7]).toBeCloseTo(enmapCentre(7) / 1000, 9);
    expect(reader.fwhm[7]).toBeCloseTo(0.00825, 9);
    const data = await reader.readWindow({ x: 4, y: 6, width: 3, height: 2 });
    expect(data[(1 * 60 + 33) * 3 + 2]).toBeCloseTo(enmapSoil(6, 7, 33) / 10000, 6);
    await reader.close();
  }
});

test('the background value of the metadata is fill where the image names none', async () => {
  const value = (x: number, y: number, band: number) => (x < 2 ? -32768 : enmapSoil(x, y, band));
  const reader = await openScene(await writeEnmap(await temporaryFolder(), { value }));
  const data = await reader.readWindow({ x: 0, y: 0, width: 4, height: 1 });
  expect([...data.subarray(20 * 4, 21 * 4)].map(Number.isNaN)).toEqual([true, true, false, false]);
  await reader.close();
});

test('a product without its image, or with metadata of another', async () => {
  const folder = await writeEnmap(await temporaryFolder());
  await rm(join(folder, `${ENMAP_NAME}-SPECTRAL_IMAGE.TIF`));
  await expect(openScene(folder)).rejects.toMatchObject({ code: 'SCENE_DATA_MISSING' });
  const other = await writeEnmap(await temporaryFolder(), { listed: 59 });
  await expect(openScene(other)).rejects.toMatchObject({ code: 'SCENE_WAVELENGTHS' });
});
