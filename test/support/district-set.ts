import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { sceneViews } from '../../agents/vision/scene-views.ts';
import { TASKS, type TaskName, taskQuestion } from '../../agents/vision/tasks.ts';
import { viewSetOf } from '../../agents/vision/view-set.ts';
import { ensureFolder } from '../../core/atomic.ts';
import { sha256 } from '../../core/hash.ts';
import { asset } from '../../core/paths.ts';
import { contentHash, type Manifest, setFolder } from '../../fine-tune/dataset/manifest.ts';
import type { SetLine, Split } from '../../fine-tune/dataset/set-line.ts';
import { readCard } from '../../model-server/embedded/base-files.ts';
import { shippedBase } from '../../model-server/open-vision-model.ts';
import { openScene } from '../../tools/spectral/readers/open.ts';

/** A line of a district's truth.jsonl (fine-tune/python/gossan_districts). */
interface Truth {
  id: string;
  scene: string;
  district: string;
  window: [number, number, number, number];
  habit: { share: number };
  expected: Record<TaskName, unknown>;
  answers: Record<TaskName, { en: string; zh: string }>;
}

export interface DistrictSetOptions {
  /** Python with torch. */
  python: string;
  /** Where the scenes go. */
  scenes: string;
  tasks?: readonly TaskName[];
  /** Windows of each split that are asked about, those with the habit first. */
  windows: { train: number; val: number; target: number };
}

/** A set as approved turns about a synthetic district would give it, its views drawn from the district's scenes. */
export async function writeDistrictSet(name: string, options: DistrictSetOptions): Promise<string> {
  const { python, scenes, tasks = TASKS, windows } = options;
  const folder = join(setFolder(name), 'v1');
  ensureFolder(join(folder, 'images'));
  const files: Record<string, string> = {};
  const taken = { train: 0, val: 0, target: 0 };
  const found: Record<Split, SetLine[]> = { train: [], val: [], target: [] };
  for (const split of ['train', 'target'] as const) {
    execFileSync(
      python,
      ['-m', 'gossan_districts', '--out', scenes, '--seed', '3', '--split', split, '--scenes', '1', '--across', '2'],
      {
        env: { ...process.env, PYTHONPATH: `${asset('fine-tune', 'python')}:${asset('model-server', 'python')}` },
        stdio: 'ignore',
      },
    );
    const rows = readFileSync(join(scenes, 'truth.jsonl'), 'utf8').trim().split('\n');
    const truths = rows
      .map((row) => JSON.parse(row) as Truth & { split: string })
      .filter((one) => one.split === split)
      .sort((a, b) => Number(b.habit.share > 0.03) - Number(a.habit.share > 0.03));
    for (const truth of truths) {
      const to: Split = split === 'target' ? 'target' : taken.val < windows.val && taken.train >= 2 ? 'val' : 'train';
      if (taken[to] >= windows[to]) continue;
      taken[to]++;
      found[to].push(...(await linesOf(truth, scenes, folder, tasks)));
    }
  }
  for (const [split, lines] of Object.entries(found)) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(join(folder, `${split}.jsonl`), text);
    files[`${split}.jsonl`] = sha256(text);
  }
  const of = <T>(value: (lines: SetLine[]) => T) =>
    Object.fromEntries(Object.entries(found).map(([split, lines]) => [split, value(lines)])) as Record<Split, T>;
  const distinct = (key: 'scene' | 'district') => of((lines) => [...new Set(lines.map((line) => line[key]))]);
  const all = Object.values(found).flat();
  const manifest = {
    format: 1,
    name,
    version: 1,
    created: new Date().toISOString(),
    files,
    counts: of((lines) => lines.length),
    tasks: Object.fromEntries(tasks.map((task) => [task, all.filter((line) => line.task === task).length])),
    sources: { approved: all.length, corrected: 0, weak: 0, imported: 0 },
    scenes: distinct('scene'),
    districts: distinct('district'),
    split: { by: 'scene', seed: 1, validation: 0.1, target_districts: [], target_scenes: [] },
    weak: { lines: 0, mean_weight: null },
    clamped: 0,
    shrunk: 0,
    built_from: [{ source: 'a synthetic district', lines: all.length, kept: all.length }],
    dropped: { count: 0, first: [] },
  } satisfies Omit<Manifest, 'sha256'>;
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, sha256: contentHash(manifest) }));
  return folder;
}

async function linesOf(truth: Truth, scenes: string, folder: string, tasks: readonly TaskName[]): Promise<SetLine[]> {
  const [x, y, width, height] = truth.window;
  const reader = await openScene(join(scenes, truth.scene));
  try {
    const views = await sceneViews(reader, { x, y, width, height }, viewSetOf(readCard(shippedBase())));
    const image = views.map(({ image: { width: w, height: h, data } }) => {
      const png = encode({ width: w, height: h, data, channels: 3, depth: 8 });
      const path = `images/${sha256(png)}.png`;
      writeFileSync(join(folder, path), png);
      return path;
    });
    const names = views.map(({ recipe }) => recipe);
    const shown = names.map((recipe, at) => `${at ? '\n' : ''}${recipe}: <image>`).join('');
    return tasks.flatMap((task) =>
      (['en', 'zh'] as const).map(
        (language): SetLine => ({
          id: `${truth.id}-${task}-${language}`,
          image,
          conversations: [
            { from: 'user', value: `${shown}\n${taskQuestion(task, language).question}` },
            { from: 'assistant', value: truth.answers[task][language] },
          ],
          task,
          language,
          views: names,
          scene: truth.scene,
          district: truth.district,
          window: truth.window,
          weight: 1,
          source: 'approved',
          by: 'Li',
          expected: truth.expected[task] as SetLine['expected'],
        }),
      ),
    );
  } finally {
    await reader.close();
  }
}
