import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { writeEnmap } from './support/enmap-product.ts';
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
