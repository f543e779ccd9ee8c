import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import nominal from '../tools/spectral/readers/nominal-bands.json' with { type: 'json' };
import { loadRecipe, recipeNames } from '../tools/spectral/views/load-recipe.ts';
import { renderView } from '../tools/spectral/views/render-view.ts';
import { hasShared, sharedData } from './support/shared-data.ts';
import { evenBands, mineral, type SensorBands, viewScene } from './support/view-scene.ts';

/** Columns of a text table: centre and width in µm. */
function table(file: string, columns: [number, number], factor: number): SensorBands {
  const rows = readFileSync(sharedData('spectral', 'sensors', file), 'utf8')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(Number),
    )
    .filter((row) => row.length > 1 && row.every(Number.isFinite));
  return {
    wavelengths: rows.map((row) => row[columns[0]] * factor),
    fwhm: rows.map((row) => row[columns[1]] * factor),
  };
}

const enmap = nominal.sensors.find(({ name }) => name === 'EnMAP')!;
const SENSORS: Record<string, () => SensorBands> = {
  EMIT: () => table('emit_wavelengths.txt', [1, 2], 1),
  'AVIRIS classic (overlapping spectrometers)': () => table('aviris-classic_wavelengths.txt', [1, 2], 1),
  'AVIRIS-NG': () => table('aviris_ng_wavelengths.txt', [1, 2], 1),
  EnMAP: () => ({
    wavelengths: enmap.centres_nm.map((nm) => nm / 1000),
    fwhm: enmap.fwhm_nm.map((nm) => nm / 1000),
  }),
  PRISMA: () => table('prisma_srf_enmapbox.csv', [0, 1], 0.001),
  NEON: () => table('neon_wavelengths.txt', [0, 1], 0.001),
};

const GROUND = ['pyrophyllite', 'muscovite', 'calcite', 'hematite', 'green vegetation', 'kaolinite'];

describe.skipIf(!hasShared)('band sets of real sensors (skipped where the shared data folder is absent)', () => {
  test.each(Object.keys(SENSORS))('%s: every recipe is drawn, and shows what geologists know', async (sensor) => {
    const spectra = GROUND.map(mineral);
    const reader = await viewScene({ samples: GROUND.length, lines: 2 }, SENSORS[sensor](), (x) => spectra[x]);
    const drawn: Record<string, (ground: string) => number[]> = {};
    for (const name of recipeNames()) {
      const view = await renderView(reader, loadRecipe(name), { size: GROUND.length });
      expect(view.valid.every((one) => one === 1)).toBe(true);
      drawn[name] = (ground) => [...view.values.subarray(3 * GROUND.indexOf(ground), 3 * GROUND.indexOf(ground) + 3)];
    }
    await reader.close();
    const strongest = (colour: number[]) => ['red', 'green', 'blue'][colour.indexOf(Math.max(...colour))];
    // Pyrophyllite absorbs at 2.167 µm, white mica at 2.2 µm, calcite at 2.34 µm.
    expect(['pyrophyllite', 'muscovite', 'calcite'].map((one) => strongest(drawn['alteration-depths'](one)))).toEqual([
      'red',
      'green',
      'blue',
    ]);
    // Rust is red, leaves are green.
    const [red, green, blue] = drawn['true-colour']('hematite');
    expect(red).toBeGreaterThan(green);
    expect(red).toBeGreaterThan(blue);
    expect(strongest(drawn['true-colour']('green vegetation'))).toBe('green');
    // Fe3+ absorbs at 0.9 µm and in the blue, so its shoulder at 0.76 µm stands out beside white clay.
    const over = ([r, g, b]: number[]) => [r - g, r - b];
    over(drawn.iron('hematite')).forEach((excess, at) => {
      expect(excess).toBeGreaterThan(over(drawn.iron('kaolinite'))[at]);
    });
    // ASTER 4-6-8: Al-OH minerals lack green (2.2 µm), carbonate lacks blue (2.33 µm).
    const aster = (ground: string) => drawn['swir-alteration'](ground);
    expect(aster('kaolinite').indexOf(Math.min(...aster('kaolinite')))).toBe(1);
    expect(aster('calcite').indexOf(Math.min(...aster('calcite')))).toBe(2);
    // The projectors know plants from minerals.
    for (const name of ['channels-6', 'channels-16', 'embedding']) {
      expect(strongest(drawn[name]('green vegetation')), name).toBe('green');
      expect(strongest(drawn[name]('hematite')), name).toBe('red');
    }
    expect(strongest(drawn.embedding('kaolinite'))).toBe('blue');
  });
});

test('a sensor that ends at 1 µm draws the recipes of the visible and refuses the others, naming what is missing', async () => {
  const goethite = mineral('goethite');
  const reader = await viewScene({ samples: 4, lines: 2 }, evenBands(0.4, 1, 120, 0.006), () => goethite);
  const fits: string[] = [];
  for (const name of recipeNames()) {
    try {
      await renderView(reader, loadRecipe(name), { size: 4 });
      fits.push(name);
    } catch (error) {
      expect(error).toMatchObject({ code: 'VIEW_BANDS', exitCode: 3 });
      const { message } = error as Error;
      expect(message).toContain(`"${name}"`);
      expect(message).toMatch(/[12]\.\d{3} µm/);
    }
  }
  expect(fits).toEqual(['iron', 'true-colour']);
  await reader.close();
});

test('bands 20 nm apart: a narrow band of a recipe lies between two of them, and calcite still shows', async () => {
  const calcite = mineral('calcite');
  const reader = await viewScene({ samples: 3, lines: 2 }, evenBands(0.4, 2.48, 105, 0.02), () => calcite);
  const view = await renderView(reader, loadRecipe('alteration-depths'), { size: 3 });
  expect(view.values[2]).toBeGreaterThan(view.values[1]);
  await reader.close();
});
