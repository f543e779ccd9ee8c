import { readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../core/hash.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { readAlterationTypes, readMapClasses, readMapRaster } from '../tools/spectral/outputs/index.ts';
import { boundsOf } from '../tools/spectral/readers/georeference.ts';
import { openScene } from '../tools/spectral/readers/open.ts';

let folder = '';
let header = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossan-demo-'));
  const start = performance.now();
  header = await ensureDemoScene(folder);
  console.log(`demo scene made in ${(performance.now() - start).toFixed(0)} ms`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const data = () => join(folder, 'gossan-demo.img');

test('the same bytes in every run, and nothing is made twice', async () => {
  const other = await mkdtemp(join(tmpdir(), 'gossan-demo-'));
  try {
    await ensureDemoScene(other);
    for (const file of [
      'gossan-demo.img',
      'gossan-demo.hdr',
      'truth/abundances.img',
      'truth/swir.tif',
      'truth/alteration.tif',
    ]) {
      expect(sha256(readFileSync(join(other, file)))).toBe(sha256(readFileSync(join(folder, file))));
    }
  } finally {
    await rm(other, { recursive: true, force: true });
  }
  const before = statSync(data()).mtimeMs;
  expect(await ensureDemoScene(folder)).toBe(header);
  expect(statSync(data()).mtimeMs).toBe(before);
});

test('a damaged or older scene is made anew', async () => {
  const whole = sha256(readFileSync(data()));
  truncateSync(data(), 1000);
  await ensureDemoScene(folder);
  expect(sha256(readFileSync(data()))).toBe(whole);
  rmSync(header);
  await ensureDemoScene(folder);
  expect(readFileSync(header, 'utf8')).toMatch(/gossan demo = \d+-[0-9a-f]{12}\n/);
});

test('it opens as a synthetic, georeferenced reflectance scene of 285 bands, in no land', async () => {
  const reader = await openScene(header);
  expect([reader.width, reader.height, reader.wavelengths.length]).toEqual([200, 200, 285]);
  expect([reader.synthetic, reader.quantity, reader.conversion]).toEqual([true, 'reflectance', undefined]);
  expect(reader.goodBands.filter((good) => !good).length).toBeGreaterThan(30);
  const { west, north } = boundsOf(reader.georeference!, { x: 0, y: 0, width: 200, height: 200 })!;
  expect(west).toBeCloseTo(-77.03, 1);
  expect(north).toBeCloseTo(-28.01, 1);
  await reader.close();
});

/** Mean spectrum of the pixels that a raster selects. */
async function meanOf(
  selected: (pixel: number) => boolean,
): Promise<{ um: Float64Array; mean: Float64Array; count: number }> {
  const reader = await openScene(header);
  const cube = await reader.readWindow({ x: 0, y: 0, width: 200, height: 200 });
  const mean = new Float64Array(285);
  let count = 0;
  for (let pixel = 0; pixel < 40_000; pixel++) {
    if (!selected(pixel)) continue;
    count++;
    const [x, y] = [pixel % 200, Math.floor(pixel / 200)];
    for (let band = 0; band < 285; band++) mean[band] += cube[(y * 285 + band) * 200 + x];
  }
  await reader.close();
  return { um: reader.wavelengths, mean: mean.map((sum) => sum / count), count };
}

/** Position (µm) of the deepest point below the straight line between two wavelengths, by a parabola through three bands. */
function featurePosition({ um, mean }: { um: Float64Array; mean: Float64Array }, from: number, to: number): number {
  const [left, right] = [um.findIndex((w) => w >= from), um.findIndex((w) => w >= to)];
  const removed = (band: number) =>
    mean[band] / (mean[left] + ((mean[right] - mean[left]) * (um[band] - um[left])) / (um[right] - um[left]));
  let best = left + 1;
  for (let band = left + 1; band < right; band++) if (removed(band) < removed(best)) best = band;
  const [a, b, c] = [removed(best - 1), removed(best), removed(best + 1)];
  return um[best] + (0.5 * (a - c) * (um[best + 1] - um[best])) / (a - 2 * b + c);
}

test('white mica grows longer in wavelength outwards, alunite turns from sodium to potassium', async () => {
  const truth = join(folder, 'truth');
  const { data: swir } = await readMapRaster(truth, 'swir');
  const classes = [...readMapClasses(truth).values()];
  const index = (mineral: string) => classes.find((entry) => entry.mineral === mineral)!.index;
  const from = (x: number, y: number) => (pixel: number) =>
    Math.hypot((pixel % 200) - x, Math.floor(pixel / 200) - y) * 0.03;
  const toStock = from(78, 125);
  const mica = (near: number, far: number) =>
    meanOf((pixel) => swir[pixel] === index('muscovite') && toStock(pixel) > near && toStock(pixel) < far);
  const inner = featurePosition(await mica(0.6, 0.9), 2.12, 2.25);
  const outer = featurePosition(await mica(1.3, 1.8), 2.12, 2.25);
  expect(inner).toBeGreaterThan(2.193);
  expect(outer - inner).toBeGreaterThan(0.004);
  expect(outer).toBeLessThan(2.217);

  const toCap = from(135, 58);
  const alunite = (near: number, far: number) =>
    meanOf((pixel) => swir[pixel] === index('alunite') && toCap(pixel) > near && toCap(pixel) < far);
  const sodium = featurePosition(await alunite(0.2, 0.45), 1.45, 1.52);
  const potassium = featurePosition(await alunite(0.75, 1.2), 1.45, 1.52);
  expect(sodium - potassium).toBeGreaterThan(0.004);
});

test('the truth names every alteration type, and its abundances are shares of the pixel', async () => {
  const truth = join(folder, 'truth');
  const { data: alteration } = await readMapRaster(truth, 'alteration');
  const types = readAlterationTypes(truth);
  for (const [index, name] of types) {
    const pixels = alteration.filter((value) => value === index).length;
    expect(pixels, name).toBeGreaterThan(100);
  }
  expect([...types.values()].sort()).toEqual(
    ['advanced argillic', 'argillic', 'oxidised cap', 'phyllic', 'potassic', 'propylitic', 'silicic'].sort(),
  );
  const abundances = readFileSync(join(truth, 'abundances.img'));
  const bands = abundances.length / 40_000;
  let most = 0;
  for (let pixel = 0; pixel < 40_000; pixel++) {
    let sum = 0;
    for (let band = 0; band < bands; band++) sum += abundances[band * 40_000 + pixel];
    most = Math.max(most, sum);
  }
  expect(most).toBeLessThanOrEqual(105);
  expect(most).toBeGreaterThan(60);
});

test('water is dark in the SWIR, plants have their red edge, noise is there and small', async () => {
  const { um, mean, count } = await meanOf(
    (pixel) => Math.hypot((pixel % 200) - 168, Math.floor(pixel / 200) - 173) < 8,
  );
  const at = (spectrum: Float64Array, target: number) => spectrum[um.findIndex((w) => w >= target)];
  expect(count).toBeGreaterThan(150);
  expect(at(mean, 2.2)).toBeLessThan(0.01);
  expect(at(mean, 0.52)).toBeGreaterThan(0.02);
  const truth = readFileSync(join(folder, 'truth', 'abundances.img'));
  const names = /band names = \{(.*)\}/
    .exec(readFileSync(join(folder, 'truth', 'abundances.hdr'), 'utf8'))![1]
    .split(', ');
  const plants = names.indexOf('green vegetation');
  const green = await meanOf((pixel) => truth[plants * 40_000 + pixel] > 60);
  expect(green.count).toBeGreaterThan(500);
  expect(at(green.mean, 0.85) / at(green.mean, 0.67)).toBeGreaterThan(3);

  const reader = await openScene(header);
  const lake = await reader.readWindow({ x: 164, y: 170, width: 8, height: 8 });
  await reader.close();
  const band = um.findIndex((w) => w >= 1.65);
  const values = Array.from({ length: 64 }, (_, pixel) => lake[(Math.floor(pixel / 8) * 285 + band) * 8 + (pixel % 8)]);
  const average = values.reduce((sum, value) => sum + value, 0) / 64;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / 63);
  expect(deviation).toBeGreaterThan(0.0004);
  expect(deviation).toBeLessThan(0.003);
});
