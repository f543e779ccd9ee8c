import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import type { SceneSummary } from '../tools/spectral/types.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let folder: string;
let scene: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-map-'));
  scene = await ensureDemoScene(join(folder, 'demo'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WINDOW = ['--window', '100', '60', '40', '30'];

describe('gossan map', () => {
  it('prints scene.json with --json, narration on stderr', async () => {
    const out = join(folder, 'json');
    const result = await gossan(['map', scene, '--out', out, ...WINDOW, '--json']);
    expect(result.code).toBe(0);
    const summary = jsonOf(result) as unknown as SceneSummary;
    expect(summary).toEqual(JSON.parse(readFileSync(join(out, 'scene.json'), 'utf8')));
    expect(summary.size).toMatchObject({ width: 40, height: 30, bands: 285 });
    expect(summary.synthetic).toBe(true);
    for (const file of [
      'swir.tif',
      'alteration.tif',
      'copper.tif',
      'classes.csv',
      'polygons.geojson',
      'alteration.png',
    ]) {
      expect(existsSync(join(out, file)), file).toBe(true);
    }
    // a small scene is done before a second line of progress is due
    expect(result.stderr).toMatch(/looking at gossan-demo/);
  });

  it('prints a summary for people: synthetic, each mineral with its pixels, the files', async () => {
    const out = join(folder, 'text');
    const { code, stdout } = await gossan(['map', basename(scene), '--out', out, ...WINDOW], { cwd: dirname(scene) });
    expect(code).toBe(0);
    const summary = JSON.parse(readFileSync(join(out, 'scene.json'), 'utf8')) as SceneSummary;
    expect(stdout).toContain('SYNTHETIC');
    expect(Object.keys(summary.minerals).length).toBeGreaterThan(2);
    for (const [mineral, { pixels }] of Object.entries(summary.minerals)) {
      const escaped = mineral.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      expect(stdout).toMatch(new RegExp(`^${escaped} .*\\b${pixels}\\b`, 'm'));
    }
    expect(stdout).toContain(out);
  });

  it('exit 2 for a window outside the scene, and nothing is written', async () => {
    const out = join(folder, 'outside');
    const result = await gossan(['map', scene, '--out', out, '--window', '5000', '0', '10', '10', '--json']);
    expect(result.code).toBe(2);
    expect((jsonOf(result) as { error: { code: string } }).error.code).toBe('SCENE_WINDOW');
    expect(existsSync(join(out, 'scene.json'))).toBe(false);
  });

  it('Ctrl-C: exit 130, said plainly, no scene.json left', async () => {
    const out = join(folder, 'stopped');
    const { code, stdout, stderr } = await gossan(['map', scene, '--out', out, '--threads', '1'], {
      onStderr: (all, child) => {
        if (/looking at/.test(all) && !/Stopping/.test(all)) child.kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('Stopped by the user.');
    expect(existsSync(out) ? readdirSync(out) : []).not.toContain('scene.json');
  });
});
