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
    if (!/Yes or No|是 或 否/.test(prompt)) return { text: '0.40' };
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

  it('keeps to the polygons of an area of interest', async () => {
    const out = join(folder, 'claim');
    // the scene's columns 3 to 27 and lines 2 to 12, on 30 m from (500000, 4150000) in UTM zone 11
    const corners = [3, 27].flatMap((column) => [2, 12].map((line) => [500000 + 30 * column, 4150000 - 30 * line]));
    const [upperLeft, lowerLeft, upperRight, lowerRight] = corners;
    const claim = join(folder, 'claim.geojson');
    writeFileSync(
      claim,
      JSON.stringify({
        type: 'FeatureCollection',
        crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32611' } },
        features: [
          {
            type: 'Feature',
            properties: { name: 'Claim 7' },
            geometry: { type: 'Polygon', coordinates: [[upperLeft, lowerLeft, lowerRight, upperRight, upperLeft]] },
          },
        ],
      }),
    );
    const asked = server.asked.length;
    const document = jsonOf(
      await gossan([...args(out), '--aoi', claim, '--json'], { env: env() }),
    ) as unknown as HeatmapDocument;
    // three of four columns and two of three rows of windows
    expect(document).toMatchObject({ windows: { all: 6, answered: 6 }, aoi: { name: 'Claim 7', pixels: 240 } });
    expect(server.asked.length - asked).toBe(6);
    const bytes = readFileSync(join(out, 'heatmap.tif'));
    const image = await (await fromArrayBuffer(new Uint8Array(bytes).buffer)).getImage();
    const [values] = (await image.readRasters()) as unknown as [Float32Array];
    const inside = Array.from(values, (value, at) => ({ value, x: at % 40, y: Math.floor(at / 40) }));
    for (const { value, x, y } of inside) expect(Number.isNaN(value)).toBe(!(x >= 3 && x < 27 && y >= 2 && y < 12));
    const elsewhere = join(folder, 'elsewhere.geojson');
    writeFileSync(
      elsewhere,
      JSON.stringify({
        type: 'Polygon',
        coordinates: [
          [
            [10, 50],
            [11, 50],
            [11, 51],
            [10, 50],
          ],
        ],
      }),
    );
    const refused = await gossan([...args(join(folder, 'none')), '--aoi', elsewhere], { env: env() });
    expect(refused.code).toBe(3);
  });

  it('maps a named mineral, and says so in Chinese', async () => {
    const out = join(folder, 'mineral');
    const asked = server.asked.length;
    const { code, stdout } = await gossan([...args(out), '--mineral', '绢云母', '--lang', 'zh'], { env: env() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/模型认为有白色云母的词元概率，未校准/);
    expect(stdout).toMatch(/12 个窗口中 10 个有值/);
    expect(stdout).toMatch(/回答者：picture-reader；询问 白色云母/);
    expect(stdout).not.toMatch(/windows of|Asked/);
    expect(server.asked.slice(asked).every(({ prompt }) => prompt.includes('这个窗口中有白色云母吗？'))).toBe(true);
    expect(JSON.parse(readFileSync(join(out, 'heatmap.json'), 'utf8'))).toMatchObject({
      mineral: 'white mica',
      language: 'zh',
    });
    const both = await gossan([...args(out), '--mineral', 'alunite', '--task', 'probability'], { env: env() });
    expect(both.code).toBe(2);
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
