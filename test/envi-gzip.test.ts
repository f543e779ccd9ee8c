import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviBytes, enviHeaderText, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const scene = {
  samples: 6,
  lines: 4,
  bands: 12,
  value: (x: number, y: number, b: number) => 0.2 + 0.01 * (x + y) + 0.003 * b,
};

async function expectReadable(path: string): Promise<void> {
  const reader = await openScene(path);
  const data = await reader.readWindow({ x: 5, y: 3, width: 1, height: 1 });
  expect(data[7]).toBeCloseTo(scene.value(5, 3, 7), 6);
  await reader.close();
}

test('data compressed as x.img.gz, named by header or data', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'cube.img.gz'), gzipSync(enviBytes(scene)));
  await writeFile(join(folder, 'cube.hdr'), enviHeaderText(scene));
  await expectReadable(join(folder, 'cube.hdr'));
  await expectReadable(join(folder, 'cube.img.gz'));
});

test('"file compression = 1" with a plain name', async () => {
  const folder = await temporaryFolder();
  const path = await writeEnvi(folder, { ...scene, header: ['file compression = 1'] });
  await writeFile(join(folder, 'packed'), gzipSync(enviBytes(scene)));
  await rename(join(folder, 'packed'), join(folder, 'scene.img'));
  await expectReadable(path);
});

test('a gzip file that ends early is truncated, a damaged one damaged, and neither leaves files behind', async () => {
  const folder = await temporaryFolder();
  const packed = gzipSync(enviBytes(scene));
  await writeFile(join(folder, 'cube.hdr'), enviHeaderText(scene));
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('gossan-scene-')).length;
  await writeFile(join(folder, 'cube.img.gz'), packed.subarray(0, packed.length >> 1));
  await expect(openScene(join(folder, 'cube.hdr'))).rejects.toMatchObject({ code: 'SCENE_TRUNCATED' });
  await rm(join(folder, 'cube.img.gz'));
  await writeFile(join(folder, 'cube.img.gz'), Buffer.from('this is no gzip stream at all'));
  await expect(openScene(join(folder, 'cube.hdr'))).rejects.toMatchObject({ code: 'SCENE_DAMAGED' });
  const after = (await readdir(tmpdir())).filter((name) => name.startsWith('gossan-scene-')).length;
  expect(after).toBe(before);
});
