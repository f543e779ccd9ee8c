import type { AnswerNumber } from '../../core/answer.ts';
import type { Evidence } from '../../core/evidence.ts';

/** What a sentence is for; the answer is laid out by it and the reviewer asks different things of each. */
export type SentenceRole = 'lead' | 'detail' | 'document' | 'comparison' | 'table' | 'caveat' | 'advice' | 'frame';

/** A number as it stands in a sentence, with the one place that it comes from, or the formula that derives it. */
export type BoundNumber = AnswerNumber;

/**
 * One sentence of a draft. `text` may hold citation marks `⟦evidence id⟧`, which become [1], [2] … when the answer is
 * assembled. Every number outside quotations must be in `numbers`, or be found in the evidence by the number guard.
 */
export interface Sentence {
  text: string;
  role: SentenceRole;
  /** Id of the part of the question that it answers. */
  part: string;
  evidence: string[];
  numbers: BoundNumber[];
}

/** A value that is said with a reference: interpolate it into {@link sentence} and the binding comes with it. */
export interface Said {
  text: string;
  evidence: string[];
  number?: BoundNumber;
}

export type Piece = string | Said;

/** Tagged template: joins text and said values, and collects what they are bound to. */
export function phrase(
  strings: TemplateStringsArray,
  ...pieces: (Piece | Piece[])[]
): Said & { numbers: BoundNumber[] } {
  let text = '';
  const evidence = new Set<string>();
  const numbers: BoundNumber[] = [];
  const take = (piece: Piece) => {
    if (typeof piece === 'string') {
      text += piece;
      return;
    }
    text += piece.text;
    for (const id of piece.evidence) evidence.add(id);
    if (piece.number) numbers.push(piece.number);
    if ('numbers' in piece) numbers.push(...(piece as { numbers: BoundNumber[] }).numbers);
  };
  strings.forEach((string, index) => {
    text += string;
    const piece = pieces[index];
    if (piece === undefined) return;
    for (const one of Array.isArray(piece) ? piece : [piece]) take(one);
  });
  return { text, evidence: [...evidence], numbers };
}

/** The mark that stands for a citation until the references are numbered. */
export function cite(evidence: Evidence): Said {
  return { text: `⟦${evidence.id}⟧`, evidence: [evidence.id] };
}

/** A name or other word that rests on a piece of evidence. */
export function named(text: string, ...evidence: (Evidence | undefined)[]): Said {
  return { text, evidence: evidence.filter((one) => one !== undefined).map((one) => one.id) };
}

export const CITATION = /⟦([A-Z][0-9a-f]{12})⟧/g;
