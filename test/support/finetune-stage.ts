import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planRun } from '../../fine-tune/workflow/run.ts';
import type { RunFolder } from '../../fine-tune/workflow/run-record.ts';
import { writeTrained } from './adapter-folder.ts';
import { writeDistrictSet } from './district-set.ts';
import { temporaryHome } from './home.ts';
import { type Finished, gossan, type RunOptions } from './run-gossan.ts';

const TOLERANCE = { yesno: 2, minerals: 2, probability: 2, ground: 2, describe: 2 };

/** What tests of retraining share: a home, a small set "ridge" of a synthetic district, and a recipe of a few steps. */
export async function finetuneStage(python: string) {
  const home = temporaryHome();
  const folder = mkdtempSync(join(tmpdir(), 'gossan-finetune-'));
  const before = process.env.GOSSAN_PYTHON;
  process.env.GOSSAN_PYTHON = python;
  const set = await writeDistrictSet('ridge', {
    python,
    scenes: join(folder, 'scenes'),
    tasks: ['minerals'],
    windows: { train: 3, val: 1, target: 3 },
  });
  const recipe = join(folder, 'tiny.json');
  writeFileSync(
    recipe,
    JSON.stringify({
      name: 'tiny',
      about: 'A few steps, for tests of what surrounds them.',
      methods: { lora: { settings: { r: 4, alpha: 8, dropout: 0, targets: ['q_proj', 'v_proj'] }, rate: 1e-4 } },
      epochs: 4,
      batch: 3,
      features: 'float16',
      tolerance: TOLERANCE,
    }),
  );
  const options = { dataset: 'ridge', method: 'lora' as const, recipe, by: 'Li', gateScenes: 1 };
  return {
    home,
    folder,
    set,
    recipe,
    /** `gossan finetune …` in a process of its own. */
    finetune: (args: string[], more: RunOptions = {}): Promise<Finished> => gossan(['finetune', ...args], more),
    /** A run whose training is done already, by hand: every logit of the base times `scale`, so that it answers the same. */
    trainedRun(adapter: string, scale: number): RunFolder {
      const run = planRun({ ...options, adapter });
      writeTrained(join(run.folder, 'adapter'), scale);
      return run;
    },
    close() {
      if (before === undefined) delete process.env.GOSSAN_PYTHON;
      else process.env.GOSSAN_PYTHON = before;
      home.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type FinetuneStage = Awaited<ReturnType<typeof finetuneStage>>;
