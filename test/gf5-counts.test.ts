import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { bandIrradiance } from '../tools/spectral/readers/top-of-atmosphere.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { gf5Counts, VNIR_BANDS, vnirCentre, writeGf5 } from './support/gf5-product.ts';

test('L1 counts are refused though their size is that of scaled reflectance', async () => {
  const folder = await writeGf5(await temporaryFolder());
  await expect(openScene(folder)).rejects.toMatchObject({
    code: 'SCENE_NOT_REFLECTANCE',
    values: { quantity: 'raw counts' },
  });
});

test('the word of the user is taken: the same numbers as reflectance', async () => {
  const reader = await openScene(await writeGf5(await temporaryFolder()), { as: 'reflectance' });
  expect(reader.conversion).toMatch(/divided by 10000/);
  const data = await reader.readWindow({ x: 3, y: 2, width: 1, height: 1 });
  expect(data[VNIR_BANDS + 4]).toBeCloseTo(gf5Counts(3, 2, 4) / 10000, 6);
  await reader.close();
});

test('as radiance the RadCal gains and offsets are applied before the mean is divided out', async () => {
  const [gain, offset] = [0.01, 5];
  const folder = await writeGf5(await temporaryFolder(), { gains: [gain, offset] });
  const reader = await openScene(folder, { as: 'radiance' });
  expect(reader.conversion).toMatch(/mean spectrum/);
  const data = await reader.readWindow({ x: 0, y: 0, width: 9, height: 1 });
  const band = 6;
  const radiance = (x: number) => gf5Counts(x, 0, band) * gain + offset;
  expect(data[band * 9 + 8] / data[band * 9]).toBeCloseTo(radiance(8) / radiance(0), 5);
  await reader.close();
});

test('as radiance with the sun in the XML: top-of-atmosphere reflectance', async () => {
  const [gain, zenith] = [0.02, 60];
  const folder = await writeGf5(await temporaryFolder(), { gains: [gain, 0], zenith });
  const reader = await openScene(folder, { as: 'radiance' });
  expect(reader.conversion).toMatch(/top-of-atmosphere.*30\.0°.*2023-01-01/);
  const data = await reader.readWindow({ x: 4, y: 3, width: 1, height: 1 });
  await reader.close();
  // W m⁻² sr⁻¹ µm⁻¹ on 1 January, when the sun is 0.9833 au away.
  const band = 12;
  const irradiance = bandIrradiance(vnirCentre(band) / 1000, 0.0043);
  const expected = (Math.PI * gf5Counts(4, 3, band) * gain * 0.9833 ** 2) / (irradiance * Math.sin(Math.PI / 6));
  expect(data[band]).toBeCloseTo(expected, 3);
});

test('ZY1 satellites carry the same instrument in the same files, under their own name', async () => {
  const name = 'ZY1E_AHSI_E100.10_N40.20_20230101_012345_L1A0000123456';
  const reader = await openScene(await writeGf5(await temporaryFolder(), { name }), { as: 'reflectance' });
  expect(reader.sensor).toBe('ZY1 AHSI');
  await reader.close();
});
