import type { KnowledgeBase, SearchHit } from '../../rag/types.ts';
import type { QuotableSentence } from '../passages.ts';
import { contentTerms, coverage, stemText, type Term } from '../reasoner/builtin/relevance.ts';
import { valuesConflict } from './conflicting-values.ts';
import { expectedKinds } from './expected-answer.ts';
import { whatIsMissing } from './missing.ts';
import { substance, wantsListings } from './substance.ts';
import weights from './weights.json' with { type: 'json' };
import { judgeWindows, type Window } from './windows.ts';

/** What documents alone say to a question. */
export interface DocumentAnswer {
  /** Best first; empty where nothing answers. */
  spans: QuotableSentence[];
  /** What the question asks for and the passages do not have. */
  missing: string[];
  /** Two of the spans, by their places, whose values cannot both be right. */
  conflict?: [number, number];
}

const { search, choose } = weights;

/**
 * Looks for the spans of the documents that answer a question, and decides whether any do. A span is judged by its nearness
 * in meaning, by the question's terms in it, by whether it holds the kind of value that is asked for, and by the rank of its
 * passage; weights and limits are in weights.json.
 * @param question as it was asked: what is searched for
 * @param part the part of it that is to be answered
 */
export async function answerFromDocuments(
  base: KnowledgeBase,
  question: string,
  part: string,
  options: { documents?: string[]; signal?: AbortSignal } = {},
): Promise<DocumentAnswer> {
  const found = await base.search(question, { ...options, k: search.passages + search.spare });
  const hits = tellingFirst(question, found).slice(0, search.passages);
  if (COMPARES.test(question)) await addEachDocument(base, question, hits, options.signal);
  if (hits.length === 0) return { spans: [], missing: [] };
  const terms = contentTerms(part);
  const kinds = expectedKinds(part);
  const windows = await judgeWindows(base, hits, question, part, terms, kinds);
  const missing = await whatIsMissing(base, hits, windows, question, terms, kinds);
  if (missing !== null) return { spans: [], missing };
  return { ...withConflict(chooseSpans(windows, terms, part), windows), missing: [] };
}

/** Passages that only list or caption something go last, unless just that is asked for. */
function tellingFirst(question: string, hits: readonly SearchHit[]): SearchHit[] {
  if (wantsListings(question)) return [...hits];
  const tells = ({ heading, text }: SearchHit) => substance(heading, text) >= search.least_substance;
  return [...hits.filter(tells), ...hits.filter((hit) => !tells(hit))];
}

/** Questions that set one thing against another, which two documents may each describe. */
const COMPARES =
  /\b(compare|contrast|versus|vs|both|either|which of the two|or should i|agree|disagree)\b|比较|相比|对比|两者|两种(方法|算法|文档)/iu;

/** Of the documents that were found at all, the best passages of each come to the front: a comparison needs both sides. */
async function addEachDocument(
  base: KnowledgeBase,
  question: string,
  hits: SearchHit[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const documents = [...new Set(hits.map(({ document }) => document))].slice(0, search.compared_documents);
  if (documents.length < 2) return;
  const sides: SearchHit[] = [];
  for (const document of documents) {
    const own = await base.search(question, {
      k: search.passages_of_each + search.spare,
      documents: [document],
      ...(signal ? { signal } : {}),
    });
    const best = tellingFirst(question, own).slice(0, search.passages_of_each);
    // scores are of one search only: those of the sides stand for themselves by rank
    sides.push(...best.map((hit, rank) => ({ ...hit, score: -rank })));
  }
  hits.splice(0, hits.length, ...sides.sort((a, b) => b.score - a.score));
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

/** Questions that need more than one place. */
const SEVERAL =
  /\b(compare|comparison|versus|vs|both|each|differ\w*|list|steps?|stages?|walk me|what are|which .*s\b.*\?|two|three|and (what|which|how|why|where))\b|比较|相比|区别|分别|各是|哪些|步骤|哪几|以及|还/iu;

function overlaps(a: QuotableSentence, b: QuotableSentence): boolean {
  return a.document === b.document && a.page === b.page && a.start < b.end && b.start < a.end;
}
