import { truncate } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder, writeEnvi } from './support/envi-scene.ts';

test('a cube that is shorter than its header says is refused with both byte counts', async () => {
  const folder = await temporaryFolder();
  const path = await writeEnvi(folder, { samples: 10, lines: 8, bands: 5, value: () => 0.3, offset: 16 });
  await truncate(`${folder}/scene.img`, 1000);
  await expect(openScene(path)).rejects.toMatchObject({
    code: 'SCENE_TRUNCATED',
    values: { path: `${folder}/scene.img`, actual: 1000, expected: 16 + 10 * 8 * 5 * 4 },
  });
});

test('a cube with bytes to spare is read', async () => {
  const folder = await temporaryFolder();
  const path = await writeEnvi(folder, {
    samples: 3,
    lines: 2,
    bands: 9,
    value: (x, y, b) => 0.1 + 0.01 * (x + y + b),
  });
  await truncate(`${folder}/scene.img`, 3 * 2 * 9 * 4 + 77);
  const reader = await openScene(path);
  expect((await reader.readWindow({ x: 2, y: 1, width: 1, height: 1 }))[8]).toBeCloseTo(0.21, 6);
  await reader.close();
});

test('a cube that shrinks while it is open is refused when the lost part is read', async () => {
  const folder = await temporaryFolder();
  const value = (x: number, y: number, b: number) => 0.1 + 0.01 * (x + y + b);
  const reader = await openScene(await writeEnvi(folder, { samples: 6, lines: 6, bands: 9, value }));
  await truncate(`${folder}/scene.img`, 500);
  await expect(reader.readWindow({ x: 0, y: 5, width: 6, height: 1 })).rejects.toMatchObject({
    code: 'SCENE_TRUNCATED',
  });
  await reader.close();
});
