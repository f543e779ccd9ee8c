import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { bandIrradiance } from '../tools/spectral/readers/top-of-atmosphere.ts';
import { enmapCentre, writeEnmap } from './support/enmap-product.ts';
import { temporaryFolder } from './support/envi-scene.ts';

test('L1C is refused as radiance, whatever its numbers look like', async () => {
  const folder = await writeEnmap(await temporaryFolder(), { level: 'L1C' });
  for (const options of [{}, { as: 'reflectance' }] as const) {
    await expect(openScene(folder, options)).rejects.toMatchObject({
      code: 'SCENE_NOT_REFLECTANCE',
      values: { quantity: 'radiance' },
    });
  }
});

test('L1C is converted where the user asks, and that is said', async () => {
  const reader = await openScene(await writeEnmap(await temporaryFolder(), { level: 'L1C' }), { as: 'radiance' });
  expect(reader.quantity).toBe('converted');
  expect(reader.conversion).toMatch(/mean spectrum/);
  await reader.close();
});

test('L1C with a sun elevation becomes top-of-atmosphere reflectance', async () => {
  const [level, reflected, elevation] = [100, 0.3, 25];
  // On 1 January the sun is 0.9833 au away. W m⁻² sr⁻¹ nm⁻¹, one number for the sun of each band.
  const value = (x: number, _: number, band: number) =>
    Math.round(
      ((level * bandIrradiance(enmapCentre(band) / 1000, 0.00825) * Math.sin((elevation * Math.PI) / 180)) /
        (Math.PI * 0.9833 ** 2)) *
        (1 + 0.01 * x),
    );
  const folder = await writeEnmap(await temporaryFolder(), {
    level: 'L1C',
    sun: elevation,
    gain: reflected / level / 1000,
    value,
    image: { type: 'uint16' },
  });
  const reader = await openScene(folder, { as: 'radiance' });
  expect(reader.conversion).toMatch(/top-of-atmosphere.*25\.0°.*2024-01-01/);
  const data = await reader.readWindow({ x: 0, y: 3, width: 1, height: 1 });
  for (const band of [0, 20, 59]) expect(data[band]).toBeCloseTo(reflected, 3);
  await reader.close();
});
