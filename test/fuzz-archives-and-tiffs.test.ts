import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { zipMembers } from '../core/zip-directory.ts';
import { withArchive, zipSource } from '../tools/spectral/readers/product-zip.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { damaged, readCorner, runs, survivesReading } from './support/fuzz/runs.ts';
import { geoTiffBytes } from './support/geotiff-scene.ts';

/** More than any of these small files can need. */
const MOST_BYTES = 256 * 1024 * 1024;

test('ZIP directories with any bytes changed are listed or refused', async () => {
  const archive = zipSync({
    'a/scene.hdr': new Uint8Array(40),
    'a/scene.img': new Uint8Array(300),
    'a/b/notes.txt': new Uint8Array(9),
  });
  const path = join(await temporaryFolder(), 'product.zip');
  await fc.assert(
    fc.asyncProperty(damaged(archive), async (bytes) => {
      await writeFile(path, bytes);
      await survivesReading(() => withArchive(path, async (handle) => zipMembers(zipSource(path, handle))));
    }),
    runs(1200),
  );
});

for (const variant of [
  { name: 'bands one after the other, Deflate, tiles', planar: true, deflate: true, tile: 16 },
  { name: 'bands side by side in strips, big-endian', planar: false, bigEndian: true },
]) {
  test(`TIFFs with any bytes changed are read or refused: ${variant.name}`, async () => {
    const items = Array.from({ length: 9 }, (_, b) => `<Item name="wavelength" sample="${b}">${500 + 200 * b}</Item>`);
    const tiff = geoTiffBytes({
      width: 5,
      height: 4,
      bands: 9,
      value: (x, y, b) => 1000 + 10 * b + x + y,
      metadata: `<GDALMetadata>${items.join('')}</GDALMetadata>`,
      ...variant,
    });
    const path = join(await temporaryFolder(), 'scene.tif');
    const before = process.memoryUsage().rss;
    await fc.assert(
      fc.asyncProperty(damaged(tiff), async (bytes) => {
        await writeFile(path, bytes);
        await survivesReading(() => readCorner(path));
      }),
      runs(700),
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(MOST_BYTES);
  });
}
