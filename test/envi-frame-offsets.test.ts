import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviBytes, enviHeaderText, type Interleave, temporaryFolder } from './support/envi-scene.ts';

const [samples, lines, bands] = [5, 4, 9];
const value = (x: number, y: number, band: number) => 0.1 + 0.02 * band + 0.001 * (x + 10 * y);

for (const interleave of ['bsq', 'bil', 'bip'] as Interleave[]) {
  test(`${interleave}: bytes before and after each major frame are skipped`, async () => {
    const [before, after, offset] = [6, 3, 11];
    const scene = { samples, lines, bands, value, interleave, offset };
    const plain = enviBytes({ ...scene, offset: 0 });
    const frames = interleave === 'bsq' ? bands : lines;
    const frame = plain.length / frames;
    const parts = [Buffer.alloc(offset, 0xee)];
    for (let at = 0; at < frames; at++) {
      const data = plain.subarray(at * frame, (at + 1) * frame);
      parts.push(Buffer.alloc(before, 0xaa), data, Buffer.alloc(after, 0xbb));
    }
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'scene.img'), Buffer.concat(parts));
    const header = [`major frame offsets = {${before}, ${after}}`];
    await writeFile(join(folder, 'scene.hdr'), enviHeaderText({ ...scene, header }));
    const reader = await openScene(join(folder, 'scene.hdr'));
    expect(reader.repairs).toEqual([]);
    const data = await reader.readWindow({ x: 0, y: 0, width: samples, height: lines });
    const part = await reader.readWindow({ x: 2, y: 1, width: 2, height: 3 });
    await reader.close();
    for (let y = 0; y < lines; y++) {
      for (let band = 0; band < bands; band++) {
        for (let x = 0; x < samples; x++)
          expect(data[(y * bands + band) * samples + x]).toBeCloseTo(value(x, y, band), 6);
      }
    }
    expect(part[(2 * bands + 4) * 2 + 1]).toBeCloseTo(value(3, 3, 4), 6);
  });
}
