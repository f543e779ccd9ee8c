import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { readBands } from '../tools/spectral/readers/read-bands.ts';
import { type Interleave, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

for (const interleave of ['bsq', 'bil', 'bip'] as Interleave[]) {
  test(`${interleave}: bands come in the order asked for, as the whole window has them`, async () => {
    const [samples, lines, bands] = [11, 6, 40];
    const value = (x: number, y: number, band: number) => 0.1 + 0.01 * x + 0.02 * y + 0.005 * band;
    const reader = await openScene(
      await writeEnvi(await temporaryFolder(), { samples, lines, bands, value, interleave }),
    );
    const window = { x: 2, y: 1, width: 8, height: 4 };
    const whole = await reader.readWindow(window);
    const chosen = [30, 4, 17];
    const data = await readBands(reader, window, chosen);
    expect(data.length).toBe(window.width * window.height * chosen.length);
    for (let line = 0; line < window.height; line++) {
      chosen.forEach((band, index) => {
        for (let sample = 0; sample < window.width; sample++) {
          expect(data[(line * chosen.length + index) * window.width + sample]).toBe(
            whole[(line * bands + band) * window.width + sample],
          );
        }
      });
    }
    await reader.close();
  });
}
