import type { SearchHit } from '../../rag/types.ts';
import { coverage, stemText, type Term } from '../reasoner/builtin/relevance.ts';
import type { ExpectedKind } from './expected-answer.ts';
import weights from './weights.json' with { type: 'json' };

const { refuse } = weights;

/**
 * Whether a passage names enough of the terms of the trade that the question names. The quantity itself is none: a density
 * of minerals does not answer for that of a drilling mud. Across languages nothing but such terms links the two.
 */
export function speaksOfSubject(
  { title, heading, text }: SearchHit,
  terms: readonly Term[],
  kinds: readonly ExpectedKind[],
): boolean {
  const passage = stemText(`${title} ${heading} ${text}`);
  const ofTrade = (some: readonly Term[]) => some.filter(({ weight }) => weight > 1);
  const names = (trade: Term[]) => trade.length === 0 || coverage(passage, trade) >= refuse.least_subject;
  const subject = terms.filter((term) => !kinds.some((kind) => kind.asks.test(term.text)));
  if (!names(ofTrade(terms)) || !names(ofTrade(subject))) return false;
  return ofTrade(subject).length > 0 || !subject.some((term) => HAN.test(term.text)) || HAN.test(text);
}

const HAN = /\p{Script=Han}/u;
