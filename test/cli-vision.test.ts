import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VisionDocument } from '../agents/vision/look-at-window.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { pictureServer, type Reply } from './support/picture-server.ts';
import { renderScene } from './support/rendered-scene.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

/** What the endpoint answers, by a word of the question. */
const REPLIES: [RegExp, Reply][] = [
  [
    /Yes or No/,
    {
      text: 'No',
      tokens: [
        [
          ['No', 0.75],
          ['Yes', 0.25],
        ],
      ],
    },
  ],
  [
    /是 或 否/,
    {
      text: '是',
      tokens: [
        [
          ['是', 0.9],
          ['否', 0.1],
        ],
      ],
    },
  ],
  [
    /two decimals/,
    {
      text: '0.73',
      tokens: [
        [['0', 1]],
        [['.', 1]],
        [
          ['7', 0.5],
          ['5', 0.5],
        ],
        [['3', 1]],
      ],
    },
  ],
  [/bbox_2d/, { text: '```json\n[{"bbox_2d": [0, 500, 250, 1000], "label": "Alunite"}]\n```' }],
  [/five lines/, { text: 'Minerals: alunite 30%\nAlteration: advanced argillic\nCopper: high, 0.7' }],
  [/falling share/, { text: '- Alunite: 30 %\n- topaz' }],
];

