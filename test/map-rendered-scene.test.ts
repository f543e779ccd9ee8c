import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapScene } from '../tools/spectral/map/map-scene.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import type { SceneSummary } from '../tools/spectral/types.ts';
import { numbersWithoutUnit } from './support/numbers-without-unit.ts';
import { renderScene } from './support/rendered-scene.ts';

const SIZE = 20;
const at = (column: number, row: number) => ({ x: column * SIZE, y: row * SIZE, width: SIZE, height: SIZE });
const water = (w: number) => (w < 0.7 ? 0.06 : 0.004);
const leaf = (w: number) =>
  w < 0.7 ? 0.04 + 0.05 * Math.exp(-(((w - 0.55) / 0.04) ** 2)) : w < 1.3 ? 0.45 : w < 1.8 ? 0.25 : 0.12;

const parts = [
  { ...at(0, 0), ground: 'alunite/K GDS84' },
  { ...at(1, 0), ground: 'kaolinite/well-crystallised CM9' },
  { ...at(2, 0), ground: 'muscovite/medium Al CU91-250A' },
  { ...at(0, 1), ground: 'chlorite' },
  { ...at(1, 1), ground: 'calcite' },
  { ...at(2, 1), ground: 'goethite/medium WS222' },
  { ...at(0, 2), ground: water },
  { ...at(1, 2), ground: leaf },
  { ...at(2, 2), ground: () => Number.NaN },
];
const PIXELS = SIZE * SIZE;

describe('a rendered scene', () => {
  let scene: ReturnType<typeof renderScene>;
  let summary: SceneSummary;
  let out: string;
  beforeAll(async () => {
    // one column of bare flat ground on the right
    scene = renderScene(4 * SIZE, 3 * SIZE, parts);
    out = join(scene.folder, 'map');
    const reader = await openScene(scene.header);
    summary = await mapScene(reader, { out, threads: 2 });
    await reader.close();
  });
  afterAll(() => rmSync(scene.folder, { recursive: true, force: true }));

  it.each(['alunite', 'kaolinite', 'muscovite', 'chlorite', 'calcite', 'goethite'])(
    'shows %s where it was put',
    (mineral) => {
      expect(summary.minerals[mineral].pixels).toBeGreaterThanOrEqual(0.97 * PIXELS);
      expect(summary.minerals[mineral].pixels).toBeLessThanOrEqual(1.02 * PIXELS);
    },
  );

  it('names nothing on flat ground and masks what hides the ground', () => {
    expect(summary.none_pixels).toBeGreaterThanOrEqual(3 * PIXELS - 3);
    expect(summary.masked.water).toBe(PIXELS);
    expect(summary.masked.vegetation).toBe(PIXELS);
    expect(summary.masked.fill).toBe(PIXELS);
  });

  it('types the alteration and says where it lies', () => {
    const wanted = { 'advanced argillic': 'north-west', phyllic: 'north', propylitic: 'west', carbonate: 'centre' };
    for (const [type, sector] of Object.entries(wanted)) {
      expect(summary.alteration[type].pixels, type).toBeGreaterThan(0.95 * PIXELS);
      expect(summary.places?.[type].sector, type).toContain(sector);
    }
  });

  it('gives areas that are the pixels times their size on the ground', () => {
    const { pixels, area_km2, share } = summary.minerals.alunite;
    expect(area_km2).toBeCloseTo(pixels * 0.0009, 3);
    expect(share).toBeCloseTo(pixels / summary.valid_pixels, 5);
  });

  it('measures the positions that carry composition', () => {
    expect(summary.wavelengths.alunite?.median).toBeCloseTo(1.477, 2);
    expect(summary.wavelengths.aloh?.median).toBeGreaterThan(2.195);
    expect(summary.wavelengths.aloh?.median).toBeLessThan(2.21);
    expect(summary.wavelengths.carbonate?.median).toBeGreaterThan(2.33);
  });

  it('gives every number in scene.json its unit', () => {
    expect(numbersWithoutUnit(summary)).toEqual([]);
  });

  it('says that it is synthetic, that its score is not calibrated, and what cannot be seen', () => {
    expect(summary.synthetic).toBe(true);
    expect(summary.copper.calibrated).toBe(false);
    expect(summary.not_detectable).toContain('quartz');
  });

  it('is the same on disk', () => {
    expect(JSON.parse(readFileSync(join(out, 'scene.json'), 'utf8'))).toEqual(summary);
    for (const file of Object.values(summary.files)) expect(existsSync(join(out, file)), file).toBe(true);
  });
});

describe('mapping', () => {
  let scene: ReturnType<typeof renderScene>;
  beforeAll(() => {
    scene = renderScene(4 * SIZE, 3 * SIZE, parts);
  });
  afterAll(() => rmSync(scene.folder, { recursive: true, force: true }));

  it('of a window counts in that window and places in the scene', async () => {
    const reader = await openScene(scene.header);
    const out = join(scene.folder, 'window');
    const summary = await mapScene(reader, { out, threads: 1, window: { x: SIZE, y: 0, width: SIZE, height: SIZE } });
    await reader.close();
    expect(summary.size).toMatchObject({ width: SIZE, height: SIZE });
    expect(summary.minerals.kaolinite.pixels).toBeGreaterThan(0.97 * PIXELS);
    expect(summary.minerals.alunite).toBeUndefined();
    expect(summary.places?.argillic.x).toBeGreaterThanOrEqual(SIZE);
  });

  it('is the same with one thread and with two', async () => {
    const reader = await openScene(scene.header);
    const one = await mapScene(reader, { out: join(scene.folder, 'one'), threads: 1 });
    const two = await mapScene(reader, { out: join(scene.folder, 'two'), threads: 2 });
    await reader.close();
    expect(two.minerals).toEqual(one.minerals);
    expect(two.copper).toEqual(one.copper);
  });

  it('that is stopped leaves no scene.json', async () => {
    const reader = await openScene(scene.header);
    const controller = new AbortController();
    const out = join(scene.folder, 'stopped');
    const run = mapScene(reader, {
      out,
      threads: 1,
      signal: controller.signal,
      onProgress: (p) => p.done && controller.abort(),
    });
    await expect(run).rejects.toThrow(/abort/i);
    expect(existsSync(join(out, 'scene.json'))).toBe(false);
    await reader.close();
  });
});
