import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { recipeNames, type ViewDocument, viewAsset } from '../tools/spectral/views/index.ts';
import { enviBytes, enviHeaderText } from './support/envi-scene.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let folder: string;
let scene: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-view-'));
  scene = await ensureDemoScene(join(folder, 'demo'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = (document: Record<string, unknown>) => (document as { error: { code: string } }).error.code;

describe('gossan view', () => {
  it('writes a PNG that says what it shows, and prints the same with --json', async () => {
    const out = join(folder, 'depths.png');
    const args = ['view', scene, '--recipe', 'alteration-depths', '--out', out, '--window', '100', '60', '60', '40'];
    const result = await gossan([...args, '--size', '90', '--json']);
    expect(result.code).toBe(0);
    const document = jsonOf(result) as unknown as ViewDocument;
    expect(document).toMatchObject({
      recipe: 'alteration-depths',
      synthetic: true,
      window: { x: 100, y: 60, width: 60, height: 40 },
      size: { width: 90, height: 60 },
      scale: { x: 1.5, y: 1.5 },
      stretch: { kind: 'fixed', low: [0, 0, 0], sample_cells: 2400 },
      projector: null,
    });
    const png = decode(readFileSync(out));
    expect([png.width, png.height, png.channels, png.depth]).toEqual([90, 60, 3, 8]);
    expect(JSON.parse(png.text['gossan-view'])).toEqual(document);
    expect(png.text.Title).toContain('SYNTHETIC');
    expect(result.stderr).toContain('drawing alteration-depths');
  });

  it('prints for people how to read the colours, the bands, and that the scene is synthetic', async () => {
    const out = join(folder, 'iron.png');
    const { code, stdout } = await gossan(['view', scene, '--recipe', 'iron', '--out', out, '--size', '50']);
    expect(code).toBe(0);
    expect(stdout).toContain('SYNTHETIC');
    expect(stdout).toMatch(/jarosite are red/);
    expect(stdout).toMatch(/Fe3\+ absorption +0\.87 to 0\.93/);
    expect(stdout).toContain(out);
  });

  it('--list says of every recipe what it is for', async () => {
    const { code, stdout } = await gossan(['view', '--list']);
    expect(code).toBe(0);
    for (const name of recipeNames()) expect(stdout).toMatch(new RegExp(`^${name}: `, 'm'));
    const { recipes } = jsonOf(await gossan(['view', '--list', '--json'])) as { recipes: { purpose: string }[] };
    expect(recipes).toHaveLength(recipeNames().length);
    expect(recipes.every(({ purpose }) => purpose.length > 20)).toBe(true);
  });

  it('uses the projector of an adapter, and names it by its hash', async () => {
    const shipped = JSON.parse(readFileSync(viewAsset('projectors', 'channels-8.json'), 'utf8'));
    // Red and blue exchanged.
    const swap = ([r, g, b]: number[]) => [b, g, r];
    const projector = join(folder, 'adapter.json');
    const learned = { ...shipped, name: 'an adapter', weights: shipped.weights.map(swap), bias: swap(shipped.bias) };
    writeFileSync(projector, JSON.stringify({ ...learned, trained: true }));
    const args = ['view', scene, '--recipe', 'channels-8', '--size', '40', '--json', '--out'];
    const [one, two] = [join(folder, 'one.png'), join(folder, 'two.png')];
    const plain = jsonOf(await gossan([...args, one])) as unknown as ViewDocument;
    const adapted = jsonOf(await gossan([...args, two, '--projector', projector])) as unknown as ViewDocument;
    expect(plain.projector).toMatchObject({ name: 'channels-8', trained: false });
    expect(adapted.projector).toMatchObject({ name: 'an adapter', trained: true });
    expect(adapted.projector?.sha256).not.toBe(plain.projector?.sha256);
    const pixels = [one, two].map((file) => decode(readFileSync(file)).data);
    for (let at = 0; at < pixels[0].length; at += 3) {
      expect([pixels[1][at + 2], pixels[1][at + 1], pixels[1][at]]).toEqual([...pixels[0].slice(at, at + 3)]);
    }
  });

  it('carries the name of a scene in any script', async () => {
    const bands = 60;
    const value = (x: number, y: number, band: number) => 0.2 + 0.01 * x + 0.001 * band + 0.002 * y;
    const wavelengths = Array.from({ length: bands }, (_, band) => 400 + 10 * band);
    const cube = { samples: 4, lines: 4, bands, value, wavelengths };
    writeFileSync(join(folder, '紫金山.img'), enviBytes(cube));
    writeFileSync(join(folder, '紫金山.hdr'), enviHeaderText(cube));
    const out = join(folder, '真彩色.png');
    const result = await gossan([
      'view',
      join(folder, '紫金山.hdr'),
      '--recipe',
      'true-colour',
      '--out',
      out,
      '--json',
    ]);
    expect(result.code).toBe(0);
    const document = jsonOf(result) as unknown as ViewDocument;
    expect(document).toMatchObject({ scene: '紫金山', synthetic: false });
    expect(JSON.parse(decode(readFileSync(out)).text['gossan-view'])).toEqual(document);
  });

  it.each<[string, number, string, string[]]>([
    ['a recipe that does not exist', 2, 'VIEW_RECIPE', ['--recipe', 'clay']],
    ['no recipe', 2, 'USAGE', []],
    ['an ending that is not .png', 2, 'USAGE', ['--recipe', 'iron', '--out', 'view.tif']],
    ['a projector for a recipe without one', 2, 'USAGE', ['--recipe', 'iron', '--projector', 'p.json']],
    ['a window outside the scene', 2, 'SCENE_WINDOW', ['--recipe', 'iron', '--window', '190', '0', '20', '20']],
    ['a projector that is not there', 3, 'FILE_NOT_FOUND', ['--recipe', 'channels-8', '--projector', '/nowhere.json']],
    [
      'a projector of another recipe',
      3,
      'VIEW_PROJECTOR',
      ['--recipe', 'channels-8', '--projector', viewAsset('projectors', 'channels-6.json')],
    ],
  ])('%s: exit %i, %s, and no file', async (_, exit, expected, options) => {
    const out = join(folder, 'refused.png');
    const result = await gossan(['view', scene, '--out', out, ...options, '--json']);
    expect(result.code).toBe(exit);
    expect(code(jsonOf(result))).toBe(expected);
    expect(existsSync(out)).toBe(false);
  });
});
