import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskAgreement } from '../agents/vision/evaluate/agreement.ts';
import { auc, calibrationError, f1, intersectionOverUnion, median } from '../agents/vision/evaluate/scores.ts';
import { meanOf, pictureServer } from './support/picture-server.ts';
import { renderScene } from './support/rendered-scene.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

describe('figures of agreement', () => {
  it('are what they are by hand', () => {
    const pair = (said: boolean, truth: boolean) => ({ said, truth });
    expect(f1([pair(true, true), pair(true, false), pair(false, true), pair(false, false)])).toBeCloseTo(0.5, 10);
    const odds = (score: number, truth: boolean) => ({ score, truth });
    expect(auc([odds(0.9, true), odds(0.4, false), odds(0.4, true), odds(0.1, false)])).toBeCloseTo(0.875, 10);
    expect(auc([odds(0.9, true)])).toBeNull();
    expect(calibrationError([odds(0.95, true), odds(0.95, false), odds(0.05, false)])).toBeCloseTo(
      (2 / 3) * 0.45 + (1 / 3) * 0.05,
      10,
    );
    expect(intersectionOverUnion([0, 0, 10, 10], [5, 0, 15, 10])).toBeCloseTo(1 / 3, 10);
    expect(intersectionOverUnion([0, 0, 10, 10], [10, 0, 20, 10])).toBe(0);
    expect(median([3, 1, 2, 10])).toBe(2.5);
  });
});

let folder: string;
let scene: { header: string; folder: string };
let server: Awaited<ReturnType<typeof pictureServer>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-eval-vision-'));
  scene = renderScene(40, 20, [{ x: 0, y: 0, width: 20, height: 20, ground: 'alunite' }]);
  server = await pictureServer(({ prompt, pictures }) => {
    const red = meanOf(pictures[0]!, 0) > 0.2;
    if (/Yes or No/.test(prompt)) {
      const tops: [string, number][] = red
        ? [
            ['Yes', 0.8],
            ['No', 0.2],
          ]
        : [
            ['No', 0.9],
            ['Yes', 0.1],
          ];
      return { text: tops[0]![0], tokens: [tops] };
    }
    if (/two decimals/.test(prompt)) return { text: red ? '0.60' : 'unclear' };
    if (/bbox_2d/.test(prompt)) return { text: '[{"bbox_2d": [0, 0, 500, 1000], "label": "alunite"}]' };
    return { text: red ? 'alunite 40%, kaolinite 10%' : 'none' };
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
  rmSync(scene.folder, { recursive: true });
});

const evaluate = (lines: object[]) => {
  const path = join(folder, 'set.jsonl');
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
  return gossan(['eval', 'vision', '--set', path, '--json'], { env: { GOSSAN_VISION_URL: server.url } });
};
const altered = () => ({ scene: scene.header, window: [0, 0, 20, 20] });
const bare = () => ({ scene: scene.header, window: [20, 0, 20, 20] });

describe('gossan eval vision', () => {
  it('prints each task beside the majority answer, over windows of scenes and over pictures', async () => {
    const red = new Uint8Array(8 * 8 * 3).map((_, at) => (at % 3 === 0 ? 255 : 0));
    writeFileSync(join(folder, 'red.png'), encode({ width: 8, height: 8, data: red, channels: 3, depth: 8 }));
    const finished = await evaluate([
      { id: 1, ...altered(), task: 'yesno', expected: true },
      { id: 2, ...bare(), task: 'yesno', expected: 'no' },
      { id: 3, image: 'red.png', view: 'alteration-depths', task: 'yesno', expected: false },
      { id: 4, ...altered(), task: 'minerals', expected: { alunite: 0.5 } },
      { id: 5, ...bare(), task: 'minerals', expected: 'none' },
      { id: 6, ...altered(), task: 'probability', expected: 0.5 },
      { id: 7, ...bare(), task: 'probability', expected: 0.1 },
      { id: 8, ...altered(), task: 'ground', expected: [{ bbox_2d: [0, 0, 1000, 1000], label: '明矾石' }] },
    ]);
    expect(finished.code).toBe(0);
    const { tasks, windows, model } = jsonOf(finished) as unknown as {
      tasks: TaskAgreement[];
      windows: unknown[];
      model: string;
    };
    expect([model, windows.length]).toEqual(['picture-reader', 8]);
    const of = (task: string) => tasks.find((one) => one.task === task)!;
    expect(of('yesno')).toMatchObject({ windows: 3, unreadable: 0, language: 'en' });
    expect(of('yesno').figures.agreement).toBeCloseTo(2 / 3, 10);
    expect(of('yesno').figures.auc).toBeCloseTo(0.75, 10);
    expect(of('yesno').majority).toMatchObject({ f1: 0, auc: 0.5 });
    expect(of('yesno').majority.agreement).toBeCloseTo(2 / 3, 10);
    expect(of('minerals').figures.f1).toBeCloseTo(2 / 3, 10);
    expect(of('minerals').figures.fraction_error).toBeCloseTo(0.1, 10);
    expect(of('minerals').majority.f1).toBeCloseTo(2 / 3, 10);
    expect(of('probability')).toMatchObject({ windows: 2, unreadable: 1 });
    expect(of('probability').figures.mean_absolute_error).toBeCloseTo(0.1, 10);
    expect(of('probability').majority.mean_absolute_error).toBeCloseTo(0.2, 10);
    expect(of('ground').figures).toEqual({ iou: 0.5, f1_at_half: 1 });
  });

  it('says the figures in Chinese', async () => {
    const path = join(folder, 'zh.jsonl');
    writeFileSync(path, JSON.stringify({ id: 1, scene: scene.header, task: 'yesno', expected: true }));
    const { code, stdout } = await gossan(['eval', 'vision', '--set', path, '--lang', 'zh'], {
      env: { GOSSAN_VISION_URL: server.url },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/picture-reader 与该集合的一致程度/);
    expect(stdout).toMatch(/任务 +窗口 +picture-reader +多数/);
    expect(stdout).toMatch(/yesno \(en\) +1 +一致率 +1\.000 +1\.000/);
  });

  it.each([
    ['{"id": 1, "task": "yesno", "expected": true}', /either "scene" or "image"/],
    ['{"id": 1, "scene": "a.hdr", "task": "guess", "expected": true}', /"task" is one of/],
    ['{"id": 1, "scene": "a.hdr", "task": "probability", "expected": 7}', /from 0 to 1/],
    ['{"id": 1, "scene": "a.hdr", "task": "minerals", "expected": {"alunite": 7}}', /no fraction/],
    ['{"id": 1, "scene": "a.hdr", "task": "ground", "expected": [{"label": "alunite"}]}', /bbox_2d/],
    ['{"id": 1, "scene": "a.hdr", "window": [1, 2], "task": "yesno", "expected": true}', /"window" is/],
    ['not JSON', /not JSON/],
  ])('names the line that it cannot use: %s', async (line, message) => {
    const path = join(folder, 'bad.jsonl');
    writeFileSync(path, `\n${line}\n`);
    const { code, stderr } = await gossan(['eval', 'vision', '--set', path], {
      env: { GOSSAN_VISION_URL: server.url },
    });
    expect(code).toBe(3);
    expect(stderr).toMatch(/line 2/);
    expect(stderr).toMatch(message);
  });
});
