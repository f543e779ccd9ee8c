import { lettersOf } from './letters.ts';

/** A quotation, or a part of one, folded. */
export interface QuoteText {
  text: string;
  letters: string;
  /** How many characters stand before its first letter. */
  lead: number;
  pieces: Piece[];
}

/** A piece of a quotation's letters: where damage spared it, it leads to the place of the whole. */
interface Piece {
  text: string;
  /** Letters of the quotation before it. */
  offset: number;
}

const PIECE_LETTERS = 14;
/** Letters are lost or put in at most so densely; a place is known as exactly as that. */
const LETTERS_A_LOSS = 6;

export function quoteText(folded: string): QuoteText {
  const { text: letters, at } = lettersOf(folded);
  const count = Math.max(letters.length < 8 ? 1 : 2, Math.floor(letters.length / PIECE_LETTERS));
  const offset = (piece: number) => Math.floor((letters.length * piece) / count);
  const pieces = Array.from({ length: count }, (_, piece) => ({
    text: letters.slice(offset(piece), offset(piece + 1)),
    offset: offset(piece),
  }));
  return { text: folded, letters, lead: at[0] ?? 0, pieces };
}

/** By how many letters a place in `places` may be wrong. */
export function slack(quote: QuoteText): number {
  return 3 + Math.floor(quote.letters.length / LETTERS_A_LOSS);
}

/**
 * Where in a text of letters a damaged quotation could begin: where at least a `share` of its pieces point to. One pass
 * over the text for each piece, however long the quotation; ascending.
 */
export function places(letters: string, quote: QuoteText, share: number, from = 0): number[] {
  const { pieces } = quote;
  const enough = Math.ceil(pieces.length * share);
  const begins: number[] = [];
  for (const [at, { text, offset }] of pieces.entries()) {
    if (begins.length === 0 && pieces.length - at < enough) return [];
    if (text === '') continue;
    for (let found = letters.indexOf(text, from); found >= 0; found = letters.indexOf(text, found + 1)) {
      begins.push(found - offset);
    }
  }
  begins.sort((a, b) => a - b);
  const near = slack(quote);
  let low = 0;
  let high = 0;
  return begins.filter((begin, at) => {
    while (begins[low]! < begin - near) low++;
    while (high < begins.length && begins[high]! <= begin + near) high++;
    return high - low >= enough && begin !== begins[at - 1];
  });
}
