import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labelWindow, pixelConfidence, type WindowRasters } from '../fine-tune/weak/label-window.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { temporaryHome } from './support/home.ts';
import { renderScene } from './support/rendered-scene.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

const NAMES = {
  classes: new Map([
    [1, { members: ['alunite'], margin: 0.1 }],
    [2, { members: ['muscovite', 'chlorite'], margin: 0.1 }],
  ]),
  types: new Map([[1, 'advanced argillic']]),
};

/** A window of 10 × 10 pixels; `of` says index, fit and depth of each. */
function rasters(
  of: (x: number, y: number) => { swir: number; fit?: number; depth?: number; mask?: number; type?: number },
): WindowRasters {
  const all = Array.from({ length: 100 }, (_, at) => of(at % 10, Math.floor(at / 10)));
  return {
    width: 10,
    height: 10,
    mask: all.map(({ mask = 0 }) => mask),
    swir: all.map(({ swir }) => swir),
    fit: all.map(({ fit = 0.95 }) => fit),
    depth: all.map(({ depth = 0.1 }) => depth),
    alteration: all.map(({ type = 0 }) => type),
    copper: all.map(() => 0.5),
  };
}

describe('weak labels', () => {
  it('are shares, boxes and yes or no from the sure pixels; members of a mixture by equal parts, by the names of answers', () => {
    const labels = labelWindow(
      rasters((x, y) => (x < 5 ? { swir: 1, type: 1 } : y < 4 ? { swir: 2 } : { swir: 0 })),
      NAMES,
    )!;
    expect(labels.confidence).toBeCloseTo(1, 6);
    expect(labels.replies).toEqual([
      {
        task: 'minerals',
        minerals: [
          { mineral: 'alunite', fraction: 0.5 },
          { mineral: 'white mica', fraction: 0.1 },
          { mineral: 'chlorite', fraction: 0.1 },
        ],
      },
      { task: 'yesno', yes: true },
      { task: 'probability', value: 0.5 },
      {
        task: 'ground',
        boxes: [
          { label: 'alunite', box_1000: [0, 0, 500, 1000] },
          { label: 'white mica', box_1000: [500, 0, 1000, 400] },
          { label: 'chlorite', box_1000: [500, 0, 1000, 400] },
        ],
      },
    ]);
  });

  it('weigh less where fit and depth are poor, and are none where most of the ground is doubtful or masked', () => {
    const sure = labelWindow(
      rasters(() => ({ swir: 1 })),
      NAMES,
    )!.confidence;
    const poor = labelWindow(
      rasters(() => ({ swir: 1, fit: 0.78, depth: 0.04 })),
      NAMES,
    )!.confidence;
    expect(poor).toBeLessThan(sure);
    expect(poor).toBeCloseTo(pixelConfidence(0.78, 0.04, 0.1), 3);
    expect(
      labelWindow(
        rasters((x) => ({ swir: 1, fit: x < 5 ? 0.62 : 0.95 })),
        NAMES,
      ),
    ).toBeNull();
    expect(
      labelWindow(
        rasters((x) => ({ swir: 1, mask: x < 3 ? 1 : 0 })),
        NAMES,
      ),
    ).toBeNull();
  });

  it('do not say yes or no where copper-related ground is neither plain nor next to nothing', () => {
    const tasks = (share: number) =>
      labelWindow(
        rasters((_, y) => ({ swir: 0, type: y < share * 10 ? 1 : 0 })),
        NAMES,
      )!.replies.map(({ task }) => task);
    expect(tasks(0.1)).not.toContain('yesno');
    expect(tasks(0.2)).toContain('yesno');
    expect(tasks(0)).toContain('yesno');
  });
});

describe.skipIf(!existsSync(join(shippedBase(), 'model.json')))('gossan dataset weak', () => {
  let home: ReturnType<typeof temporaryHome>;
  let folder: string;
  beforeAll(() => {
    home = temporaryHome();
    folder = mkdtempSync(join(tmpdir(), 'gossan-weak-'));
  });
  afterAll(() => {
    home.remove();
    rmSync(folder, { recursive: true });
  });

  it('labels a scene, and the lines stay weak in the set, its statistics and its report', async () => {
    const scene = renderScene(96, 48, [{ x: 0, y: 0, width: 48, height: 48, ground: 'alunite' }]);
    const env = { GOSSAN_VISION_URL: '', GOSSAN_HOME: home.path };
    const run = async (...args: string[]) => jsonOf(await gossan(['dataset', ...args, '--json'], { env }));
    const out = join(folder, 'weak');
    const made = await run('weak', scene.header, '--out', out);
    rmSync(scene.folder, { recursive: true });
    expect(made).toMatchObject({ windows: 2, labelled: 2 });
    expect(made.mean_weight).toBeGreaterThan(0.5);
    const set = await run('build', 'weak', '--weak', join(out, 'weak.jsonl'));
    expect(set).toMatchObject({ sources: { weak: made.lines, approved: 0, imported: 0 }, weak: { lines: made.lines } });
    expect(await run('stats', 'weak')).toMatchObject({ sources: { weak: made.lines } });
    const cleaning = await run('clean', 'weak', '--lang', 'zh');
    expect(cleaning).toMatchObject({
      set: { weak: { lines: made.lines } },
      witnesses: { tests: [] },
      signed: { lines: 0 },
    });
    expect((cleaning.balance as { minerals: Record<string, number> }).minerals.alunite).toBeGreaterThan(0);
  });
});
