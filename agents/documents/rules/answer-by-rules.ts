import type { KnowledgeBase, SearchHit } from '../../../rag/types.ts';
import type { QuotableSentence } from '../../passages.ts';
import { coverage, stemText, type Term } from '../../reasoner/builtin/relevance.ts';
import type { DocumentAnswer } from '../answer-spans.ts';
import { valuesConflict } from '../conflicting-values.ts';
import type { ExpectedKind } from '../expected-answer.ts';
import { COMPARES, SEVERAL } from '../question-shape.ts';
import { missingByRules } from './missing.ts';
import weights from './weights.json' with { type: 'json' };
import { judgeWindows, type Window } from './windows.ts';

const { choose } = weights;

/**
 * What found passages say to a question, where no reader is installed: a span is judged by its nearness in meaning, by the
 * question's terms in it, by whether it holds the kind of value that is asked for, and by the rank of its passage; weights
 * and limits are in weights.json.
 */
export async function answerByRules(
  base: KnowledgeBase,
  hits: readonly SearchHit[],
  question: string,
  part: string,
  terms: Term[],
  kinds: ExpectedKind[],
): Promise<DocumentAnswer> {
  const windows = await judgeWindows(base, hits, question, part, terms, kinds);
  const missing = await missingByRules(base, hits, windows, question, terms, kinds);
  if (missing !== null) return { spans: [], missing };
  return { ...withConflict(chooseSpans(windows, terms, part), windows), missing: [] };
}

/** The best span, and others near it that say more of what is asked, at most one of a neighbourhood. */
function chooseSpans(windows: Window[], terms: Term[], part: string): Window[] {
  const [first, ...others] = windows as [Window, ...Window[]];
  const several = SEVERAL.test(part);
  const most = several ? choose.most_of_several : choose.most;
  const sides = COMPARES.test(part) ? bestOfEachDocument(windows) : [];
  const chosen = sides.length > 1 ? sides : [first];
  for (const other of others) {
    if (chosen.length >= most) break;
    if (other.score < (several ? choose.least_of_several : choose.least) * first.score) break;
    if (chosen.some((one) => overlaps(one, other))) continue;
    const before = coverage(stemText(chosen.map(({ text }) => text).join(' ')), terms);
    const after = coverage(stemText([...chosen, other].map(({ text }) => text).join(' ')), terms);
    if (after - before < choose.least_new_terms) continue;
    chosen.push(other);
  }
  return chosen;
}

/** Adds what another page says against the first span's value, as far as it speaks as much of what is asked. */
function withConflict(chosen: Window[], windows: Window[]): Pick<DocumentAnswer, 'spans' | 'conflict'> {
  const [first] = chosen as [Window, ...Window[]];
  const against = windows.find(
    (other) =>
      (other.document !== first.document || other.page !== first.page) &&
      first.gives &&
      other.gives &&
      other.cosine >= first.cosine * choose.least_conflict &&
      other.terms >= first.terms * choose.least_conflict &&
      valuesConflict(first.text, other.text),
  );
  if (against !== undefined && !chosen.includes(against)) chosen.push(against);
  const spans = chosen.map(({ hit: _h, cosine: _c, terms: _t, gives: _g, pair: _p, ...span }) => span);
  return against === undefined ? { spans } : { spans, conflict: [0, chosen.indexOf(against)] };
}

/** The best window of each document, but none far behind the best of all. */
function bestOfEachDocument(windows: Window[]): Window[] {
  const best = new Map<string, Window>();
  for (const window of windows) if (!best.has(window.document)) best.set(window.document, window);
  return [...best.values()].filter(({ score: own }) => own >= choose.least_of_several * windows[0]!.score);
}

function overlaps(a: QuotableSentence, b: QuotableSentence): boolean {
  return a.document === b.document && a.page === b.page && a.start < b.end && b.start < a.end;
}
