import type { Desk } from '../desk.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Turn, TurnUpdate } from '../state.ts';

/** Writes the draft from the ledger; after a RETRY, once more, with the reviewer's reasons. */
export function responder(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const question = turn.understanding!;
    const rewriting = turn.review?.verdict === 'RETRY';
    const { sentences, contradictions, refusal, notes } = await desk.reasoner.compose({
      question,
      language: question.language,
      options: turn.options,
      ledger: new Ledger(turn.evidence),
      findings: turn.findings,
      plan: turn.plan,
      reasons: rewriting ? turn.review!.reasons : [],
      signal: desk.signal,
      onToken: (text) => desk.emit({ type: 'token', text }),
    });
    return {
      draft: sentences,
      contradictions,
      refusal,
      notes,
      models: { reasoner: desk.reasoner.name },
      ...(rewriting ? { review: { ...turn.review!, rewrites: 1 as const } } : {}),
    };
  };
}
