import type { Answer } from '../../../core/answer.ts';
import type { Conversation } from '../conversation.ts';
import { wrong } from '../wrong.ts';

/** `/plan`: of the turn that runs, else of the last answer. */
export function showPlan(chat: Conversation): void {
  chat.say({ kind: 'plan', plan: chat.state.live?.plan ?? answered(chat).plan });
}

/** `/evidence`: all of it, with the addresses. */
export function showEvidence(chat: Conversation): void {
  chat.say({ kind: 'evidence', answer: answered(chat) });
}

/** `/cite N`: the reference, with the text of its page around the quotation. @throws GossanError DOCUMENT_UNKNOWN, PAGE_UNKNOWN */
export async function showCitation(chat: Conversation, argument: string): Promise<void> {
  const answer = answered(chat);
  const n = Number(argument.replace(/^\[|\]$/g, ''));
  const citation = answer.citations.find((one) => one.n === n);
  if (!citation) {
    const known = answer.citations.map((one) => one.n).join(', ');
    throw wrong(known ? `The last answer has the references ${known}.` : 'The last answer cites no document.');
  }
  const { openKnowledgeBase } = await import('../../../rag/index.ts');
  const { kb } = (await chat.ready()).sessions.get(answer.session);
  const base = await openKnowledgeBase(kb);
  try {
    const { text } = await base.page(citation.document, citation.page);
    const { quotationInPage } = await import('../quotation-in-page.ts');
    chat.say({ kind: 'citation', answer, n, context: quotationInPage(text, citation) });
  } finally {
    await base.close();
  }
}

function answered(chat: Conversation): Answer {
  if (!chat.lastAnswer) throw wrong('There is no answer yet. Ask something first.');
  return chat.lastAnswer;
}
