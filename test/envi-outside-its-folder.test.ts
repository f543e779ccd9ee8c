import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviBytes, enviHeaderText, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const scene = { samples: 4, lines: 3, bands: 9, value: (x: number, y: number, b: number) => 0.1 + 0.01 * (x + y + b) };

async function headerThatNames(data: string) {
  const folder = join(await temporaryFolder(), 'scene');
  await mkdir(folder);
  const path = await writeEnvi(folder, { ...scene, header: [`data file = ${data}`] });
  await writeFile(join(folder, '..', 'secret.img'), enviBytes(scene));
  return { folder, path };
}

for (const data of [
  '../secret.img',
  '../../etc/passwd',
  '/etc/passwd',
  'sub/../../secret.img',
  '..\\secret.img',
  'C:\\scenes\\secret.img',
  '\\\\server\\share\\secret.img',
]) {
  test(`a header that names ${data}`, async () => {
    const { path } = await headerThatNames(data);
    await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_OUTSIDE', exitCode: 3 });
  });
}

test('a header that names a link which leads out of its folder', async () => {
  const { folder, path } = await headerThatNames('linked.img');
  await symlink(join(folder, '..', 'secret.img'), join(folder, 'linked.img'));
  await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_OUTSIDE' });
});

test('a header that names a neighbour, one in a folder below, and one that is not there', async () => {
  const { folder, path } = await headerThatNames('cube.raw16');
  await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_DATA_MISSING' });
  await rename(join(folder, 'scene.img'), join(folder, 'cube.raw16'));
  await (await openScene(path)).close();
  await mkdir(join(folder, 'data'));
  await rename(join(folder, 'cube.raw16'), join(folder, 'data', 'cube.img'));
  await writeFile(path, `${enviHeaderText(scene)}data file = data/cube.img\n`);
  const reader = await openScene(path);
  expect((await reader.readWindow({ x: 1, y: 1, width: 1, height: 1 }))[2]).toBeCloseTo(0.14, 6);
  await reader.close();
});
