import type { StoredDocument } from '../index/store.ts';
import { foldText } from './fold.ts';
import { lettersOf } from './letters.ts';
import { places, type QuoteText, slack } from './places.ts';

/** A page on which a quotation could stand; `runsOver` where it could end on the next. */
export interface Candidate {
  page: number;
  runsOver: boolean;
}

/** Of the pieces of a quotation so many (a share) must be whole, for a page that it is not attributed to. */
const PIECES_FAR_AWAY = 0.5;

/** The letters of a whole document in one text: where in it a quotation could stand costs one pass, page ends and all. */
export class DocumentLetters {
  private readonly text: string;
  /** Where each page begins, and the end. */
  private readonly starts: number[] = [0];

  constructor(document: StoredDocument) {
    const pages = document.pages.map(({ text }) => lettersOf(foldText(text).text).text);
    for (const letters of pages) this.starts.push(this.starts.at(-1)! + letters.length);
    this.text = pages.join('');
  }

  /** Pages are counted from 1. */
  candidates(quote: QuoteText): Candidate[] {
    const near = slack(quote);
    const found = new Map<number, Candidate>();
    for (const place of places(this.text, quote, PIECES_FAR_AWAY)) {
      // A place near a page's end may belong to the next page.
      for (const begin of [place - near, place, place + near]) {
        const page = this.pageAt(Math.min(Math.max(0, begin), this.text.length - 1));
        const runsOver = begin + quote.letters.length + near > this.starts[page]!;
        found.set(page, { page, runsOver: runsOver || found.get(page)?.runsOver === true });
      }
    }
    return [...found.values()];
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
