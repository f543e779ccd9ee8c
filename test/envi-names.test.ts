import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviBytes, enviHeaderText, temporaryFolder } from './support/envi-scene.ts';

const scene = { samples: 2, lines: 2, bands: 9, value: (x: number, y: number, b: number) => 0.1 + 0.01 * (x + y + b) };

for (const [header, data] of [
  ['cube.hdr', 'cube'],
  ['cube.hdr', 'cube.img'],
  ['cube.hdr', 'cube.dat'],
  ['cube.hdr', 'cube.bsq'],
  ['cube.hdr', 'cube.bil'],
  ['cube.hdr', 'cube.bip'],
  ['cube.hdr', 'cube.raw'],
  ['cube.img.hdr', 'cube.img'],
  ['CUBE.HDR', 'cube.IMG'],
  ['cube.hdr', 'cube.v2.img'],
]) {
  const pairs = data !== 'cube.v2.img';
  test(`${header} with ${data} ${pairs ? 'is a scene by either name' : 'is no pair'}`, async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, data), enviBytes(scene));
    await writeFile(join(folder, 'header'), enviHeaderText(scene));
    await rename(join(folder, 'header'), join(folder, header));
    if (!pairs) {
      await expect(openScene(join(folder, header))).rejects.toMatchObject({ code: 'SCENE_DATA_MISSING' });
      return;
    }
    for (const named of [header, data]) {
      const reader = await openScene(join(folder, named));
      expect(reader.name.toLowerCase()).toBe('cube');
      expect(reader.path).toBe(join(folder, named));
      expect((await reader.readWindow({ x: 1, y: 1, width: 1, height: 1 }))[0]).toBeCloseTo(0.12, 6);
      await reader.close();
    }
  });
}
