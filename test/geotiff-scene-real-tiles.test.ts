import { readdir } from 'node:fs/promises';
import { fromFile } from 'geotiff';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { hasShared, sharedData } from './support/shared-data.ts';

test.skipIf(!hasShared)('real EnMAP tiles: every value as the geotiff package reads it, scaled', async () => {
  const folder = sharedData('spectral', 'enmap');
  const tiles = (await readdir(folder)).filter((name) => name.endsWith('.tif'));
  expect(tiles.length).toBeGreaterThan(0);
  for (const tile of tiles) {
    const reader = await openScene(`${folder}/${tile}`);
    expect([reader.sensor, reader.quantity, reader.wavelengths.length]).toEqual(['EnMAP', 'reflectance', 224]);
    // 6 that the file marks bad, and 12 VNIR bands where the SWIR detector sees the same wavelengths.
    expect(reader.goodBands.filter((good) => !good)).toHaveLength(18);
    expect(reader.georeference).toMatchObject({ epsg: 32633, unit: 'm' });
    expect(reader.georeference?.transform[1]).toBe(30);
    const data = await reader.readWindow({ x: 0, y: 0, width: 32, height: 32 });
    const tiff = await fromFile(`${folder}/${tile}`);
    const planes = (await (await tiff.getImage()).readRasters()) as unknown as Float32Array[];
    let worst = 0;
    for (let band = 0; band < 224; band++) {
      for (let at = 0; at < 1024; at++) {
        const value = data[(Math.floor(at / 32) * 224 + band) * 32 + (at % 32)];
        const raw = planes[band][at];
        if (raw === -32768) expect(value).toBeNaN();
        else worst = Math.max(worst, Math.abs(value - raw / 10000));
      }
    }
    expect(worst).toBeLessThan(1e-6);
    tiff.close();
    await reader.close();
  }
});
