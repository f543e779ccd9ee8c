import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { writeEmit, writePrisma } from './support/hdf5-products.ts';

const size = { lines: 60, samples: 40 };
const value = (line: number, sample: number, band: number) => 0.1 + 0.001 * ((line + sample + band) % 50);

test('EMIT: reading stops when it is aborted on the way, and the reader still works after', async () => {
  const wavelengths = Array.from({ length: 20 }, (_, band) => 400 + band * 100);
  const grid = { width: 40, height: 60, source: (x: number, y: number): [number, number] => [y, x] };
  // Four tiles, side by side.
  const path = await writeEmit(await temporaryFolder(), { ...size, wavelengths, value, grid, chunks: [60, 10, 20] });
  const reader = await openScene(path);
  await stopAndGoOn(reader, value(0, 0, 5), 5);
});

test('PRISMA: reading stops when it is aborted on the way, and the reader still works after', async () => {
  const counts = (line: number, sample: number) => 1000 + ((line + sample) % 50);
  const vnir = [900, 700, 500];
  const path = await writePrisma(await temporaryFolder(), { ...size, vnir, swir: [2200, 1000], counts });
  await stopAndGoOn(await openScene(path), 1000 / 65535, 0);
});

async function stopAndGoOn(reader: Awaited<ReturnType<typeof openScene>>, expected: number, band: number) {
  const controller = new AbortController();
  const reading = reader.readWindow({ x: 0, y: 0, width: 40, height: 60 }, { signal: controller.signal });
  controller.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  const data = await reader.readWindow({ x: 0, y: 0, width: 1, height: 1 });
  expect(data[band]).toBeCloseTo(expected, 6);
  await reader.close();
}

test('opening with an aborted signal opens nothing', async () => {
  const signal = AbortSignal.abort();
  await expect(openScene('EMIT_L2A_RFL_001.nc', { signal })).rejects.toMatchObject({ name: 'AbortError' });
});
