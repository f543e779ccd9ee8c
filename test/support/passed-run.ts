import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planRun } from '../../fine-tune/workflow/run.ts';
import { writeTrained } from './adapter-folder.ts';

/**
 * A run on the set "ridge" as one finds it after the minutes that training and gate take: an adapter "ridge-2" made by hand, a
 * verdict that lets it pass. Gives what came of the run, which is to wait for a word; in the home of the moment.
 */
export async function passedRun(by: string) {
  const run = planRun({ dataset: 'ridge', method: 'lora', by, adapter: 'ridge-2' });
  writeTrained(join(run.folder, 'adapter'), 0.25);
  const change = { before: 0.4, after: 0.7, change: 0.3, interval: [0.2, 0.4], p: 0.001, questions: 20, units: 10 };
  writeFileSync(
    join(run.folder, 'verdict.json'),
    JSON.stringify({
      promote: true,
      reasons: [],
      candidate: 'ridge-2',
      active: null,
      target: { ...change, improves: true },
      tasks: [],
      samples: [],
      sets: { frozen: 'a', target: 'b' },
      level: 0.95,
      resamples: 10,
      seed: 1,
    }),
  );
  const { advanceRun } = await import('../../fine-tune/workflow/run.ts');
  return advanceRun(run.record.id);
}
