import type { QuotableSentence } from '../passages.ts';
import type { DocumentAnswer } from './answer-spans.ts';
import { type Candidate, type ReadPassage, ranked, withNeighbour } from './candidates.ts';
import { valuesConflict } from './conflicting-values.ts';
import { COMPARES, SEVERAL } from './question-shape.ts';
import weights from './weights.json' with { type: 'json' };

const { choose } = weights;

/** The spans of read passages to quote, one at least, and what another page says against the first of them. */
export function chosenSpans(
  passages: readonly ReadPassage[],
  part: string,
): Pick<DocumentAnswer, 'spans' | 'conflict'> {
  const candidates = ranked(passages);
  const chosen = chooseSpans(candidates, part);
  const against = contradicting(chosen[0]!, candidates);
  if (against !== undefined && !chosen.includes(against)) chosen.push(against);
  const spans = chosen.map((one): QuotableSentence => {
    const { document, title, page, start, end, text, heading, score } = withNeighbour(one, passages[one.hit]!);
    return { document, title, page, start, end, text, heading, score };
  });
  return against === undefined ? { spans } : { spans, conflict: [0, chosen.indexOf(against)] };
}

/** The best passage's sentence, and where several things are asked those of other passages that are nearly as good. */
function chooseSpans(candidates: readonly Candidate[], part: string): Candidate[] {
  const first = candidates[0]!;
  const sides = COMPARES.test(part) ? bestOfEachDocument(candidates) : [];
  const chosen = sides.length > 1 ? sides : [first];
  if (!SEVERAL.test(part)) return chosen;
  for (const other of candidates) {
    if (chosen.length >= choose.most_of_several || other.score < first.score - choose.behind_of_several) break;
    if (other.answers < choose.least_answers || chosen.includes(other)) continue;
    chosen.push(other);
  }
  return chosen;
}

/** What another page says against a sentence's value, as far as it speaks as much of what is asked. */
function contradicting(first: Candidate, candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.find(
    (other) =>
      (other.document !== first.document || other.page !== first.page) &&
      first.gives &&
      other.gives &&
      other.answers >= choose.least_against &&
      other.terms >= first.terms * choose.least_conflict &&
      valuesConflict(first.text, other.text),
  );
}

/** The best sentence of each document, but none far behind the best of all. */
function bestOfEachDocument(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const one of candidates) if (!best.has(one.document)) best.set(one.document, one);
  return [...best.values()].filter(({ score }) => score >= candidates[0]!.score - choose.behind_of_sides);
}
