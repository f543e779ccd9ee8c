import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import Database from 'better-sqlite3';
import { ensureFolder } from '../../core/atomic.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';
import { holdFileLock } from '../../core/file-lock.ts';
import { asset } from '../../core/paths.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { Method } from '../../model-server/adapters/adapter-card.ts';
import { adapterFolder } from '../../model-server/adapters/adapter-state.ts';
import { shippedBase } from '../../model-server/open-vision-model.ts';
import { openSet } from '../dataset/manifest.ts';
import type { Verdict } from '../gate/verdict.ts';
import { checkName } from '../registry/register.ts';
import { buildRunGraph, type Decision } from './graph.ts';
import {
  RUN_FILES,
  type RunFolder,
  type RunRecord,
  type RunStatus,
  readRun,
  readStatus,
  readVerdict,
  runIds,
  runLock,
  runsFolder,
  type Step,
  writeRun,
  writeStatus,
} from './run-record.ts';
import { runSteps } from './steps.ts';

export interface RunOptions {
  /** As {@link openSet} takes it. */
  dataset: string;
  method: Method;
  base?: string;
  /** A recipe's name or its file. */
  recipe?: string;
  /** Name of the adapter. */
  adapter?: string;
  autoPromote?: boolean;
  by: string;
  seed?: number;
  gateScenes?: number;
}

export interface RunCall extends SlowCall {
  onStep?: (step: Step) => void;
}

/** A run as it is shown. */
export interface ShownRun extends RunRecord, RunStatus {
  folder: string;
  verdict: Verdict | null;
}

/**
 * Writes down a new run; {@link advanceRun} does it.
 * @throws GossanError DATASET_UNKNOWN, DATASET_CHANGED, FILE_NOT_FOUND, ADAPTER_NAME
 */
export function planRun(options: RunOptions): RunFolder {
  const { manifest } = openSet(options.dataset);
  const dataset = `${manifest.name}/v${manifest.version}`;
  const recipe = recipePath(options.recipe ?? 'nano');
  const adapter = options.adapter ?? freeName(`${manifest.name}-v${manifest.version}-${options.method}`);
  checkName(adapter);
  if (existsSync(adapterFolder(adapter))) {
    throw new GossanError('ADAPTER_NAME', { name: adapter, detail: 'another adapter has it' });
  }
  const created = new Date();
  const letters = crypto.randomUUID().slice(0, 4);
  const id = `${created.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}-${letters}`;
  const folder = join(runsFolder(), id);
  ensureFolder(folder);
  // A copy: what is fixed before training stays so.
  copyFileSync(recipe, join(folder, RUN_FILES.recipe));
  const run: RunFolder = {
    folder,
    record: {
      id,
      created: created.toISOString(),
      dataset,
      method: options.method,
      base: options.base === undefined ? shippedBase() : resolve(options.base),
      adapter,
      autoPromote: options.autoPromote ?? false,
      by: options.by,
      seed: options.seed ?? null,
      gateScenes: options.gateScenes ?? null,
    },
  };
  writeRun(run);
  return run;
}

/**
 * Does what is left of a run, up to its end or to the decision that it waits for. After a kill it goes on at the step that it
 * had reached.
 * @param decision on the verdict; without one a run that waits is left waiting
 * @throws GossanError RUN_UNKNOWN, RUN_BUSY where another run goes on, and what the steps throw; the signal's reason
 */
export async function advanceRun(id: string, call: RunCall = {}, decision?: Decision): Promise<ShownRun> {
  const run = readRun(id);
  const { folder } = run;
  const lock = holdFileLock(runLock(), 0);
  if (!lock) throw new GossanError('RUN_BUSY');
  const checkpoints = new Database(join(runsFolder(), 'checkpoints.db'));
  let step: Step = readStatus(folder).step;
  const tell = (status: RunStatus['status'], more: Partial<RunStatus> = {}) =>
    writeStatus(folder, { step, status, outcome: null, error: null, ...more });
  try {
    const saver = new SqliteSaver(checkpoints);
    const begin = (next: Step) => {
      call.signal?.throwIfAborted();
      step = next;
      tell('running');
      call.onStep?.(next);
    };
    const graph = buildRunGraph({ ...runSteps(run, call), begin }, saver);
    const config = { configurable: { thread_id: id }, durability: 'sync' as const };
    // An unknown thread does not fail by itself: a run killed before its first checkpoint starts over.
    const known = await saver.getTuple(config);
    let input: Parameters<typeof graph.invoke>[0] = { promote: null, decision: null, outcome: null };
    if (known) {
      const state = await graph.getState(config);
      if (state.next.length === 0) return showRun(id);
      const waits = state.tasks.flatMap(({ interrupts }) => interrupts);
      if (waits.length && !decision) return showRun(id);
      // By id: a bare value would answer every interrupt that waits.
      input = waits.length ? new Command({ resume: { [waits[0]!.id!]: decision } }) : null;
    }
    await graph.invoke(input, config);
    const { values, next } = await graph.getState(config);
    if (next.length) {
      step = 'decide';
      tell('waiting');
    } else tell('done', { outcome: values.outcome });
    return showRun(id);
  } catch (thrown) {
    if (call.signal?.aborted) {
      tell('interrupted');
      throw new GossanError('INTERRUPTED', {}, { cause: thrown });
    }
    const error = asGossanError(thrown);
    tell('failed', { error: error.toJSON().error });
    throw error;
  } finally {
    checkpoints.close();
    lock.release();
  }
}

/** @throws GossanError RUN_UNKNOWN */
export function showRun(id: string): ShownRun {
  const { folder, record } = readRun(id);
  return { ...record, ...readStatus(folder), folder, verdict: readVerdict(folder) };
}

/** All runs, the latest first. One whose process was killed is `interrupted`. */
export function listRuns(): ShownRun[] {
  const runs = runIds().map(showRun);
  const lock = runs.some(({ status }) => status === 'running') ? holdFileLock(runLock(), 0) : null;
  lock?.release();
  return runs.map((run) => (run.status === 'running' && lock ? { ...run, status: 'interrupted' } : run));
}

/** A recipe by its name, or by its file. @throws GossanError FILE_NOT_FOUND, RECIPE_FORMAT */
export function recipePath(name: string): string {
  const shipped = asset('fine-tune', 'recipes', `${name}.json`);
  const path = /^[\w-]+$/.test(name) && existsSync(shipped) ? shipped : resolve(name);
  if (!existsSync(path)) throw new GossanError('FILE_NOT_FOUND', { path });
  try {
    JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new GossanError('CONFIG_FORMAT', { path, detail: `not JSON (${(error as Error).message})` });
  }
  return path;
}

function freeName(wanted: string): string {
  if (!existsSync(adapterFolder(wanted))) return wanted;
  for (let n = 2; ; n++) if (!existsSync(adapterFolder(`${wanted}-${n}`))) return `${wanted}-${n}`;
}
