import { describe, expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { EMIT_GRID, type EmitVariant, writeEmit } from './support/hdf5-products.ts';

const WAVELENGTHS = Array.from({ length: 12 }, (_, band) => 400 + band * 180);
const FILL_SAMPLE = 3;

/** Every measurement differs from every other; one sample is fill in all lines. */
const value = (line: number, sample: number, band: number) =>
  sample === FILL_SAMPLE ? -9999 : 0.05 + line * 0.01 + sample * 0.001 + band * 0.0001;

/** The sensor's grid of 13×9 pixels, turned by a third of a right angle as the station's orbit turns it. */
const turned: EmitVariant['grid'] = {
  width: 17,
  height: 19,
  source(x, y) {
    const [dx, dy] = [x - 8, y - 9];
    const line = Math.round(6 + dy * Math.cos(0.5) + dx * Math.sin(0.5));
    const sample = Math.round(4 + dx * Math.cos(0.5) - dy * Math.sin(0.5));
    return line >= 0 && line < 13 && sample >= 0 && sample < 9 ? [line, sample] : undefined;
  },
};

const scene: EmitVariant = { lines: 13, samples: 9, wavelengths: WAVELENGTHS, value, grid: turned };

const storages: [string, EmitVariant['chunks']][] = [
  ['in chunks that do not divide it', undefined],
  ['in one piece', null],
  ['in chunks of one band', [13, 9, 1]],
  ['in chunks of one pixel', [1, 1, 12]],
];

describe.each(storages)('a scene stored %s', (_, chunks) => {
  test.each([
    { x: 0, y: 0, width: 17, height: 19 },
    { x: 5, y: 7, width: 6, height: 3 },
    { x: 16, y: 18, width: 1, height: 1 },
  ])('is gathered through its lookup table: $x $y $width $height', async (window) => {
    const reader = await openScene(await writeEmit(await temporaryFolder(), { ...scene, chunks }));
    const data = await reader.readWindow(window);
    await reader.close();
    for (let l = 0; l < window.height; l++) {
      for (let s = 0; s < window.width; s++) {
        const source = turned.source(window.x + s, window.y + l);
        for (let b = 0; b < 12; b++) {
          const got = data[(l * 12 + b) * window.width + s];
          if (!source || source[1] === FILL_SAMPLE) expect(got).toBeNaN();
          else expect(got).toBeCloseTo(value(source[0], source[1], b), 6);
        }
      }
    }
  });
});

test('size, bands and place are those of the orthorectified grid', async () => {
  const good = WAVELENGTHS.map((nm) => (nm === 1840 ? 0 : 1));
  const reader = await openScene(await writeEmit(await temporaryFolder(), { ...scene, good }));
  await reader.close();
  expect(reader).toMatchObject({ width: 17, height: 19, sensor: 'EMIT', quantity: 'reflectance', synthetic: false });
  expect(reader.name).toBe('EMIT_L2A_RFL_001_20230101T000000_2300101_001');
  expect(reader.wavelengths[3]).toBeCloseTo(0.94, 6);
  expect(reader.fwhm[3]).toBeCloseTo(0.0085, 6);
  expect(reader.goodBands.filter((flag) => !flag)).toHaveLength(1);
  expect(reader.goodBands[WAVELENGTHS.indexOf(1840)]).toBe(false);
  expect(reader.georeference).toMatchObject({
    epsg: 4326,
    unit: 'deg',
    transform: [EMIT_GRID.west, EMIT_GRID.pixel, 0, EMIT_GRID.north, 0, -EMIT_GRID.pixel],
  });
});

test('a single band of fill is missing alone; in most bands it takes the pixel', async () => {
  const holes = (line: number, sample: number, band: number) =>
    (line === 2 && band === 4) || (line === 5 && band > 4) ? -9999 : value(line, sample + 20, band);
  const grid = { width: 9, height: 13, source: (x: number, y: number): [number, number] => [y, x] };
  const reader = await openScene(await writeEmit(await temporaryFolder(), { ...scene, value: holes, grid }));
  const data = await reader.readWindow({ x: 0, y: 0, width: 1, height: 13 });
  await reader.close();
  const missing = Array.from({ length: 13 }, (_, line) =>
    data.slice(line * 12, line * 12 + 12).reduce((count, v) => count + (Number.isNaN(v) ? 1 : 0), 0),
  );
  expect(missing).toEqual([0, 0, 1, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0]);
});

test('a path with Chinese names is read', async () => {
  const folder = await temporaryFolder();
  const path = await writeEmit(folder, { ...scene, name: '铜矿.nc' });
  const reader = await openScene(path);
  expect(reader.name).toBe('铜矿');
  expect((await reader.readWindow({ x: 8, y: 9, width: 1, height: 1 }))[0]).toBeCloseTo(value(6, 4, 0), 6);
  await reader.close();
});

test('a window outside is refused', async () => {
  const reader = await openScene(await writeEmit(await temporaryFolder(), scene));
  await expect(reader.readWindow({ x: 10, y: 0, width: 8, height: 1 })).rejects.toMatchObject({ code: 'SCENE_WINDOW' });
  await reader.close();
});
