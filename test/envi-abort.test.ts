import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { type Interleave, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

for (const interleave of ['bsq', 'bil', 'bip'] as Interleave[]) {
  test(`${interleave}: reading stops when it is aborted on the way, and the reader still works after`, async () => {
    const value = (x: number, y: number, b: number) => 0.1 + 0.001 * ((x + y + b) % 50);
    const reader = await openScene(
      await writeEnvi(await temporaryFolder(), { samples: 60, lines: 200, bands: 60, value, interleave }),
    );
    const controller = new AbortController();
    const reading = reader.readWindow({ x: 1, y: 0, width: 50, height: 200 }, { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    const data = await reader.readWindow({ x: 1, y: 0, width: 1, height: 1 });
    expect(data[5]).toBeCloseTo(value(1, 0, 5), 6);
    await reader.close();
  });
}

test('opening with an aborted signal opens nothing', async () => {
  await expect(openScene('anything.hdr', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
