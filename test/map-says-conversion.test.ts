import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mapScene, openScene } from '../tools/spectral/index.ts';
import { temporaryFolder, writeEnvi } from './support/envi-scene.ts';

test('a map of counts says in each file how they became reflectance', async () => {
  const bands = 200;
  const path = await writeEnvi(await temporaryFolder(), {
    samples: 12,
    lines: 10,
    bands,
    type: 2,
    wavelengths: Array.from({ length: bands }, (_, band) => 420 + 10 * band),
    header: ['map info = {UTM, 1, 1, 500000, 4150000, 30, 30, 11, North, WGS-84, units=Meters}'],
    value: (x, y, band) => Math.round((900 + 40 * x + 25 * y) * (1 + 0.3 * Math.sin(band / 15))),
  });
  const out = join(await temporaryFolder(), 'map');
  const reader = await openScene(path, { as: 'relative' });
  const summary = await mapScene(reader, { out, threads: 1 });
  await reader.close();
  expect(summary.quantity).toBe('converted');
  expect(summary.conversion).toContain('Kruse 1988');
  for (const [key, file] of Object.entries(summary.files)) {
    if (!/\.(tif|geojson|gpx|kml|png|json)$/.test(file) || key.startsWith('spectra')) continue;
    expect(readFileSync(join(out, file), 'latin1'), file).toContain('Kruse 1988');
  }
});
