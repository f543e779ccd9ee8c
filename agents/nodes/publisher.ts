import type { Answer, Citation } from '../../core/answer.ts';
import type { KnowledgeBase } from '../../rag/types.ts';
import type { Desk } from '../desk.ts';
import { citationNumbers, layOut, numberMarks } from '../layout.ts';
import { checkQuotation, echoedNumbers, quotationsIn, reviewDraft } from '../ledger/guards.ts';
import { documentSpan, Ledger } from '../ledger/ledger.ts';
import { bindNumbers } from '../ledger/numbers.ts';
import type { Sentence } from '../ledger/sentence.ts';
import type { Turn, TurnUpdate } from '../state.ts';

/** Turns the reviewed draft into the answer: sentences that still fail are left out and named as open points. */
export function publisher(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const ledger = new Ledger(turn.evidence);
    const question = turn.understanding!;
    const cites = turn.draft.some((sentence) => sentence.evidence.some((id) => ledger.get(id)?.kind === 'document'));
    const pages = cites ? await desk.knowledgeBase(turn.options.kb) : null;
    const failing = new Set(
      turn.review?.verdict === 'RETRY'
        ? (await reviewDraft(turn.draft, ledger, question, pages, turn.refusal)).problems.map(
            (problem) => problem.sentence,
          )
        : [],
    );
    const sentences = turn.draft.filter((_, index) => !failing.has(index));
    const numberOf = citationNumbers(sentences, ledger);
    const citations = await citationsOf(sentences, numberOf, ledger, pages);
    const echoes = echoedNumbers(question);
    const boundIn = new Map(
      sentences.map((sentence) => [sentence, bindNumbers(sentence, (id) => ledger.get(id), echoes).bound]),
    );
    const numbers = [...boundIn.values()].flat();
    const numbered = (some: Sentence[]) => numberMarks(layOut(some, question.language), numberOf);
    const text = numbered(sentences);
    const sections = question.parts.map((part) => {
      const own = sentences.filter((one) => one.part === part.id);
      return { part: part.id, text: numbered(own), numbers: own.flatMap((one) => boundIn.get(one)!) };
    });
    // what a model said of a window can be approved or corrected later, whether or not the answer speaks of it
    const used = new Set([
      ...turn.evidence.filter(({ kind }) => kind === 'model').map(({ id }) => id),
      ...sentences.flatMap((sentence) => sentence.evidence),
      ...numbers.flatMap((number) => [number.evidence, ...(number.inputs ?? [])]),
      ...turn.contradictions.flatMap((one) => one.sides.map((side) => side.evidence)),
    ]);
    const refusal = sentences.length === 0 && !turn.refusal ? nothingLeft(question.language) : turn.refusal;
    const answer: Answer = {
      answer: text || refusal?.reason || '',
      language: question.language,
      session: turn.options.session,
      turn: turn.options.turn,
      plan: turn.plan,
      evidence: turn.evidence.filter((evidence) => used.has(evidence.id)),
      citations,
      numbers,
      contradictions: turn.contradictions,
      // what the user should know about how the answer came about stands with the review's open points
      review: { ...turn.review!, reasons: [...turn.review!.reasons, ...turn.notes] },
      refusal,
      models: {
        reasoner: desk.reasoner.name,
        embeddings: 'none',
        reranker: 'none',
        vision: desk.vision ? 'not asked' : 'not configured',
        adapter: 'none',
        ...turn.models,
      },
      usage: turn.usage,
      ms: Math.round(Date.now() - turn.started),
    };
    desk.live.close(answer.answer, answer.review.reasons);
    for (const note of turn.notes) desk.emit({ type: 'note', text: note });
    desk.emit({ type: 'answer', answer });
    return { answer, sections };
  };
}

/** The references in the order of their numbers, each quotation checked on its page. */
async function citationsOf(
  sentences: Sentence[],
  numberOf: ReadonlyMap<string, number>,
  ledger: Ledger,
  pages: KnowledgeBase | null,
): Promise<Citation[]> {
  const citations: Citation[] = [];
  for (const [id, n] of numberOf) {
    const evidence = ledger.get(id)!;
    const span = documentSpan(evidence.address)!;
    const first = sentences.find(({ text }) => text.includes(`⟦${id}⟧`))!;
    const quoted = quotationsIn(first.text).findLast((one) => one.evidence === id);
    const quote = quoted?.quote ?? evidence.text;
    const check = await checkQuotation({ quote, evidence: id }, ledger, pages);
    citations.push({
      n,
      evidence: id,
      document: span.document,
      title: evidence.source,
      page: span.page,
      ...(await marksOf(span, pages)),
      start: check.start ?? span.start,
      end: check.end ?? span.end,
      quote,
      verdict: check.verdict,
    });
  }
  return citations;
}

async function marksOf(
  { document, page }: { document: string; page: number },
  pages: KnowledgeBase | null,
): Promise<Pick<Citation, 'label' | 'ocr' | 'url' | 'doi'>> {
  const { label, ocr, url, doi } = (await pages?.page(document, page)) ?? {};
  return {
    ...(label && label !== String(page) ? { label } : {}),
    ...(ocr ? { ocr } : {}),
    ...(url ? { url } : {}),
    ...(doi ? { doi } : {}),
  };
}

function nothingLeft(language: 'en' | 'zh'): Answer['refusal'] {
  return language === 'zh'
    ? { reason: '现有证据不足以支持任何一句可核查的回答。', missing: ['可核查的证据'] }
    : {
        reason: 'No sentence of the draft could be tied to evidence, so nothing is stated.',
        missing: ['checkable evidence'],
      };
}
