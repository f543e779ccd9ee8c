import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identifySpectrum, loadLibrary, mapScene, openScene, prepareLibrary } from '../tools/spectral/index.ts';
import { sampleScene } from '../tools/spectral/map/sample-scene.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { hasShared, sharedData } from './support/shared-data.ts';

const CROPS = [
  'emit/emit20250324t221005_jpl_unmix_ex',
  'enmap/enmap_potsdam_tile_160_64.tif',
  'enmap/enmap_potsdam_tile_192_64.tif',
  'enmap/enmap_potsdam_tile_128_0.tif',
  // half of it is a lake whose bands are clipped to 0
  'enmap/enmap_potsdam_tile_160_128.tif',
];

describe.skipIf(!hasShared)('vegetated crops without mineral sites (skipped without the shared data folder)', () => {
  for (const crop of CROPS) {
    test(`${crop}: no spectrum is identified with confidence, and nothing is mapped as altered`, async () => {
      const reader = await openScene(sharedData('spectral', crop));
      const { width, height, wavelengths } = reader;
      const window = { x: 0, y: 0, width, height };
      const summary = await mapScene(reader, { out: join(await temporaryFolder(), 'map'), threads: 1 });
      const pixels = width * height;
      const altered = Object.values(summary.alteration).reduce((sum, type) => sum + type.pixels, 0);
      expect(altered).toBe(0);
      expect(summary.copper.high_share).toBe(0);
      expect(summary.masked.vegetation + summary.masked.water).toBeGreaterThan(0.4 * pixels);

      const scene = await sampleScene(reader, window, loadLibrary());
      const prepared = prepareLibrary(loadLibrary(), scene.wavelengths, scene.fwhm, scene.goodBands);
      const data = await reader.readWindow(window);
      await reader.close();
      const bands = wavelengths.length;
      for (let pixel = 0; pixel < pixels; pixel++) {
        const line = Math.floor(pixel / width);
        const spectrum = Float64Array.from(
          wavelengths,
          (_, band) => data[(line * bands + band) * width + (pixel % width)],
        );
        expect([pixel, identifySpectrum(prepared, spectrum).verdict]).not.toEqual([pixel, 'identified']);
      }
    });
  }
});
