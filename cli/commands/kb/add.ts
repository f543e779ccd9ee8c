import { ERRORS, type ErrorCode, GossanError } from '../../../core/errors.ts';
import type { AddResult } from '../../../rag/types.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';

export async function run(call: Invocation): Promise<number> {
  const { output, signal } = call;
  const { kb, result } = await withKnowledgeBase(call, async (base) => ({
    kb: base.name,
    result: await base.add([...call.args], { signal, onProgress: output.onProgress }),
  }));
  const { added, unchanged, refused } = result;
  for (const document of added) {
    output.print(`added      ${document.id}  ${document.title} (${document.pages} pages, ${document.chunks} passages)`);
  }
  for (const path of unchanged) output.print(`unchanged  ${path}`);
  for (const one of refused) output.note(`refused    ${one.message}\n           ${one.hint}`, 'yellow');

  if (refused.length && !added.length && !unchanged.length) return allRefused(result, call);
  if (!added.length && !unchanged.length) throw new GossanError('KB_NOTHING_THERE', { path: call.args.join(', ') });
  output.document({ kb, ...result });
  return 0;
}

/** Nothing at all could be added: the first refusal is the error of the command. */
function allRefused(result: AddResult, call: Invocation): number {
  const [{ code, message, hint }] = result.refused;
  call.output.document({ error: { code, message, hint }, refused: result.refused });
  return code in ERRORS ? ERRORS[code as ErrorCode].exit : 3;
}
