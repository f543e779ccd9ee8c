import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import { runPython } from '../python-environment.ts';
import { RUN_FILES, type RunFolder } from './run-record.ts';

/** What the trainer says on its stdout with `--events` (fine-tune/python/README.md), as far as it is read. */
interface TrainerEvent {
  type: 'start' | 'progress' | 'validation' | 'checkpoint' | 'done' | 'error';
  step?: number;
  steps?: number;
  stage?: string;
  loss?: number | null;
  samples_s?: number;
  left_s?: number;
  message?: string;
  code?: number;
}

/**
 * Trains, or goes on where a killed training had got to. What the trainer says is kept in the run's folder.
 * @param dataset folder of the set
 * @throws GossanError TRAINING_REFUSED with its reason, PYTHON_FAILED; the signal's reason
 */
export async function train(
  { folder, record }: RunFolder,
  dataset: string,
  python: string,
  { signal, onProgress }: SlowCall,
): Promise<void> {
  const out = join(folder, RUN_FILES.trained);
  if (existsSync(out)) return;
  const log = join(folder, RUN_FILES.log);
  let refused: TrainerEvent | null = null;
  const hear = (line: string) => {
    appendFileSync(log, `${line}\n`);
    const event = eventOf(line);
    if (event?.type === 'error') refused = event;
    if (event?.type === 'progress') onProgress?.(progressOf(event));
  };
  try {
    await runPython(
      python,
      [
        ...['-m', 'gossan_guard', 'gossan_finetune', 'train', '--events', '--base', record.base, '--data', dataset],
        ...['--recipe', join(folder, RUN_FILES.recipe), '--method', record.method, '--out', out],
        ...(record.seed === null ? [] : ['--seed', String(record.seed)]),
        ...(existsSync(join(`${out}.work`, 'state.pt')) ? ['--resume'] : []),
      ],
      { ...(signal ? { signal } : {}), onLine: hear, onNote: (line) => appendFileSync(log, `${line}\n`) },
    );
  } catch (error) {
    if (refused === null || signal?.aborted) throw error;
    const { message } = refused as TrainerEvent;
    throw new GossanError(
      'TRAINING_REFUSED',
      { detail: message ?? 'it does not say why', path: log },
      { cause: error },
    );
  }
}

function eventOf(line: string): TrainerEvent | null {
  try {
    return JSON.parse(line) as TrainerEvent;
  } catch {
    return null;
  }
}

function progressOf({ step, steps, stage, loss, samples_s, left_s }: TrainerEvent) {
  const figures =
    typeof loss === 'number'
      ? ` loss ${loss.toFixed(3)}, ${(samples_s ?? 0).toFixed(1)} samples/s, ${durationText(left_s ?? 0)} left,`
      : stage
        ? ` ${stage},`
        : '';
  return {
    step: `training:${figures}`,
    ...(step === undefined ? {} : { done: step }),
    ...(steps === undefined ? {} : { total: steps }),
    unit: 'steps',
  };
}

/** "2:05". */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
