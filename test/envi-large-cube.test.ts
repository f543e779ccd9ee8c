import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviHeaderText, type Interleave, temporaryFolder } from './support/envi-scene.ts';

const [samples, lines, bands] = [1242, 3000, 285];

for (const interleave of ['bsq', 'bil', 'bip'] as Interleave[]) {
  test(`a ${interleave} cube of 2 GB opens without being read whole`, async () => {
    const folder = await temporaryFolder();
    const scene = {
      samples,
      lines,
      bands,
      type: 2,
      interleave,
      value: () => 0,
      header: ['reflectance scale factor = 10000'],
    };
    await writeFile(join(folder, 'big.hdr'), enviHeaderText(scene));
    // A sparse file: its length is real, its blocks are not.
    const handle = await open(join(folder, 'big.img'), 'w');
    await handle.truncate(samples * lines * bands * 2);
    await handle.close();

    const before = process.memoryUsage().rss;
    const start = performance.now();
    const reader = await openScene(join(folder, 'big.hdr'));
    const ms = performance.now() - start;
    console.log(`${interleave}: opened in ${ms.toFixed(0)} ms`);
    const data = await reader.readWindow({ x: 600, y: 2999, width: 32, height: 1 });
    expect(data).toHaveLength(32 * bands);
    expect(data.every(Number.isNaN)).toBe(true);
    // A whole read would take 2 GB; the samples and one window take some tens of MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
    await reader.close();
  });
}
