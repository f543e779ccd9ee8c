import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { readBands } from '../tools/spectral/readers/read-bands.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { type GeoTiffVariant, gdalItems, writeGeoTiff } from './support/geotiff-scene.ts';

const [width, height, bands] = [37, 29, 12];
const wavelength = Array.from({ length: bands }, (_, band) => 2050 + 30 * band);
/** Thousandths of reflectance, different in every pixel and band. */
const stored = (x: number, y: number, band: number) => 20 + ((x * 31 + y * 57 + band * 13) % 200);
const window = { x: 5, y: 9, width: 30, height: 17 };

for (const type of ['uint8', 'int16', 'uint16', 'float32'] as const) {
  for (const blocks of [{ rows: 4 }, { tile: 16 }, { rows: 1000 }]) {
    for (const planar of [true, false]) {
      for (const [deflate, bigEndian] of [
        [false, false],
        [true, false],
        [false, true],
      ]) {
        const variant: Partial<GeoTiffVariant> = { ...blocks, type, planar, deflate, bigEndian };
        test(`a window across blocks: ${JSON.stringify(variant)}`, async () => {
          const metadata = gdalItems({ wavelength, SCALE: wavelength.map(() => 0.001) });
          const scene = { width, height, bands, value: stored, metadata, ...variant };
          const reader = await openScene(await writeGeoTiff(await temporaryFolder(), scene));
          expect([reader.width, reader.height, reader.wavelengths.length]).toEqual([width, height, bands]);
          const data = await reader.readWindow(window);
          const wanted = new Float32Array(window.width * window.height * bands);
          for (let line = 0; line < window.height; line++) {
            for (let band = 0; band < bands; band++) {
              for (let sample = 0; sample < window.width; sample++) {
                wanted[(line * bands + band) * window.width + sample] =
                  stored(window.x + sample, window.y + line, band) * 0.001;
              }
            }
          }
          expect(Buffer.from(data.buffer).equals(Buffer.from(wanted.buffer))).toBe(true);
          const chosen = await readBands(reader, { x: 36, y: 28, width: 1, height: 1 }, [7, 2]);
          expect([...chosen]).toEqual([7, 2].map((band) => Math.fround(stored(36, 28, band) * 0.001)));
          await reader.close();
        });
      }
    }
  }
}

test('a window outside the scene is refused', async () => {
  const metadata = gdalItems({ wavelength, SCALE: wavelength.map(() => 0.001) });
  const reader = await openScene(
    await writeGeoTiff(await temporaryFolder(), { width, height, bands, value: stored, metadata }),
  );
  await expect(reader.readWindow({ x: 30, y: 0, width: 8, height: 1 })).rejects.toMatchObject({ code: 'SCENE_WINDOW' });
  await reader.close();
});
