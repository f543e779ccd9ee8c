import kept from './kept-words.json' with { type: 'json' };

const LETTER_LOST = new Set(kept.letterLost.split(' '));
const LIGATURE_LOST = new Set(kept.ligatureLost.split(' '));
const JOINED = new Set(kept.joined.split(' '));

/** Words that something missing, or a space, could turn another word into. In small letters. */
export interface Words {
  /** Whether it stands in the knowledge base, in whatever letters. */
  has(word: string): boolean;
  /** Whether it stands there in small letters, as no name does. */
  hasSmall(word: string): boolean;
}

/** Whether what is left of a word is known for a word: "contact" of "contract", "species" of "specifies". */
export function isKeptWord(left: string): boolean {
  return LETTER_LOST.has(left) || LIGATURE_LOST.has(left);
}

/** The same of the words of the base too. */
export function isWord(left: string, words: Words): boolean {
  return isKeptWord(left) || words.has(left);
}

/** "in organic" and "inorganic" are not the same, nor are "no table" and "notable", or "a typical" and "atypical". */
export function isOtherWordJoined(before: string, after: string, words: Words): boolean {
  if (!/^(?:a|in|no|not)$/i.test(before)) return false;
  const joined = (before + after).toLowerCase();
  return JOINED.has(joined) || words.has(joined);
}

/** The words of a knowledge base's pages, gathered when a damaged quotation first asks for them. */
export class BaseWords implements Words {
  private readonly pages: () => Iterable<string>;
  private small: Set<string> | null = null;
  private readonly capital = new Set<string>();

  constructor(pages: () => Iterable<string>) {
    this.pages = pages;
  }

  has(word: string): boolean {
    return this.hasSmall(word) || this.capital.has(word);
  }

  hasSmall(word: string): boolean {
    if (this.small === null) this.gather((this.small = new Set()));
    return this.small.has(word);
  }

  private gather(small: Set<string>): void {
    for (const text of this.pages()) {
      for (const [word] of text.normalize('NFKC').matchAll(/[A-Za-zÀ-ÿ]{3,}/g)) {
        if (/^[a-zß-ÿ]+$/.test(word)) small.add(word);
        else this.capital.add(word.toLowerCase());
      }
    }
  }
}
