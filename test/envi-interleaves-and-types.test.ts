import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { type Interleave, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const scene = { samples: 7, lines: 5, bands: 9 };
const counts = (x: number, y: number, band: number) => 1300 + 100 * x + 17 * y + 211 * band;

for (const interleave of ['bsq', 'bil', 'bip'] as Interleave[]) {
  for (const type of [2, 3, 4, 5, 12, 13, 14, 15]) {
    for (const bigEndian of [false, true]) {
      test(`${interleave}, data type ${type}, ${bigEndian ? 'big' : 'little'}-endian, header offset`, async () => {
        const path = await writeEnvi(await temporaryFolder(), {
          ...scene,
          value: counts,
          interleave,
          type,
          bigEndian,
          offset: 13,
          header: ['reflectance scale factor = 10000'],
        });
        const reader = await openScene(path);
        expect(reader.quantity).toBe('reflectance');
        for (const window of [
          { x: 0, y: 0, width: 7, height: 5 },
          { x: 2, y: 1, width: 3, height: 4 },
          { x: 6, y: 4, width: 1, height: 1 },
        ]) {
          const data = await reader.readWindow(window);
          expect(data.length).toBe(window.width * window.height * scene.bands);
          for (let line = 0; line < window.height; line++) {
            for (let band = 0; band < scene.bands; band++) {
              for (let sample = 0; sample < window.width; sample++) {
                const value = data[(line * scene.bands + band) * window.width + sample];
                expect(value).toBeCloseTo(counts(window.x + sample, window.y + line, band) / 10000, 6);
              }
            }
          }
        }
        await reader.close();
      });
    }
  }
}

test('bytes (data type 1) with a scale factor of 255', async () => {
  const value = (x: number, y: number, band: number) => 20 + x + 5 * y + 9 * band;
  const path = await writeEnvi(await temporaryFolder(), {
    ...scene,
    value,
    type: 1,
    header: ['reflectance scale factor = 255'],
  });
  const reader = await openScene(path);
  const data = await reader.readWindow({ x: 3, y: 2, width: 1, height: 1 });
  for (let band = 0; band < scene.bands; band++) expect(data[band]).toBeCloseTo(value(3, 2, band) / 255, 6);
  await reader.close();
});
