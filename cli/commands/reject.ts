import { curate } from '../curate.ts';
import type { Invocation } from '../invocation.ts';

export async function run(call: Invocation): Promise<undefined> {
  await curate(call, 'reject', call.options.text('reason'));
}
