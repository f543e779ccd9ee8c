import type { Contradiction } from '../../core/answer.ts';
import { type Desk, workTurn } from '../desk.ts';
import { type Problem, reviewDraft } from '../ledger/guards.ts';
import { Ledger } from '../ledger/ledger.ts';
import { modelAgainstScene } from '../ledger/model-against-scene.ts';
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
      const question = turn.understanding!;
      const { problems } = await reviewDraft(turn.draft, ledger, question, pages, turn.refusal);
      return [...problems, ...unsaid(turn, modelAgainstScene(question, ledger, question.language).contradictions)];
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

/** Where model and spectra disagree and the draft keeps it to itself. A refusal states nothing, so it hides nothing. */
function unsaid(turn: Turn, disagreements: readonly Contradiction[]): Problem[] {
  if (turn.refusal) return [];
  return disagreements
    .filter(({ subject, sides: [model] }) => {
      const listed = turn.contradictions.some((one) => one.subject === subject);
      const told = turn.draft.some((one) => one.role === 'comparison' && one.evidence.includes(model!.evidence));
      return !listed || !told;
    })
    .map(({ subject }) => ({
      sentence: -1,
      guard: 'contradiction' as const,
      reason: `the disagreement of model and spectra about ${subject} is not stated`,
    }));
}
