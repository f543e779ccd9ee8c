import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureFolder } from '../core/atomic.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { readMapRaster } from '../tools/spectral/outputs/index.ts';
import { gossan } from './support/run-gossan.ts';

let folder: string;
let scene: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-interrupted-'));
  scene = await ensureDemoScene(join(folder, 'demo'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every file of the folder reads to its end; names of temporary files fail. */
async function expectWholeFiles(out: string): Promise<string[]> {
  const files = readdirSync(out);
  for (const file of files) {
    const text = () => readFileSync(join(out, file), 'utf8');
    if (file.endsWith('.tif')) {
      const { data } = await readMapRaster(out, file.replace('.tif', '') as Parameters<typeof readMapRaster>[1]);
      expect(data.length, file).toBe(200 * 200);
    } else if (file.endsWith('.geojson')) expect(JSON.parse(text()).features.length).toBeGreaterThan(0);
    else if (file.endsWith('.png')) expect(decode(readFileSync(join(out, file))).data.length).toBeGreaterThan(0);
    else expect(text(), file).toMatch(/(\n|>)$/);
    expect(file).toMatch(/\.(tif|geojson|png|csv|qml|gpx|kml|xml)$/);
  }
  return files;
}

const MOMENTS: [string, { threads: string; said?: RegExp; files?: number }][] = [
  ['while the scene is looked at', { threads: '1', said: /looking at/ }],
  ['with the scene in worker threads', { threads: '2', said: /looking at/ }],
  ['at the first file', { threads: '1', files: 1 }],
  ['among the rasters', { threads: '2', files: 7 }],
  ['at the polygons', { threads: '1', files: 15 }],
  ['among the styles', { threads: '2', files: 20 }],
];

it.each(MOMENTS)('Ctrl-C %s: exit 130, whole files only, no summary', async (moment, { threads, said, files }) => {
  const out = join(folder, moment.replaceAll(' ', '-'));
  ensureFolder(out);
  // of an earlier map, whose rasters are about to be replaced
  if (files) writeFileSync(join(out, 'scene.json'), '{}\n');
  let watch: NodeJS.Timeout | undefined;
  const finished = await gossan(['map', scene, '--out', out, '--threads', threads], {
    onStderr: (all, child) => {
      if (said?.test(all) && !/Stopping/.test(all)) child.kill('SIGINT');
      if (!files || watch) return;
      watch = setInterval(() => {
        const whole = readdirSync(out).filter((file) => !/\.tmp$|scene\.json/.test(file));
        if (whole.length < files) return;
        clearInterval(watch);
        child.kill('SIGINT');
      }, 1);
    },
  });
  clearInterval(watch);
  expect(finished.code).toBe(130);
  expect(finished.stderr).toContain('Stopped by the user.');
  const left = await expectWholeFiles(out);
  if (files) expect(left.length).toBeGreaterThanOrEqual(files);
  else expect(left).toEqual([]);
});
