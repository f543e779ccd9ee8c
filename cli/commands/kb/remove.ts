import { GossanError } from '../../../core/errors.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';

export async function run(call: Invocation): Promise<undefined> {
  const kb = await withKnowledgeBase(call, async (base) => {
    // All or none: an unknown id among several must not leave the others half removed.
    const known = new Set((await base.list()).map(({ id }) => id));
    const unknown = call.args.find((id) => !known.has(id));
    if (unknown !== undefined) throw new GossanError('DOCUMENT_UNKNOWN', { kb: base.name, id: unknown });
    for (const id of call.args) await base.remove(id);
    return base.name;
  });
  for (const id of call.args) call.output.print(`removed  ${id}`);
  call.output.document({ kb, removed: [...call.args] });
}
