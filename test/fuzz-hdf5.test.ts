import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/envi-scene.ts';
import { damaged, readCorner, runs, survivesReading } from './support/fuzz/runs.ts';
import { writeEmit, writePrisma } from './support/hdf5-products.ts';

const MOST_BYTES = 512 * 1024 * 1024;

for (const [name, write] of [
  [
    'EMIT',
    (folder: string) =>
      writeEmit(folder, {
        lines: 5,
        samples: 4,
        wavelengths: Array.from({ length: 9 }, (_, band) => 400 + band * 200),
        value: (line, sample, band) => 0.1 + 0.01 * ((line + sample + band) % 7),
        grid: { width: 5, height: 6, source: (x, y) => (x < 4 && y < 5 ? [y, x] : undefined) },
      }),
  ],
  [
    'PRISMA',
    (folder: string) =>
      writePrisma(folder, {
        lines: 5,
        samples: 4,
        vnir: [900, 700, 500],
        swir: [2200, 1600, 1000],
        counts: (l, s) => 9000 + l + s,
      }),
  ],
] as const) {
  test(`${name} files with any bytes changed are read or refused`, async () => {
    const bytes = await readFile(await write(await temporaryFolder()));
    const path = join(await temporaryFolder(), name === 'EMIT' ? 'EMIT_L2A_RFL_001.nc' : 'PRS_L2D_STD_1.he5');
    await writeFile(path, bytes);
    await readCorner(path);
    const before = process.memoryUsage().rss;
    await fc.assert(
      fc.asyncProperty(damaged(bytes), async (changed) => {
        await writeFile(path, changed);
        await survivesReading(() => readCorner(path));
      }),
      runs(150),
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(MOST_BYTES);
  });
}
