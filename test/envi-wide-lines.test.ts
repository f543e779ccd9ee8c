import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviHeaderText, temporaryFolder } from './support/envi-scene.ts';

test('a line of half a gigabyte is not read whole for a few of its pixels', async () => {
  const folder = await temporaryFolder();
  const scene = { samples: 2_500_000, lines: 1, bands: 200, type: 1, value: () => 0 };
  await writeFile(join(folder, 'wide.img'), '');
  // Sparse: zeros that the disk does not store.
  await truncate(join(folder, 'wide.img'), scene.samples * scene.bands);
  await writeFile(join(folder, 'wide.hdr'), enviHeaderText(scene));
  const before = process.memoryUsage().rss;
  const reader = await openScene(join(folder, 'wide.hdr'));
  await reader.readWindow({ x: 1_000_000, y: 0, width: 8, height: 1 });
  await reader.close();
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
});
