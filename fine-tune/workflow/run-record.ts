import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { GossanError } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';
import type { Method } from '../../model-server/adapters/adapter-card.ts';
import type { Verdict } from '../gate/verdict.ts';

/** The steps of a run, in their order. */
export const STEPS = ['prepare', 'train', 'register', 'gate', 'decide', 'swap'] as const;
export type Step = (typeof STEPS)[number];

/** How a run ended: `ungated` where the base is not in this process, so that nothing could be compared. */
export type Outcome = 'activated' | 'declined' | 'stopped by the gate' | 'ungated';

/** What a run is asked to do, written before anything is done: `GOSSAN_HOME/finetune/ID/run.json`. */
export interface RunRecord {
  id: string;
  created: string;
  /** `NAME/vN`. */
  dataset: string;
  method: Method;
  /** Folder of the base. */
  base: string;
  /** Name of the adapter that it makes. */
  adapter: string;
  /** Agreed in advance to whatever passes the gate. */
  autoPromote: boolean;
  by: string;
  seed: number | null;
  /** No more scenes a task at the gate than so many; null for the gate's own set. */
  gateScenes: number | null;
}

/** Where a run stands: `status.json`, replaced at every change. */
export interface RunStatus {
  step: Step;
  status: 'running' | 'waiting' | 'failed' | 'interrupted' | 'done';
  outcome: Outcome | null;
  error: { code: string; message: string; hint: string } | null;
}

export interface RunFolder {
  folder: string;
  record: RunRecord;
}

export const runsFolder = (): string => homePath('finetune');
/** Held by the process in which a run goes on. */
export const runLock = (): string => join(runsFolder(), '.lock');

/** Files of a run's folder. */
export const RUN_FILES = {
  recipe: 'recipe.json',
  log: 'trainer.log',
  /** Where the trainer writes; `adapter.work` beside it is its state. */
  trained: 'adapter',
  verdict: 'verdict.json',
} as const;

/** @throws GossanError RUN_UNKNOWN */
export function readRun(id: string): RunFolder {
  const folder = join(runsFolder(), id);
  const path = join(folder, 'run.json');
  if (!/^[\w-]+$/.test(id) || !existsSync(path)) throw new GossanError('RUN_UNKNOWN', { id });
  return { folder, record: JSON.parse(readFileSync(path, 'utf8')) as RunRecord };
}

export function writeRun({ folder, record }: RunFolder): void {
  writeFileAtomic(join(folder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`);
}

export function readStatus(folder: string): RunStatus {
  const path = join(folder, 'status.json');
  if (!existsSync(path)) return { step: 'prepare', status: 'running', outcome: null, error: null };
  return JSON.parse(readFileSync(path, 'utf8')) as RunStatus;
}

export function writeStatus(folder: string, status: RunStatus): void {
  writeFileAtomic(join(folder, 'status.json'), `${JSON.stringify(status, null, 2)}\n`);
}

/** The verdict of a run's gate; null before there is one. */
export function readVerdict(folder: string): Verdict | null {
  const path = join(folder, RUN_FILES.verdict);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Verdict) : null;
}

/** Ids of all runs, the latest first. */
export function runIds(): string[] {
  const folder = runsFolder();
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((id) => existsSync(join(folder, id, 'run.json')))
    .sort()
    .reverse();
}
