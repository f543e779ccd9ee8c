import { readFileSync } from 'node:fs';
import type { Method } from '../../model-server/adapters/adapter-card.ts';
import { readAdapterCard } from '../../model-server/adapters/adapter-card.ts';
import { adapterFolder, adapterNames } from '../../model-server/adapters/adapter-state.ts';
import frozen from '../../model-server/python/gossan_scenes/data/frozen.json' with { type: 'json' };
import settings from './estimate.json' with { type: 'json' };

/** Questions of the gate's own set: each scene in both languages. */
const GATE_QUESTIONS = 2 * Object.values(frozen.scenes).reduce((sum, count) => sum + count, 0);

/**
 * How long a retraining will take, s: from what the last one with this method took here, else from the guesses of `estimate.json`.
 * @param lines of the part that is learned
 * @param recipe its file
 */
export function estimateSeconds(lines: number, target: number, method: Method, recipe: string): number {
  const { epochs = 1, replay_share = 0 } = JSON.parse(readFileSync(recipe, 'utf8')) as {
    epochs?: number;
    replay_share?: number;
  };
  const samples = (lines * epochs) / (1 - replay_share);
  const speed = lastSpeed(method) ?? settings.samples_s[method];
  return settings.start_s + samples / speed + (2 * (GATE_QUESTIONS + target)) / settings.gate_questions_s;
}

/** Samples a second of the latest adapter of this method. */
function lastSpeed(method: Method): number | null {
  const speeds = adapterNames().flatMap((name) => {
    try {
      const { method: of, created, training } = readAdapterCard(adapterFolder(name), name);
      const speed = training.samples_s;
      return of === method && typeof speed === 'number' && speed > 0 ? [{ created, speed }] : [];
    } catch {
      return [];
    }
  });
  return speeds.sort((a, b) => (a.created < b.created ? 1 : -1))[0]?.speed ?? null;
}
