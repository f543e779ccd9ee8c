import { type Desk, workTurn } from '../desk.ts';
import { reviewDraft } from '../ledger/guards.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Turn, TurnUpdate } from '../state.ts';

/** Checks the draft against the ledger and the pages. RETRY sends it back once; the second time it only reports. */
export function reviewer(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const { result: problems, steps } = await workTurn(desk, turn.plan, 'reviewer', async () => {
      const ledger = new Ledger(turn.evidence);
      const usesDocuments = turn.draft.some((sentence) =>
        sentence.evidence.some((id) => ledger.get(id)?.kind === 'document'),
      );
      const pages = usesDocuments ? await desk.knowledgeBase(turn.options.kb) : null;
      return (await reviewDraft(turn.draft, ledger, turn.understanding!, pages, turn.refusal)).problems;
    });
    const rewrites = turn.review?.rewrites ?? 0;
    const review = {
      verdict: problems.length === 0 ? ('PASS' as const) : ('RETRY' as const),
      rewrites,
      reasons: problems.map((problem) => problem.reason),
    };
    desk.emit({ type: 'review', review });
    return { plan: steps, review };
  };
}
