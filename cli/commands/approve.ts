import { curate, wordsOrFile } from '../curate.ts';
import type { Invocation } from '../invocation.ts';

export async function run(call: Invocation): Promise<undefined> {
  const correction = call.options.text('correction');
  if (correction === undefined) await curate(call, 'approve', undefined);
  else await curate(call, 'correct', wordsOrFile(correction));
}
