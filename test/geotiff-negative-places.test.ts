import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { geoTiffBytes } from './support/geotiff-scene.ts';

const [STRIP_OFFSETS, STRIP_BYTE_COUNTS, SIGNED] = [273, 279, 9];

for (const wanted of [STRIP_OFFSETS, STRIP_BYTE_COUNTS]) {
  test(`a TIFF whose tag ${wanted} is a negative number is damaged, not an error of ours`, async () => {
    const items = Array.from({ length: 9 }, (_, b) => `<Item name="wavelength" sample="${b}">${500 + 200 * b}</Item>`);
    const bytes = geoTiffBytes({
      ...{ width: 5, height: 4, bands: 9, rows: 4, planar: false },
      value: (x, y, b) => 1000 + 10 * b + x + y,
      metadata: `<GDALMetadata>${items.join('')}</GDALMetadata>`,
    });
    const directory = bytes.readUInt32LE(4);
    let changed = 0;
    for (let at = directory + 2; at < directory + 2 + 12 * bytes.readUInt16LE(directory); at += 12) {
      if (bytes.readUInt16LE(at) !== wanted) continue;
      bytes.writeUInt16LE(SIGNED, at + 2);
      bytes.writeInt32LE(-48, at + 8);
      changed++;
    }
    expect(changed).toBe(1);
    const path = join(await temporaryFolder(), 'scene.tif');
    await writeFile(path, bytes);
    await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_DAMAGED', exitCode: 3 });
  });
}
