import { ERRORS, type ErrorCode, GossanError } from '../../../core/errors.ts';
import { ocrMark } from '../../../core/page-place.ts';
import { ocrInstalled } from '../../../rag/index.ts';
import type { AddResult } from '../../../rag/types.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';

export async function run(call: Invocation): Promise<number> {
  const { output, signal } = call;
  const { kb, result } = await withKnowledgeBase(call, async (base) => ({
    kb: base.name,
    result: await base.add([...call.args], { signal, onProgress: output.onProgress }),
  }));
  const { added, reread, unchanged, refused } = result;
  for (const document of [...added, ...reread]) {
    const { id, title, pages, chunks, ocr } = document;
    const read = ocr?.pages ? `; ${ocr.pages} of them ${ocrMark(ocr, 'en')}` : '';
    output.print(
      `${added.includes(document) ? 'added     ' : 'read again'} ${id}  ${title} (${pages} pages${read}, ${chunks} passages)`,
    );
    if (ocr?.unread.length) output.note(`           ${unreadText(ocr.unread)}`, 'yellow');
  }
  for (const path of unchanged) output.print(`unchanged  ${path}`);
  for (const one of refused) output.note(`refused    ${one.message}\n           ${one.hint}`, 'yellow');

  const taken = added.length + reread.length + unchanged.length;
  if (refused.length && !taken) return allRefused(result, call);
  if (!taken) throw new GossanError('KB_NOTHING_THERE', { path: call.args.join(', ') });
  output.document({ kb, ...result });
  return 0;
}

/** Scans that were left out must not be thought to be in the knowledge base. */
function unreadText(pages: readonly number[]): string {
  const listed = pages.slice(0, 12).join(', ') + (pages.length > 12 ? ', …' : '');
  const which = pages.length === 1 ? `Page ${listed} is a picture and was` : `Pages ${listed} are pictures and were`;
  const advice = ocrInstalled()
    ? ''
    : ' `npm run setup` installs text recognition; then remove the document and add it again.';
  return `${which} not read.${advice}`;
}

/** Nothing at all could be added: the first refusal is the error of the command. */
function allRefused(result: AddResult, call: Invocation): number {
  const [{ code, message, hint }] = result.refused;
  call.output.document({ error: { code, message, hint }, refused: result.refused });
  return code in ERRORS ? ERRORS[code as ErrorCode].exit : 3;
}
