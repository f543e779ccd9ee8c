import kept from './kept-words.json' with { type: 'json' };

const LETTER_LOST = new Set(kept.letterLost.split(' '));
const LIGATURE_LOST = new Set(kept.ligatureLost.split(' '));
const JOINED = new Set(kept.joined.split(' '));

/** Words that something missing, or a space, could turn another word into. */
export interface Words {
  /** Whether what is left of a word is a word itself: kept in the list, or standing in the knowledge base. */
  isWord(left: string): boolean;
  /** Whether it stands in the knowledge base, in small letters. */
  stands(word: string): boolean;
}

/** "contact" is left of "contract", "species" of "specifies". */
export function isKeptWord(left: string): boolean {
  return LETTER_LOST.has(left) || LIGATURE_LOST.has(left);
}

/** "in organic" and "inorganic" are not the same, nor are "no table" and "notable", or "a typical" and "atypical". */
export function isOtherWordJoined(before: string, after: string, words: Words): boolean {
  if (!/^(?:a|in|no|not)$/i.test(before)) return false;
  const joined = (before + after).toLowerCase();
  return JOINED.has(joined) || words.stands(joined);
}

/** The words of a knowledge base's pages, gathered when a damaged quotation first asks for them. */
export class BaseWords implements Words {
  private readonly pages: () => Iterable<string>;
  private words: Set<string> | null = null;

  constructor(pages: () => Iterable<string>) {
    this.pages = pages;
  }

  isWord(left: string): boolean {
    const small = left.toLowerCase();
    return isKeptWord(small) || this.stands(small);
  }

  stands(word: string): boolean {
    if (this.words === null) {
      this.words = new Set();
      for (const text of this.pages()) {
        for (const [found] of text
          .normalize('NFKC')
          .toLowerCase()
          .matchAll(/[a-zß-ÿ]{3,}/g))
          this.words.add(found);
      }
    }
    return this.words.has(word);
  }
}
