import { type Span, sentences } from '../../rag/split/sentences.ts';
import type { SearchHit } from '../../rag/types.ts';
import type { QuotableSentence } from '../passages.ts';
import { coverage, stemText, type Term } from '../reasoner/builtin/relevance.ts';
import type { ExpectedKind } from './expected-answer.ts';
import { passageScore, sentenceScore } from './judge.ts';
import { isPlainProse } from './plain-prose.ts';
import type { Reader, Reading } from './reader/reader.ts';
import { namesIt, specificNames } from './specific-names.ts';
import { speaksOfSubject } from './subject.ts';
import { isReference, withoutLabels } from './substance.ts';
import weights from './weights.json' with { type: 'json' };

const { search, choose } = weights;

/** A sentence of a found passage that could answer. Shares are 0..1. */
export interface Candidate extends QuotableSentence {
  /** Place of its passage among those that were read. */
  hit: number;
  /** That this sentence answers, and that any of its passage does, as the reader has it. */
  share: number;
  answers: number;
  /** Share of the question's terms in it. */
  terms: number;
  /** Holds a value of a kind that is asked for, in a passage on the subject. */
  gives: boolean;
}

/** A found passage as it was read. */
export interface ReadPassage {
  hit: SearchHit;
  reading: Reading;
  /** Sentence by sentence; null where it cannot be quoted. */
  candidates: (Candidate | null)[];
  /** The one to quote. */
  best: Candidate | null;
}

/**
 * Reads the best passages for a question.
 * @param hits in the order in which they are to be read
 * @param question the whole of it; its names tell which passages are on the subject
 * @param part what is to be answered now: a question of several parts is read part by part
 * @param terms of the part
 */
export async function readPassages(
  reader: Reader,
  hits: readonly SearchHit[],
  question: string,
  part: string,
  terms: Term[],
  kinds: ExpectedKind[],
): Promise<ReadPassage[]> {
  const looked = hits.slice(0, search.looked_at);
  const scores = looked.map(({ score }) => score);
  const [top, worst] = [Math.max(...scores), Math.min(...scores)];
  const named = specificNames(question);
  const passages: ReadPassage[] = [];
  for (const [at, hit] of looked.entries()) {
    const spans = sentences(hit.text);
    const reading = await reader(
      part,
      spans.map(({ start, end }) => hit.text.slice(start, end)),
    );
    const whole = `${hit.title} ${hit.heading} ${hit.text}`;
    const names = named.length === 0 ? 1 : named.filter((name) => namesIt(whole, name)).length / named.length;
    const onSubject = kinds.length > 0 && speaksOfSubject(hit, terms, kinds);
    const candidates = spans.map((span, place): Candidate | null => {
      const text = hit.text.slice(span.start, span.end);
      if (!quotable(text)) return null;
      const share = reading.shares[place]!;
      const answers = 1 - reading.nothing;
      const own = coverage(stemText(text), terms);
      const gives = onSubject && kinds.some((kind) => kind.gives.test(withoutLabels(text)));
      return { ...placeOf(hit, span, text), hit: at, share, answers, terms: own, gives, score: 0 };
    });
    const best = pointedAt(candidates);
    if (best !== null) {
      best.score = passageScore({
        sentence: best.share,
        answers: best.answers,
        rank: (hit.score - worst) / Math.max(top - worst, 1e-6),
        first: Number(at === 0),
        score: hit.score - worst,
        terms: best.terms,
        names,
        gives: Number(best.gives),
      });
    }
    passages.push({ hit, reading, candidates, best });
  }
  return passages;
}

function placeOf(hit: SearchHit, span: Span, text: string) {
  const { document, title, page, heading, start } = hit;
  return { document, title, page, heading, start: start + span.start, end: start + span.end, text };
}

/** The sentence of a passage that the reader points at, as far as it can be quoted. */
function pointedAt(candidates: readonly (Candidate | null)[]): Candidate | null {
  const score = ({ share, terms }: Candidate) => sentenceScore(share, terms);
  return candidates.reduce((best, one) => (one && (!best || score(one) > score(best)) ? one : best), null);
}

/** What the passages have to quote, best first. */
export function ranked(passages: readonly ReadPassage[]): Candidate[] {
  return passages
    .map(({ best }) => best)
    .filter((one) => one !== null)
    .sort((a, b) => b.score - a.score);
}

/** A candidate with the sentence behind or before it, where the reader points at that one as well. */
export function withNeighbour(candidate: Candidate, { hit, candidates }: ReadPassage): Candidate {
  const at = candidates.indexOf(candidate);
  const spans = sentences(hit.text);
  for (const [from, to] of [
    [at, at + 1],
    [at - 1, at],
  ] as const) {
    const [one, other] = [candidates[from], candidates[to]];
    const beside = from === at ? other : one;
    if (!one || !other || !beside || spans[to]!.paragraph || beside.share < choose.least_neighbour) continue;
    if (other.end - one.start > choose.longest) continue;
    const text = hit.text.slice(one.start - hit.start, other.end - hit.start);
    return { ...candidate, start: one.start, end: other.end, text, gives: one.gives || other.gives };
  }
  return candidate;
}

/** Headings, titles, references and loose labels say nothing by themselves; rows of tables hold values. */
export function quotable(text: string): boolean {
  if (text.length < choose.shortest || text.length > choose.longest) return false;
  if (isReference(text) || !isPlainProse(text)) return false;
  return /[.!?。！？；;:：]['"”’)\]]*$/u.test(text) || text.length > choose.longest_label || /\d.*\d/.test(text);
}
