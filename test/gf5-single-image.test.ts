import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { gf5Counts, SWIR_BANDS, swirCentre, VNIR_BANDS, vnirCentre, writeGf5 } from './support/gf5-product.ts';

const name = 'GF5_AHSI_E34.27_N60.83_20190614_005849_L10000047825';

for (const single of ['.geotiff', '.tif'] as const) {
  test(`both detectors in one ${single}: the same cube as a pair, by folder and by file`, async () => {
    const folder = await writeGf5(await temporaryFolder(), { name, single });
    for (const path of [folder, join(folder, `${name}${single}`)]) {
      await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_NOT_REFLECTANCE' });
      const reader = await openScene(path, { as: 'reflectance' });
      expect([reader.sensor, reader.width, reader.height]).toEqual(['GF-5 AHSI', 9, 8]);
      expect(reader.wavelengths.length).toBe(VNIR_BANDS + SWIR_BANDS);
      expect(reader.wavelengths[3]).toBeCloseTo(vnirCentre(3) / 1000, 9);
      expect(reader.wavelengths[VNIR_BANDS + 3]).toBeCloseTo(swirCentre(3) / 1000, 9);
      const data = await reader.readWindow({ x: 5, y: 4, width: 1, height: 1 });
      expect(data[VNIR_BANDS + 7]).toBeCloseTo(gf5Counts(5, 4, 7) / 10_000, 6);
      await reader.close();
    }
  });
}

test('gains of both detectors are applied to their own bands', async () => {
  const folder = await writeGf5(await temporaryFolder(), { name, single: '.geotiff', gains: [0.02, 0], zenith: 60 });
  const reader = await openScene(folder, { as: 'radiance' });
  expect(reader.conversion).toMatch(/top-of-atmosphere/);
  await reader.close();
});

test('an image with other bands than its texts is refused; without texts it has no wavelengths', async () => {
  const folder = await writeGf5(await temporaryFolder(), { name, single: '.geotiff', spectral: false });
  await expect(openScene(join(folder, `${name}.geotiff`), { as: 'reflectance' })).rejects.toMatchObject({
    code: 'SCENE_WAVELENGTHS',
  });
  const other = await writeGf5(await temporaryFolder(), { name, single: '.geotiff' });
  await rm(join(other, 'GF5B_AHSI_Spectral_SWIR.raw'));
  await writeFile(join(other, 'GF5_AHSI_Spectralresponse_SWIR.raw'), '1004,8\n1012,8\n');
  await expect(openScene(other, { as: 'reflectance' })).rejects.toMatchObject({ code: 'SCENE_PARTS' });
});
