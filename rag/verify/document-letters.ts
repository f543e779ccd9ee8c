import { foldText } from './fold.ts';
import { lettersOf } from './letters.ts';
import { places, type Search, slack } from './places.ts';
import type { QuotedDocument } from './quoted-document.ts';

/** A page on which a quotation could stand; `runsOver` where it could end on the next. */
export interface Candidate {
  page: number;
  runsOver: boolean;
}

/** Whole documents are searched for longer pieces than pages: few other places have them. */
const FAR_AWAY: Search = { piece: 16, share: 0.5 };

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

  /** The pages on which a quotation of these letters could begin, counted from 1. */
  candidates(letters: string): Candidate[] {
    const near = slack(letters.length);
    const found = new Map<number, Candidate>();
    for (const place of places(this.text, letters, FAR_AWAY)) {
      // A place near a page's end may belong to the next page.
      for (const begin of [place - near, place, place + near]) {
        const page = this.pageAt(Math.min(Math.max(0, begin), this.text.length - 1));
        const runsOver = begin + letters.length + near > this.starts[page]!;
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
