import { detectLanguage } from '../../core/language.ts';
import { sentences } from '../../rag/split/sentences.ts';
import type { KnowledgeBase, SearchHit } from '../../rag/types.ts';
import type { QuotableSentence } from '../passages.ts';
import { contentTerms, coverage, speaksOf, stemText, type Term } from '../reasoner/builtin/relevance.ts';
import { valuesConflict } from './conflicting-values.ts';
import { type ExpectedKind, expectedKinds } from './expected-answer.ts';
import { isPlainProse } from './plain-prose.ts';
import { namesIt, specificNames } from './specific-names.ts';
import weights from './weights.json' with { type: 'json' };

/** What documents alone say to a question. */
export interface DocumentAnswer {
  /** Best first; empty where nothing answers. */
  spans: QuotableSentence[];
  /** What the question asks for and the passages do not have. */
  missing: string[];
  /** Two of the spans, by their places, whose values cannot both be right. */
  conflict?: [number, number];
}

const { search, score, choose, refuse } = weights;

/** A sentence, or two in a row, of a found passage. */
interface Window extends QuotableSentence {
  hit: number;
  cosine: number;
  /** Share of the question's terms, 0..1. */
  terms: number;
  /** Holds a value of a kind that is asked for. */
  gives: boolean;
  /** Two sentences: the window before is the first of them, the window behind the second. */
  pair: boolean;
}

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
  const hits = await base.search(question, { ...options, k: search.passages });
  if (COMPARES.test(question)) await addEachDocument(base, question, hits, options.signal);
  if (hits.length === 0) return { spans: [], missing: [] };
  const terms = contentTerms(part);
  const kinds = expectedKinds(part);
  const windows = await judgeWindows(base, hits, question, part, terms, kinds);
  const missing = await whatIsMissing(base, hits, windows, question, terms, kinds);
  if (missing !== null) return { spans: [], missing };
  return { ...withConflict(chooseSpans(windows, terms, part), windows), missing: [] };
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
      k: search.passages_of_each,
      documents: [document],
      ...(signal ? { signal } : {}),
    });
    sides.push(...own);
  }
  // scores are of one search only: those of the sides stand for themselves by rank
  const ranked = sides.map((hit, at) => ({ ...hit, score: -(at % search.passages_of_each) }));
  hits.splice(0, hits.length, ...ranked.sort((a, b) => b.score - a.score));
}

async function judgeWindows(
  base: KnowledgeBase,
  hits: SearchHit[],
  question: string,
  part: string,
  terms: Term[],
  kinds: ExpectedKind[],
): Promise<Window[]> {
  const looked = hits.slice(0, search.looked_at);
  const [best, worst] = [hits[0]!.score, hits.at(-1)!.score];
  const windows: Window[] = [];
  for (const [hit, { document, title, page, start, text, heading, score: rank }] of looked.entries()) {
    const context = coverage(stemText(`${title} ${heading}`), terms);
    for (const span of spansOf(text)) {
      const quote = text.slice(span.start, span.end);
      const stems = coverage(stemText(quote), terms);
      const gives = kinds.length > 0 && kinds.some((kind) => kind.gives.test(quote));
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
          (span.pair ? score.two_sentences : 0),
        pair: span.pair,
      });
    }
  }
  await addNearness(base, part === question ? question : `${question} ${part}`, windows);
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

/** Entries of reference lists: initials, a year with a colon or in brackets behind names, a publisher's number. */
const REFERENCE = /\b[A-Z]\.(?:\s?[A-Z]\.)*[;,].*\b(?:19|20)\d\d[a-z]?\s?[:.]|\bdoi\b|\bpp?\. ?\d+[-–]\d+/u;

/** Headings, titles and loose labels say nothing by themselves; rows of tables hold values. */
function says(text: string): boolean {
  if (REFERENCE.test(text)) return false;
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

/** Why nothing answers; null where something does. */
async function whatIsMissing(
  base: KnowledgeBase,
  hits: SearchHit[],
  windows: Window[],
  question: string,
  terms: Term[],
  kinds: ExpectedKind[],
): Promise<string[] | null> {
  if (windows.length === 0) return terms.map(({ text }) => text);
  const nearest = Math.max(...windows.map(({ cosine }) => cosine));
  const covered = Math.max(...windows.map(({ terms: share }) => share));
  if (nearest < refuse.least_cosine && covered < refuse.least_terms) return terms.map(({ text }) => text);
  const names: string[] = [];
  const read = hits.map(({ title, heading, text }) => `${title} ${heading} ${text}`);
  for (const name of specificNames(question)) {
    if (read.some((text) => namesIt(text, name))) continue;
    const [hit] = await base.search(name, { k: 1, stage: 'bm25' });
    if (!hit || !namesIt(hit.text, name)) names.push(name);
  }
  const passages = read.map(stemText);
  const unspoken = terms.filter((term) => !passages.some((passage) => speaksOf(passage, term))).map(({ text }) => text);
  names.push(...unspoken.filter((text) => DATED.test(text)));
  if (names.length > 0) return names;
  if (kinds.length === 0) return null;
  // the value must stand where the rest of the answer does, not somewhere
  const top = Math.max(...windows.map((window) => bare(window)));
  const near = windows.some(
    (window) => window.gives && bare(window) >= top - refuse.value_behind && speaksOfSubject(hits[window.hit]!, terms),
  );
  if (near) return null;
  const kind = detectLanguage(question) === 'zh' ? 'zh' : 'name';
  return [...kinds.map((one) => one[kind]), ...unspoken];
}

/** A year or a day: what is asked of it is not answered by another. */
const DATED = /\d{4}/;

/** A window's score without what its value brings. */
function bare({ score: all, gives }: Window): number {
  return all - (gives ? score.gives : 0);
}

/** Whether a passage names enough of the terms of the trade that the question names. */
function speaksOfSubject({ title, heading, text }: SearchHit, terms: Term[]): boolean {
  const trade = terms.filter(({ weight }) => weight > 1);
  return trade.length === 0 || coverage(stemText(`${title} ${heading} ${text}`), trade) >= refuse.least_subject;
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
