import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { GossanError } from '../../core/errors.ts';
import { packageRoot } from '../../core/paths.ts';
import type { SlowCall } from '../../core/progress.ts';
import { adapterFolder } from '../../model-server/adapters/adapter-state.ts';
import { shippedBase } from '../../model-server/open-vision-model.ts';
import { openSet } from '../dataset/manifest.ts';
import { checkBeforeTraining, runGate } from '../gate/run-gate.ts';
import { toleranceOf, type Verdict } from '../gate/verdict.ts';
import { verdictText } from '../gate/verdict-text.ts';
import { trainingPython } from '../python-environment.ts';
import { activate } from '../registry/activate.ts';
import { approveAdapter } from '../registry/approve.ts';
import { registerAdapter } from '../registry/register.ts';
import type { RunSteps } from './graph.ts';
import { RUN_FILES, type RunFolder, readVerdict } from './run-record.ts';
import { train } from './trainer.ts';

/** What is read of a recipe here; the trainer checks it whole. */
type Recipe = Parameters<typeof toleranceOf>[0] & { name?: string; projector_rate?: number };

/** What the steps of a run do. */
export function runSteps(run: RunFolder, slow: SlowCall): Omit<RunSteps, 'begin'> {
  const { folder, record } = run;
  const dataset = () => openSet(record.dataset);
  const python = () => trainingPython(slow);
  const most = record.gateScenes === null ? {} : { most: record.gateScenes };
  const recipe = () => JSON.parse(readFileSync(join(folder, RUN_FILES.recipe), 'utf8')) as Recipe;
  // Other bases answer on a server: nothing can be asked in this process.
  const gated = record.base === shippedBase();
  return {
    async prepare() {
      const { name, projector_rate = 0, ...rules } = recipe();
      toleranceOf(rules);
      if (gated && projector_rate > 0) throw new GossanError('GATE_PROJECTORS', { name: `the recipe ${name}` });
      const set = dataset();
      await python();
      if (gated) await checkBeforeTraining({ dataset: set.folder, python, ...most, ...slow });
    },
    async train() {
      if (!existsSync(adapterFolder(record.adapter))) await train(run, dataset().folder, await python(), slow);
    },
    async register() {
      const { name, version, sha256 } = dataset().manifest;
      await registerAdapter(join(folder, RUN_FILES.trained), record.adapter, {
        dataset: { name, version, sha256 },
        code: codeCommit(),
      });
    },
    async gate() {
      if (!gated) return null;
      const known = readVerdict(folder);
      if (known) return known.promote;
      const tolerance = toleranceOf(recipe());
      const { folder: set } = dataset();
      const verdict = await runGate({ candidate: record.adapter, dataset: set, tolerance, python, ...most, ...slow });
      approveAdapter(record.adapter, metricsOf(verdict), null);
      writeFileAtomic(join(folder, 'verdict.md'), verdictText(verdict, 'en'));
      writeFileAtomic(join(folder, 'verdict.zh.md'), verdictText(verdict, 'zh'));
      // Last: who finds it finds the others too.
      writeFileAtomic(join(folder, RUN_FILES.verdict), `${JSON.stringify(verdict, null, 2)}\n`);
      return verdict.promote;
    },
    agreed: () => (record.autoPromote ? { yes: true, by: `${record.by} (--auto-promote)` } : null),
    async swap({ by }) {
      approveAdapter(record.adapter, metricsOf(readVerdict(folder)!), by);
      await activate(record.adapter, by);
    },
  };
}

/** What an adapter's card keeps of its gate. */
function metricsOf({ promote, active, target, tasks, sets, level }: Verdict): Record<string, unknown> {
  return { gate: { promote, compared_with: active ?? 'base', level, sets }, target, tasks };
}

/** The commit of the code, with a mark where files were changed since; null where it is no checkout. */
function codeCommit(): string | null {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', packageRoot, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') ? ' with changes' : ''}`;
  } catch {
    return null;
  }
}
