import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vision } from '../../agents/vision/open-vision.ts';
import { GossanError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import type { SlowCall } from '../../core/progress.ts';
import { PROJECTORS_FILE } from '../../model-server/adapters/adapter-projectors.ts';
import { activeAdapter, adapterFolder } from '../../model-server/adapters/adapter-state.ts';
import { fitsBase } from '../../model-server/adapters/embedded-files.ts';
import { EmbeddedModel } from '../../model-server/embedded/embedded-model.ts';
import { shippedBase } from '../../model-server/open-vision-model.ts';
import { verifyAdapter } from '../registry/activate.ts';
import { askSet, type ScoredAnswer } from './ask-set.ts';
import { type FrozenSet, frozenSet } from './frozen-set.ts';
import { refuseLeaks } from './leaks.ts';
import { judge, type Tolerance, type Verdict } from './verdict.ts';

export interface GateCall extends SlowCall {
  /** A registered adapter. */
  candidate: string;
  /** Folder of the set that it learned from. */
  dataset: string;
  tolerance: Tolerance;
  python: () => Promise<string>;
  /** See {@link frozenSet}. */
  most?: number;
}

/**
 * Asks the candidate and what is active on its base the frozen set and the target of its data, both as they are served, and
 * judges. Nothing is activated.
 * @throws GossanError GATE_TARGET, GATE_LEAK, GATE_BASE, GATE_PROJECTORS, GATE_SET_CHANGED, and what loading and asking throw
 */
export async function runGate(call: GateCall): Promise<Verdict> {
  const { candidate, dataset, tolerance, python, most, signal, onProgress } = call;
  const slow = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const target = targetOf(dataset);
  const frozen = await frozenSet(python, { ...slow, ...(most === undefined ? {} : { most }) });
  await refuseLeaks(dataset, frozen, slow);
  const { card } = await verifyAdapter(candidate);
  if (PROJECTORS_FILE in card.files) throw new GossanError('GATE_PROJECTORS', { name: candidate });
  const model = await EmbeddedModel.open({ folder: shippedBase() });
  try {
    const base = await model.card();
    if (!fitsBase(card, { sha256: base.base }))
      throw new GossanError('GATE_BASE', { base: card.base.name, here: base.name });
    const active = activeAdapter(base.base);
    const before = await visionOf(model, active?.name ?? null);
    const after = await visionOf(model, candidate);
    const ask = async (path: string) => ({
      before: await askSet(path, before, active?.sha256 ?? base.base, named(slow, active?.name ?? base.name)),
      after: await askSet(path, after, weightsOf(card.files), named(slow, candidate)),
    });
    const answered = { target: await ask(target), frozen: await ask(frozen.path) };
    return judge(
      { ...answered, tolerance },
      {
        candidate,
        active: active?.name ?? null,
        sets: { frozen: frozen.sha256, target: targetHash(target, answered.target.before) },
      },
    );
  } finally {
    await model.close();
  }
}

/** Everything that must hold before a training is worth its time. @throws GossanError GATE_TARGET, GATE_LEAK */
export async function checkBeforeTraining({
  dataset,
  python,
  most,
  signal,
  onProgress,
}: Pick<GateCall, 'dataset' | 'python' | 'most'> & SlowCall): Promise<FrozenSet> {
  const slow = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  targetOf(dataset);
  const frozen = await frozenSet(python, { ...slow, ...(most === undefined ? {} : { most }) });
  await refuseLeaks(dataset, frozen, slow);
  return frozen;
}

/** @throws GossanError GATE_TARGET */
function targetOf(dataset: string): string {
  const path = join(dataset, 'target.jsonl');
  if (!existsSync(path)) throw new GossanError('GATE_TARGET', { path: dataset, detail: 'there is no target.jsonl' });
  if (!readFileSync(path, 'utf8').trim())
    throw new GossanError('GATE_TARGET', { path: dataset, detail: 'target.jsonl is empty' });
  return path;
}

async function visionOf(model: EmbeddedModel, adapter: string | null): Promise<Vision> {
  if (adapter !== null) await model.loadAdapter(adapter, adapterFolder(adapter));
  return { model, card: await model.card(adapter ?? model.name), name: model.name, adapter };
}

/** The candidate's card is signed anew when it is approved; its tensors are what answers. */
const weightsOf = (files: Record<string, string>) => sha256(JSON.stringify(Object.entries(files).sort()));

const targetHash = (path: string, answers: readonly ScoredAnswer[]) =>
  sha256(`${readFileSync(path, 'utf8')}\n${answers.map(({ pictures }) => pictures).join()}`);

function named({ signal, onProgress }: SlowCall, who: string): SlowCall {
  return {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: (progress) => onProgress({ ...progress, step: `gate: asking ${who}` }) } : {}),
  };
}
