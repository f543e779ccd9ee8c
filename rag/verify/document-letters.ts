import { foldText } from './fold.ts';
import { lettersOf } from './letters.ts';
import type { QuoteText } from './match.ts';
import type { QuotedDocument } from './quoted-document.ts';

/** A page on which a quotation could stand; `runsOver` where it could end on the next. */
export interface Candidate {
  page: number;
  runsOver: boolean;
}

/** Of a damaged quotation so many pieces (one in so many) must stand on a page for it to be looked at more closely. */
const PIECES_A_FIND = 3;

/** The letters of a whole document in one text: where in it a quotation could stand costs one pass, page ends and all. */
export class DocumentLetters {
  private readonly text: string;
  /** Where each page begins, and the end. */
  private readonly starts: number[] = [0];

  constructor(document: QuotedDocument) {
    const pages = document.pages.map(({ text }) => lettersOf(foldText(text).text).text);
    for (const letters of pages) this.starts.push(this.starts.at(-1)! + letters.length);
    this.text = pages.join('');
  }

  /** Pages are counted from 1. */
  candidates(quote: QuoteText): Candidate[] {
    const whole = this.find(quote.letters, 0, quote.letters.length);
    const pieces = new Map<number, Candidate & { pieces: number }>();
    for (const { text, offset } of quote.pieces) {
      for (const candidate of this.find(text, offset, quote.letters.length).values()) {
        const known = pieces.get(candidate.page);
        pieces.set(candidate.page, {
          page: candidate.page,
          runsOver: candidate.runsOver || known?.runsOver === true,
          pieces: (known?.pieces ?? 0) + 1,
        });
      }
    }
    const enough = Math.max(1, Math.floor(quote.pieces.length / PIECES_A_FIND));
    for (const candidate of pieces.values()) {
      if (candidate.pieces >= enough && !whole.has(candidate.page)) whole.set(candidate.page, candidate);
    }
    return [...whole.values()];
  }

  /** The pages on which a quotation of `length` letters would begin if `letters` stood `offset` letters behind its beginning. */
  private find(letters: string, offset: number, length: number): Map<number, Candidate> {
    const found = new Map<number, Candidate>();
    if (letters === '') return found;
    for (let at = this.text.indexOf(letters); at >= 0; at = this.text.indexOf(letters, at + 1)) {
      const begin = Math.max(0, at - offset);
      const page = this.pageAt(begin);
      const runsOver = begin + length > this.starts[page]!;
      found.set(page, { page, runsOver: runsOver || found.get(page)?.runsOver === true });
    }
    return found;
  }

  private pageAt(letter: number): number {
    let low = 0;
    for (let high = this.starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= letter) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
