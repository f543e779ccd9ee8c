import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Heatmap } from '../agents/vision/heatmap.ts';
import { writeHeatmap } from '../agents/vision/write-heatmap.ts';
import { heatmapsOf } from '../cli/web/heatmaps.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { drawValues } from '../tools/spectral/outputs/picture/screen-layers.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import type { SceneReader } from '../tools/spectral/types.ts';

let folder: string;
let reader: SceneReader;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-heatmaps-'));
  reader = await openScene(await ensureDemoScene(join(folder, 'scene')));
});
afterAll(async () => {
  await reader.close();
  rmSync(folder, { recursive: true });
});

const area = { x: 20, y: 40, width: 4, height: 2 };
const values = Float32Array.of(0, 0.25, 0.5, 1, Number.NaN, 0.75, 0, 1);

async function write(out: string, part: Partial<SceneReader> = {}): Promise<void> {
  mkdirSync(out, { recursive: true });
  const counts = { all: 1, answered: 1, without_data: 0, unreadable: 0 };
  const map: Heatmap = {
    area,
    values,
    ofWindows: Float64Array.of(1),
    windowSize: 4,
    step: 2,
    views: ['minerals-a'],
    size: 192,
    windows: counts,
    calibrated: true,
    min: 0,
    max: 1,
    mean: 0.5,
    ms: 1,
  };
  const origin = { task: 'yesno', language: 'en', model: 'nano', adapter: null, base: null } as const;
  // the reader as it is, but for what is told of it
  const told = new Proxy(reader, {
    get: (target, name) => {
      if (name in part) return part[name as keyof SceneReader];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await writeHeatmap(map, origin, told, out);
}

it('finds the heatmaps that were made of a scene, wherever in output they lie', async () => {
  const output = join(folder, 'output');
  await write(join(output, 'pictures', 'gossan-demo-heatmap'));
  await write(join(output, 'of-another'), { name: 'another' });
  await write(join(output, 'of-another-sensor'), { sensor: 'AVIRIS' });
  mkdirSync(join(output, 'broken'));
  writeFileSync(join(output, 'broken', 'heatmap.json'), '{"scene": "gossan-demo"');
  mkdirSync(join(output, 'foreign'));
  writeFileSync(join(output, 'foreign', 'heatmap.json'), '{"scene": "gossan-demo"}');
  await write(join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere'), join(output, 'link'));
  const found = heatmapsOf(reader, output);
  expect(found.map((one) => one.folder)).toEqual([join(output, 'pictures', 'gossan-demo-heatmap')]);
  expect(found[0]!.document.area).toEqual(area);
  expect(heatmapsOf(reader, join(folder, 'nowhere'))).toEqual([]);
});

it('draws values in the colours of their ramp, clear where there is none', () => {
  const ramp = { from: 0, to: 1, colours: ['#000000', '#ffffff'], label: 'probability' };
  const { data, channels } = decode(drawValues({ width: 4, height: 2, values }, ramp));
  expect(channels).toBe(4);
  const cells = Array.from({ length: 8 }, (_, cell) => [...data.subarray(4 * cell, 4 * cell + 4)]);
  expect(cells.map(([red, , , opacity]) => (opacity ? red : null))).toEqual([0, 64, 128, 255, null, 191, 0, 255]);
});
