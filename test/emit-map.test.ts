import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { renderVariant } from '../tools/spectral/library/render.ts';
import { mapScene } from '../tools/spectral/map/map-scene.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import type { SceneSummary } from '../tools/spectral/types.ts';
import { EMIT_GRID, writeEmit } from './support/hdf5-products.ts';
import { BANDS, normalDeviates } from './support/rendered-scene.ts';

const SIZE = 24;
/** Downtrack, the sensor saw alunite and then kaolinite; east is downtrack on the orthorectified grid. */
const GROUND = ['alunite', 'kaolinite'];
let folder: string;
let summary: SceneSummary;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-emit-'));
  const library = loadLibrary();
  const draw = normalDeviates(5);
  const spectra = GROUND.map((name) => {
    const reflectance = renderVariant(library.minerals.find((m) => m.name === name)!.variants[0], BANDS);
    const top = Math.max(...reflectance);
    return reflectance.map((r) => 0.4 * (1 - 0.6 * (1 - r / top)));
  });
  const path = await writeEmit(folder, {
    lines: 2 * SIZE,
    samples: SIZE,
    wavelengths: Array.from(BANDS, (um) => um * 1000),
    value: (line, _, band) => spectra[line < SIZE ? 0 : 1][band] + 0.001 * draw(),
    // A quarter turn, with a margin of two pixels where nothing was measured.
    grid: {
      width: 2 * SIZE + 4,
      height: SIZE + 4,
      source(x, y) {
        const [line, sample] = [x - 2, SIZE + 1 - y];
        return line >= 0 && line < 2 * SIZE && sample >= 0 && sample < SIZE ? [line, sample] : undefined;
      },
    },
    title: 'synthetic scene of a test',
  });
  const reader = await openScene(path);
  summary = await mapScene(reader, { out: join(folder, 'map'), threads: 1 });
  await reader.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an EMIT scene is mapped: minerals where they lie on the ground, fill outside', () => {
  const pixels = SIZE * SIZE;
  for (const mineral of GROUND) {
    expect(summary.minerals[mineral].pixels, mineral).toBeGreaterThan(0.97 * pixels);
    expect(summary.minerals[mineral].pixels, mineral).toBeLessThanOrEqual(pixels);
  }
  expect(summary.masked.fill).toBe((2 * SIZE + 4) * (SIZE + 4) - 2 * pixels);
  expect(summary.places?.alunite.x).toBeLessThan(SIZE + 2);
  expect(summary.places?.kaolinite.x).toBeGreaterThan(SIZE + 2);
});

test('areas are geodesic in degrees, and what the scene is stands in scene.json', () => {
  expect(summary).toMatchObject({ sensor: 'EMIT', quantity: 'reflectance', crs: 'EPSG:4326', synthetic: true });
  // A degree of longitude at 37.6° N is 88.3 km, of latitude 111.0 km (WGS 84).
  const pixelKm2 = EMIT_GRID.pixel ** 2 * 88.3 * 111;
  const { pixels, area_km2 } = summary.minerals.kaolinite;
  expect(area_km2! / (pixels * pixelKm2)).toBeCloseTo(1, 2);
  expect(JSON.parse(readFileSync(join(folder, 'map', 'scene.json'), 'utf8'))).toEqual(summary);
});
