import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviBytes, enviHeaderText, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const scene = { samples: 4, lines: 3, bands: 9, value: (x: number, y: number, b: number) => 0.1 + 0.01 * (x + y + b) };
const bytes = 4 * 3 * 9 * 4;

test('a file with a whole line more than its header says belongs to another header', async () => {
  const folder = await temporaryFolder();
  const path = await writeEnvi(folder, scene);
  await appendFile(join(folder, 'scene.img'), Buffer.alloc(4 * 9 * 4));
  await expect(openScene(path)).rejects.toMatchObject({
    code: 'SCENE_OVERLONG',
    exitCode: 3,
    values: { actual: String(bytes + 144), expected: bytes },
  });
});

test('floats under a header that says 16-bit integers: twice the length', async () => {
  const folder = await temporaryFolder();
  const path = await writeEnvi(folder, scene);
  await writeFile(path, enviHeaderText({ ...scene, type: 2 }));
  await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_OVERLONG' });
});

test('gzip data is expanded no further than a line behind the cube', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'scene.hdr'), enviHeaderText(scene));
  const bomb = gzipSync(Buffer.concat([enviBytes(scene), Buffer.alloc(64 * 1024 * 1024)]));
  await writeFile(join(folder, 'scene.img.gz'), bomb);
  await expect(openScene(join(folder, 'scene.hdr'))).rejects.toMatchObject({ code: 'SCENE_OVERLONG' });
});
