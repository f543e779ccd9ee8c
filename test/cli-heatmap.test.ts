import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HeatmapDocument } from '../agents/vision/write-heatmap.ts';
import { meanOf, pictureServer } from './support/picture-server.ts';
import { renderScene } from './support/rendered-scene.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

/** Alunite fills the left half; the endpoint says yes as surely as the first view is red. */
let scene: { header: string; folder: string };
let server: Awaited<ReturnType<typeof pictureServer>>;
let folder: string;
const env = () => ({ GOSSAN_VISION_URL: server.url });
beforeAll(async () => {
  scene = renderScene(40, 30, [
    { x: 0, y: 0, width: 20, height: 30, ground: 'alunite' },
    { x: 20, y: 20, width: 20, height: 10, ground: () => Number.NaN },
  ]);
  server = await pictureServer(({ prompt, pictures }) => {
    if (!/Yes or No/.test(prompt)) return { text: '0.40' };
    const yes = 0.02 + 0.96 * Math.min(1, 2 * meanOf(pictures[0]!, 0));
    const tops: [string, number][] = [
      ['Yes', yes],
      ['No', 1 - yes],
    ];
    return { text: yes >= 0.5 ? 'Yes' : 'No', tokens: [tops.sort((a, b) => b[1] - a[1])] };
  });
  folder = mkdtempSync(join(tmpdir(), 'gossan-heatmap-'));
});
afterAll(async () => {
  await server.close();
  rmSync(scene.folder, { recursive: true });
  rmSync(folder, { recursive: true });
});

const args = (out: string) => ['heatmap', scene.header, '--out', out, '--window-size', '10', '--step', '10'];

describe('gossan heatmap', () => {
  it('writes a georeferenced raster of what the model says of each window, a picture, and who said it', async () => {
    const out = join(folder, 'map');
    const result = await gossan([...args(out), '--json'], { env: env() });
    expect(result.code).toBe(0);
    const document = jsonOf(result) as unknown as HeatmapDocument;
    expect(document).toMatchObject({
      synthetic: true,
      task: 'yesno',
      model: 'picture-reader',
      adapter: null,
      base: null,
      calibrated: false,
      window_size: 10,
      step: 10,
      windows: { all: 12, answered: 10, without_data: 2, unreadable: 0 },
      crs: 'EPSG:32611',
    });
    expect(JSON.parse(readFileSync(join(out, 'heatmap.json'), 'utf8'))).toEqual(document);
    const bytes = readFileSync(join(out, 'heatmap.tif'));
    const image = await (await fromArrayBuffer(new Uint8Array(bytes).buffer)).getImage();
    expect([image.getWidth(), image.getHeight()]).toEqual([40, 30]);
    expect(image.getOrigin().slice(0, 2)).toEqual([500000, 4150000]);
    const [values] = (await image.readRasters()) as unknown as [Float32Array];
    const at = (x: number, y: number) => values[y * 40 + x]!;
    expect(at(5, 5)).toBeGreaterThan(0.6);
    expect(at(25, 5)).toBeLessThan(0.2);
    expect(at(25, 25)).toBeNaN();
    expect(document.max).toBeCloseTo(at(5, 5), 1);
    expect(decode(readFileSync(join(out, 'heatmap.png'))).text.Title).toMatch(/SYNTHETIC/);
    expect(result.stderr).toMatch(/asking the vision model/);
  });

  it('takes the number as it is written where a server gives no token probabilities', async () => {
    const out = join(folder, 'numbers');
    const { code, stdout } = await gossan([...args(out), '--task', 'probability'], { env: env() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/a score, not a probability/);
    expect(stdout).toMatch(/From 0.4 to 0.4, mean 0.4/);
  });

  it('stopped by Ctrl-C leaves no new file, and an earlier map whole', async () => {
    const out = join(folder, 'stopped');
    await gossan(args(out), { env: env() });
    const before = readdirSync(out).map((name) => [name, readFileSync(join(out, name)).length]);
    let sent = false;
    const result = await gossan([...args(out).slice(0, -1), '1'], {
      env: env(),
      onStderr: (all, child) => {
        if (!sent && /asking the vision model/.test(all)) sent = child.kill('SIGINT');
      },
    });
    expect(result.code).toBe(130);
    expect(readdirSync(out).map((name) => [name, readFileSync(join(out, name)).length])).toEqual(before);
  });

  it('refuses an unwritable folder before it asks anything', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const asked = server.asked.length;
    const result = await gossan([...args(join(file, 'map'))], { env: env() });
    expect(result.code).toBe(1);
    expect(server.asked).toHaveLength(asked);
    expect(existsSync(join(file, 'map'))).toBe(false);
  });
});
