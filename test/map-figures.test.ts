import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapScene } from '../tools/spectral/map/map-scene.ts';
import { fromLonLat, toLonLat } from '../tools/spectral/readers/georeference.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import type { SceneSummary } from '../tools/spectral/types.ts';
import { numbersWithoutUnit } from './support/numbers-without-unit.ts';
import { renderScene } from './support/rendered-scene.ts';

const SIZE = 60;

/** Where the map lies in its picture: the dark frame just outside it. Cells are as large as fit 840 points. */
const CELL = Math.floor(840 / SIZE);
const LEFT = 24;

function picture(path: string) {
  const { width, height, data } = decode(readFileSync(path));
  const at = (x: number, y: number) => [0, 1, 2].map((channel) => data[(y * width + x) * 3 + channel]);
  // the frame is the first full row of ink below the titles
  let top = 0;
  while (
    !Array.from({ length: SIZE * CELL }, (_, x) => at(LEFT + x, top)).every(
      ([r, g, b]) => r === 28 && g === 28 && b === 30,
    )
  )
    top++;
  return { width, height, at, top: top + 1 };
}

describe('the pictures of a map', () => {
  let scene: ReturnType<typeof renderScene>;
  let whole: SceneSummary;
  let cut: SceneSummary;
  const folder = (name: string) => join(scene.folder, name);
  beforeAll(async () => {
    scene = renderScene(SIZE, SIZE, [
      { x: 0, y: 0, width: 30, height: SIZE, ground: 'alunite/K GDS84' },
      { x: 30, y: 0, width: 30, height: 3, ground: 'calcite' },
      { x: 30, y: 3, width: 30, height: 17, ground: 'kaolinite' },
      { x: 30, y: 20, width: 30, height: 20, ground: 'biotite' },
      { x: 30, y: 40, width: 30, height: 20, ground: 'muscovite/medium Al CU91-250A' },
    ]);
    const reader = await openScene(scene.header);
    const corners = [
      [10, 10],
      [50, 10],
      [50, 50],
      [10, 50],
      [10, 10],
    ].map(([x, y]) => toLonLat(reader.georeference!, x, y)!);
    writeFileSync(folder('area.geojson'), JSON.stringify({ type: 'Polygon', coordinates: [corners] }));
    whole = await mapScene(reader, { out: folder('whole'), threads: 1 });
    cut = await mapScene(reader, { out: folder('cut'), threads: 1, aoi: folder('area.geojson') });
    await reader.close();
  });
  afterAll(() => rmSync(scene.folder, { recursive: true, force: true }));

  it('show the area of interest as a dark line on a light one, and nothing beside it', () => {
    for (const file of ['quicklook.png', 'alteration.png', 'copper.png']) {
      const { at, top } = picture(join(folder('cut'), file));
      const middle = top + 30 * CELL;
      // the western edge of the area lies between pixel 9 and 10
      const edge = LEFT + 10 * CELL;
      expect(Math.max(...at(edge, middle)), file).toBeLessThan(60);
      expect(Math.min(...at(edge - 2, middle)), file).toBeGreaterThan(120);
      // the area has no edge here
      expect(Math.max(...at(LEFT + 25 * CELL, middle)), file).toBeGreaterThan(60);
    }
    expect(cut.aoi?.pixels).toBe(1600);
  });

  it('show a class in the colour of classes.csv, a little shaded', () => {
    const { at, top } = picture(join(folder('whole'), 'alteration.png'));
    const alteration = readFileSync(join(folder('whole'), 'alteration.csv'), 'utf8');
    const colour = /advanced argillic,#(..)(..)(..)/
      .exec(alteration)!
      .slice(1)
      .map((v) => Number.parseInt(v, 16));
    const shown = at(LEFT + 15 * CELL, top + 20 * CELL);
    for (const channel of [0, 1, 2]) {
      expect(Math.abs(shown[channel] - colour[channel])).toBeLessThanOrEqual(0.11 * 255);
    }
  });

  it('of a feature position are there where it was measured, and not elsewhere', () => {
    expect(whole.files).toMatchObject({
      aloh_png: 'aloh.png',
      alunite_png: 'alunite.png',
      carbonate_png: 'carbonate.png',
    });
    expect(whole.files.feoh_png).toBeUndefined();
    // the calcite lies outside the area of interest
    expect(cut.files.carbonate_png).toBeUndefined();
    expect(existsSync(join(folder('cut'), 'carbonate.png'))).toBe(false);
  });

  it('stand in scene.json with their numbers, each of which has a unit: targets, area of interest, datum', () => {
    expect(whole.targets[0].utm).toBeDefined();
    expect(cut.aoi).toBeDefined();
    expect(whole.datum).toEqual({ scene: 'WGS 84', places: 'WGS 84', error_m: 0 });
    for (const summary of [whole, cut]) expect(numbersWithoutUnit(summary, cut.units)).toEqual([]);
  });

  it('number the targets where scene.json says that they are', async () => {
    expect(whole.targets.length).toBeGreaterThan(0);
    const { at, top } = picture(join(folder('whole'), 'copper.png'));
    const reader = await openScene(scene.header);
    for (const { x, y, lon, lat } of whole.targets) {
      const [px, py] = fromLonLat(reader.georeference!, lon!, lat!)!.map(Math.floor);
      expect([px, py]).toEqual([x, y]);
      // white digits on a dark plate, some twenty points wide
      const [cx, cy] = [LEFT + Math.round((x + 0.5) * CELL), top + Math.round((y + 0.5) * CELL)];
      const plate = Array.from({ length: 15 * 15 }, (_, i) => at(cx - 7 + (i % 15), cy - 7 + Math.floor(i / 15)));
      expect(plate.filter(([r]) => r === 28).length).toBeGreaterThan(60);
      expect(plate.filter(([r, g, b]) => r === 255 && g === 255 && b === 255).length).toBeGreaterThan(10);
    }
    await reader.close();
  });
});