let scene: { header: string; folder: string };
let server: Awaited<ReturnType<typeof pictureServer>>;
let folder: string;
beforeAll(async () => {
  scene = renderScene(40, 30, [{ x: 0, y: 0, width: 20, height: 30, ground: 'alunite' }]);
  server = await pictureServer(({ prompt }) => REPLIES.find(([word]) => word.test(prompt))![1]);
  folder = mkdtempSync(join(tmpdir(), 'gossan-vision-'));
});
afterAll(async () => {
  await server.close();
  rmSync(scene.folder, { recursive: true });
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) =>
  gossan(['vision', scene.header, ...args], { env: { GOSSAN_VISION_URL: server.url } });
const document = async (...args: string[]) => jsonOf(await run(...args, '--json')) as unknown as VisionDocument;

describe('gossan vision with a model on a server', () => {
  it('gives yes or no with its odds, and what was asked of whom', async () => {
    const said = await document('--task', 'yesno', '--window', '4', '2', '20', '10');
    expect(said).toMatchObject({
      task: 'yesno',
      answer: 'No',
      yes: false,
      calibrated: false,
      tokens: 1,
      model: 'picture-reader',
      adapter: null,
      base: null,
      synthetic: true,
      window: { x: 4, y: 2, width: 20, height: 10 },
      views: { recipes: ['alteration-depths', 'iron', 'true-colour'], size: 448 },
    });
    expect(said.probability).toBeCloseTo(0.25, 6);
    const { pictures, prompt } = server.asked.at(-1)!;
    expect(pictures.map(({ width, height }) => `${width} × ${height}`)).toEqual([
      '448 × 224',
      '448 × 224',
      '448 × 224',
    ]);
    expect(prompt).toContain('Is there copper-related hydrothermal alteration in this window?');
  });

  it('asks, reads and answers in Chinese', async () => {
    const { stdout } = await run('--task', 'yesno', '--lang', 'zh');
    expect(stdout).toMatch(/与铜有关的热液蚀变：有（“有”的词元概率 0\.90，未校准）/);
    expect(stdout).toMatch(/合成影像/);
  });

  it('gives favourability as the expected value over the digits of the answer', async () => {
    const said = await document('--task', 'probability');
    expect(said.probability).toBeCloseTo(0.63, 6);
    expect(said.probability_from).toBe('generated digits');
  });

  it('gives minerals by name and share', async () => {
    expect((await document('--task', 'minerals')).minerals).toEqual([
      { mineral: 'alunite', fraction: 0.3 },
      { mineral: 'topaz', fraction: null },
    ]);
  });

  it('describes in fields', async () => {
    const { stdout } = await run('--task', 'describe');
    expect(stdout).toMatch(/^Minerals: alunite 30 %\nAlteration: advanced argillic\nCopper: high, 0\.7$/m);
    expect(stdout).toMatch(/picture-reader/);
    expect(stdout).toMatch(/what the spectra show is in `gossan map`/);
  });

  it('asks about a named mineral or alteration type, by any of its names', async () => {
    const said = await document('--task', 'yesno', '--mineral', '明矾石');
    expect(said).toMatchObject({ task: 'yesno', mineral: 'alunite', yes: false, calibrated: false });
    expect(server.asked.at(-1)!.prompt).toContain('Is there alunite in this window?');
    const { stdout } = await run('--task', 'yesno', '--mineral', 'muscovite', '--lang', 'zh');
    expect(server.asked.at(-1)!.prompt).toContain('这个窗口中有白云母吗？');
    expect(stdout).toMatch(/^白云母：有（“有”的词元概率 0\.90，未校准）$/m);
    const { boxes, mineral } = await document('--task', 'ground', '--mineral', 'phyllic');
    expect(server.asked.at(-1)!.prompt).toContain('Where is phyllic alteration?');
    expect([mineral, boxes!.length]).toEqual(['phyllic', 1]);
    expect(await run('--task', 'minerals', '--mineral', 'alunite')).toMatchObject({ code: 2 });
  });

  it('puts boxes on pixels and on the ground, and draws them', async () => {
    const out = join(folder, 'boxes.png');
    const said = await document('--task', 'ground', '--window', '8', '4', '20', '20', '--out', out);
    expect(said.boxes).toHaveLength(1);
    expect(said.boxes![0]).toMatchObject({ label: 'alunite', box_1000: [0, 500, 250, 1000], box_px: [8, 14, 13, 24] });
    const [[west, north], [east], [, south]] = said.boxes![0]!.corners_lonlat!;
    // 5 × 10 pixels of 30 m at 37.5° N
    expect((east - west) * 111320 * Math.cos((37.5 * Math.PI) / 180)).toBeCloseTo(150, -1);
    expect((north - south) * 110990).toBeCloseTo(300, -1);
    const { data, text } = decode(readFileSync(out));
    expect(text.Title).toMatch(/picture-reader.*SYNTHETIC/);
    const orange = [230, 159, 0];
    const marked = Array.from({ length: data.length / 3 }, (_, at) =>
      orange.every((value, c) => data[3 * at + c] === value),
    );
    expect(marked.filter(Boolean).length).toBeGreaterThan(500);
  });

  it.each([
    ['yolo', '0 0.125000 0.750000 0.250000 0.500000'],
    ['qwen', '[{"bbox_2d": [0, 500, 250, 1000], "label": "alunite"}]'],
  ])('prints boxes as labels: %s', async (format, expected) => {
    const { stdout } = await run('--task', 'ground', '--format', format);
    expect(stdout.trim()).toBe(expected);
  });

  it('refuses a format without boxes, a window outside, and an unknown view', async () => {
    expect((await run('--task', 'yesno', '--format', 'yolo')).code).toBe(2);
    expect((await run('--task', 'yesno', '--window', '30', '0', '20', '20')).code).toBe(2);
    const { code, stderr } = await run('--task', 'yesno', '--views', 'infrared');
    expect([code, /no recipe "infrared"/.test(stderr)]).toEqual([2, true]);
  });

  it('says how to agree before pictures go to another machine', async () => {
    const home = join(folder, 'home');
    const env = { GOSSAN_VISION_URL: 'http://gpu.example:8000', GOSSAN_HOME: home };
    const { code, stderr } = await gossan(['vision', scene.header, '--task', 'yesno'], { env });
    expect(code).toBe(4);
    expect(stderr).toMatch(/gpu\.example:8000.*--allow-remote/s);
  });
});

describe.skipIf(!existsSync(join(shippedBase(), 'model.json')))('gossan vision with the model that ships', () => {
  it.each(['yesno', 'minerals', 'probability', 'ground', 'describe'])('answers %s in both languages', async (task) => {
    for (const lang of ['en', 'zh']) {
      const finished = await gossan(['vision', scene.header, '--task', task, '--lang', lang, '--json'], {
        env: { GOSSAN_VISION_URL: '' },
      });
      expect(finished.code).toBe(0);
      const said = jsonOf(finished) as unknown as VisionDocument;
      expect(said).toMatchObject({ task, model: 'gossan-nano', adapter: null, views: { size: 192 } });
      expect(said.base).toMatch(/^[0-9a-f]{64}$/);
      expect(said.tokens).toBeGreaterThan(0);
      if (task === 'yesno') expect(typeof said.probability).toBe('number');
      if (task === 'probability') expect(said.probability_from).toBe('digit tokens');
    }
  });

  it('gives a calibrated probability of a named mineral, and says which names it knows', async () => {
    const env = { GOSSAN_VISION_URL: '' };
    const ask = (mineral: string, ...more: string[]) =>
      gossan(['vision', scene.header, '--task', 'yesno', '--mineral', mineral, ...more], { env });
    const said = jsonOf(await ask('illite', '--json')) as unknown as VisionDocument;
    expect(said).toMatchObject({ mineral: 'white mica', calibrated: true, model: 'gossan-nano' });
    const alunite = jsonOf(
      await ask('alunite', '--json', '--window', '0', '0', '20', '30'),
    ) as unknown as VisionDocument;
    expect(alunite.probability).toBeGreaterThan(said.probability!);
    const { code, stderr } = await ask('gold');
    expect([code, /not trained to be asked about "gold"/.test(stderr), /alunite, kaolinite/.test(stderr)]).toEqual([
      2,
      true,
      true,
    ]);
  });
});
