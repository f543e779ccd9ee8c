import { sentences } from '../../../rag/split/sentences.ts';
import type { KnowledgeBase, SearchHit } from '../../../rag/types.ts';
import type { QuotableSentence } from '../../passages.ts';
import { coverage, stemText, type Term } from '../../reasoner/builtin/relevance.ts';
import type { ExpectedKind } from '../expected-answer.ts';
import { isPlainProse } from '../plain-prose.ts';
import { speaksOfSubject } from '../subject.ts';
import { isCaption, isReference, wantsListings, withoutLabels } from '../substance.ts';
import weights from './weights.json' with { type: 'json' };

const { search, score, choose } = weights;

/** A sentence, or two in a row, of a found passage. */
export interface Window extends QuotableSentence {
  hit: number;
  cosine: number;
  /** Share of the question's terms, 0..1. */
  terms: number;
  /** Holds a value of a kind that is asked for, in a passage on the subject. */
  gives: boolean;
  /** Two sentences: the window before is the first of them, the window behind the second. */
  pair: boolean;
}

/**
 * The spans of passages that could answer a question, best first.
 * @param hits in the order in which they are to be looked at
 */
export async function judgeWindows(
  base: KnowledgeBase,
  hits: readonly SearchHit[],
  question: string,
  part: string,
  terms: Term[],
  kinds: ExpectedKind[],
): Promise<Window[]> {
  const scores = hits.map(({ score: one }) => one);
  const [best, worst] = [Math.max(...scores), Math.min(...scores)];
  const captions = !wantsListings(question);
  const windows: Window[] = [];
  for (const [hit, { document, title, page, start, text, heading, score: rank }] of hits
    .slice(0, search.looked_at)
    .entries()) {
    const context = coverage(stemText(`${title} ${heading}`), terms);
    const onSubject = kinds.length > 0 && speaksOfSubject(hits[hit]!, terms, kinds);
    for (const span of spansOf(text)) {
      const quote = text.slice(span.start, span.end);
      const stems = coverage(stemText(quote), terms);
      const gives = onSubject && kinds.some((kind) => kind.gives.test(withoutLabels(quote)));
      windows.push({
        document,
        title,
        page,
        start: start + span.start,
        end: start + span.end,
        text: quote,
        heading,
        hit,
        cosine: 0,
        terms: stems,
        gives,
        score:
          score.terms * stems +
          score.heading * context +
          (gives ? score.gives : 0) +
          score.rank * ((rank - worst) / Math.max(best - worst, 1e-6)) +
          (span.pair ? score.two_sentences : 0) -
          (captions && isCaption(quote) ? score.caption : 0),
        pair: span.pair,
      });
    }
  }
  const asked = part === question ? question : `${question} ${part}`;
  await addNearness(base, asked, windows);
  return windows.sort((a, b) => b.score - a.score);
}

/**
 * The vector of two sentences is about the mean of theirs by length, whose length is about this where they are about one
 * thing (cosine 0.5): embedding pairs as well would double the time.
 */
const PAIR_LENGTH = Math.sqrt(0.75);

/** @param windows pairs follow the first of their sentences, as {@link spansOf} gives them */
async function addNearness(base: KnowledgeBase, asked: string, windows: Window[]): Promise<void> {
  const single = windows.filter(({ pair }) => !pair);
  const cosines = await base.nearness(
    asked,
    single.map(({ text }) => text),
  );
  if (cosines === null) return;
  for (const [at, window] of single.entries()) window.cosine = cosines[at]!;
  for (const [at, window] of windows.entries()) {
    if (window.pair) {
      const [first, second] = [windows[at - 1]!, windows[at + 1]!];
      const share = first.text.length / (first.text.length + second.text.length);
      window.cosine = (share * first.cosine + (1 - share) * second.cosine) / PAIR_LENGTH;
    }
    window.score += score.cosine * window.cosine;
  }
}

/** Headings, titles and loose labels say nothing by themselves; rows of tables hold values. */
function says(text: string): boolean {
  if (isReference(text)) return false;
  return /[.!?。！？；;:：]['"”’)\]]*$/u.test(text) || text.length > choose.longest_label || /\d.*\d/.test(text);
}

/** Sentences that can be quoted, and pairs of neighbours in one paragraph. */
function spansOf(text: string): { start: number; end: number; pair: boolean }[] {
  const length = ({ start, end }: { start: number; end: number }) => end - start;
  const all = sentences(text).filter(
    (span) =>
      length(span) >= choose.shortest &&
      length(span) <= choose.longest &&
      says(text.slice(span.start, span.end)) &&
      isPlainProse(text.slice(span.start, span.end)),
  );
  const spans: { start: number; end: number; pair: boolean }[] = [];
  for (const [at, { start, end }] of all.entries()) {
    spans.push({ start, end, pair: false });
    const next = all[at + 1];
    if (next && !next.paragraph && next.end - start <= choose.longest) spans.push({ start, end: next.end, pair: true });
  }
  return spans;
}
