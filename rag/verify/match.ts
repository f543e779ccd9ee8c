import { type FoldedText, JOINT, LOST, MINUS } from './fold.ts';
import { endsInNegation, isFreeSpace, isUnitAfter } from './guards.ts';
import { type Letters, lettersOf } from './letters.ts';
import {
  LIGATURES,
  mayLackLetter,
  mayMarkLetter,
  mayMarkLigature,
  NO_TRACE_LIGATURES,
  pageMayLackLigature,
  quoteMayLackLigature,
} from './losses.ts';
import { places, type Search, slack } from './places.ts';
import { isWord, type Words } from './words.ts';

/** A span of a folded page: [start, end). */
export interface Match {
  start: number;
  end: number;
}

/** A page, folded, and its letters. */
export interface PageText {
  folded: FoldedText;
  letters: Letters;
}

/** A quotation, or a part of one, folded. */
export interface QuoteText {
  text: string;
  letters: string;
  /** How many characters stand before its first letter. */
  lead: number;
}

const ON_A_PAGE: Search = { piece: 8, share: 0.25 };
/** A quotation that lacks a letter needs so many characters, and so many stand between two such words. */
const CHARACTERS_A_LETTER = 24;
const CHARACTERS_BETWEEN_LETTERS = 40;
/** One lost ligature in so many characters, and at least one. */
const CHARACTERS_A_LIGATURE = 12;

const MOST_TRIES = 5_000;

const WORD = /[\p{L}\p{N}]/u;
const LETTER = /\p{L}/u;
const LATIN = /[\p{Script=Latin}\p{Script=Greek}]/u;
const DIGIT = /\p{N}/u;
const HAN = /\p{Script=Han}/u;

export function quoteText(folded: string): QuoteText {
  const { text, at } = lettersOf(folded);
  return { text: folded, letters: text, lead: at[0] ?? 0 };
}

/**
 * Finds a quotation in a page from `from` on: with all its letters, or, failing that, with the losses that are allowed
 * (losses.ts). Spaces and hyphens come and go (guards.ts); the first letter's case is free, as at the start of a
 * sentence; all other characters count.
 */
export function findQuote(page: PageText, quote: QuoteText, words: Words, from = 0): Match | null {
  if (quote.letters === '') return null;
  const { letters } = page;
  const first = firstFrom(letters.at, from);
  for (let at = letters.text.indexOf(quote.letters, first); at >= 0; at = letters.text.indexOf(quote.letters, at + 1)) {
    const match = matchFrom(page, letters.at[at]!, quote, words);
    if (match !== null && match.start >= from) return match;
  }
  const near = slack(quote.letters.length);
  let next = first;
  for (const place of places(letters.text, quote.letters, ON_A_PAGE, first)) {
    const last = Math.min(place + near, letters.at.length - 1);
    for (next = Math.max(next, place - near); next <= last; next++) {
      const index = letters.at[next]!;
      const match = startsWord(page.folded.text, index) ? matchFrom(page, index, quote, words) : null;
      if (match !== null && match.start >= from) return match;
    }
  }
  return null;
}

function firstFrom(at: Uint32Array, from: number): number {
  let low = 0;
  for (let high = at.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (at[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function startsWord(text: string, index: number): boolean {
  return HAN.test(text[index]!) || !WORD.test(text[index - 1] ?? '') || HAN.test(text[index - 1]!);
}

/** Matches a quotation whose first letter stands at `index` of the page, or would stand there were it not lost. */
function matchFrom(page: PageText, index: number, quote: QuoteText, words: Words): Match | null {
  const { text } = page.folded;
  let start = index;
  let lead = quote.text.slice(0, quote.lead);
  if (lead.endsWith(LOST)) lead = lead.slice(0, -1);
  for (let at = lead.length - 1; at >= 0; at--) {
    if (lead[at] === ' ' || lead[at] === JOINT) continue;
    start--;
    while (text[start] === ' ' || text[start] === JOINT) start--;
    if (text[start] !== lead[at]) return null;
  }
  let from = index;
  let at = lead.length;
  if (text[index] !== quote.text[at] && isFirstLetter(page.folded.text, index, quote.text, at)) {
    from++;
    at++;
  }
  const end = new Alignment(text, quote.text, words).end(from, at, {
    ligatures: Math.max(1, Math.floor(quote.text.length / CHARACTERS_A_LIGATURE)),
    nextLetter: quote.text.length < CHARACTERS_A_LETTER ? Number.POSITIVE_INFINITY : 0,
  });
  return end !== null && isWhole(text, { start, end }) ? { start, end } : null;
}

/** Words of one or two letters that are not only symbols or units. "As" and "In" are also elements. */
const SHORT_WORD = /^(?:a|am|an|as|at|be|by|do|go|he|i|if|in|is|it|me|my|no|of|on|or|so|to|up|us|we)$/i;
const ELEMENT = /^(?:As|At|Be|He|I|In|No)$/;
const SENTENCE_BEFORE = /(?:^|[.!?:;"'([•])\s*$/;
const MARKS_A_WORD = /^ (?:a|all|an|any|each|its?|more|most|no|our|some|such|the|their|there|these|this|those|we)\b/;

/** Whether two letters are one but for the capital of a sentence's beginning. A symbol's case is its meaning. */
function isFirstLetter(page: string, i: number, quote: string, j: number): boolean {
  const p = page[i]!;
  const q = quote[j]!;
  if (p.toLowerCase() !== q.toLowerCase()) return false;
  const word = /^\p{L}+/u.exec(quote.slice(j, j + 40))![0];
  if (/^\p{L}\p{Ll}{2}/u.test(word)) return true;
  if (!SHORT_WORD.test(word)) return false;
  const printed = p + word.slice(1);
  if (!ELEMENT.test(printed)) return true;
  return SENTENCE_BEFORE.test(page.slice(Math.max(0, i - 3), i)) || MARKS_A_WORD.test(page.slice(i + word.length));
}

/**
 * Whether a match ends where words and numbers end: "altered" does not stand in "unaltered", nor "2.2 µm" in "12.2 µm"
 * or "-2.2 µm", nor "5 m" in "5 mm", nor "0.2" in "0.25" or "0.2 %". What is denied does not stand without its "not".
 */
function isWhole(page: string, { start, end }: Match): boolean {
  const first = page[start] ?? '';
  const before = page[start - 1] ?? '';
  const last = page[end - 1] ?? '';
  const after = page[end] ?? '';
  if (!HAN.test(first) && WORD.test(first) && (WORD.test(before) || before === JOINT) && !HAN.test(before))
    return false;
  if (!HAN.test(last) && WORD.test(last) && (WORD.test(after) || after === JOINT) && !HAN.test(after)) return false;
  // "12 g" is not "12 g/t".
  if (LATIN.test(last) && /^\/\p{L}/u.test(page.slice(end, end + 2))) return false;
  if (DIGIT.test(first)) {
    const two = page.slice(Math.max(0, start - 2), start);
    if (/\p{N}[.,]$/u.test(two) || /(?:[±~<>≤≥≈] ?|[+^−])$/.test(two)) return false;
    // A minus sign; between two numbers it is a range.
    if (/-$/.test(two) && !/\p{N}-$/u.test(two)) return false;
  }
  if (DIGIT.test(last)) {
    const rest = page.slice(end, end + 3);
    if (/^[.,]\p{N}/u.test(rest) || /^\s?[%‰°]/.test(rest) || isUnitAfter(page, end)) return false;
  }
  if (endsInNegation(page.slice(Math.max(0, start - 12), start))) return false;
  // The exponent belongs to the unit: "m" is not "m²".
  return !/^[²³⁻¹⁰⁴-⁹^]/.test(after);
}

/** How many losses a quotation may still have. */
interface Allowance {
  ligatures: number;
  /** Index in the quotation from which on a letter may be lost again. */
  nextLetter: number;
}

/** The characters of a page and a quotation side by side. */
class Alignment {
  private readonly page: string;
  private readonly quote: string;
  private readonly words: Words;
  /** How often a loss was tried; hostile texts could offer them without end. */
  private tries = 0;

  constructor(page: string, quote: string, words: Words) {
    this.page = page;
    this.quote = quote;
    this.words = words;
  }

  /** Where the quotation from `j` on ends in the page from `i` on, or null. */
  end(i: number, j: number, allowed: Allowance): number | null {
    const { page, quote, words } = this;
    while (j < quote.length) {
      const p = page[i];
      const q = quote[j]!;
      if (p === undefined) return null;
      if (p === q || this.isSameSign(i, j)) {
        i++;
        j++;
        continue;
      }
      const repaired = this.endBehindLoss(i, j, allowed);
      if (repaired !== null) return repaired;
      if (p === JOINT || (p === ' ' && isFreeSpace(page, i, words))) i++;
      else if (q === JOINT || (q === ' ' && isFreeSpace(quote, j, words))) j++;
      else return null;
    }
    return i;
  }

  /** Figures that the page's extraction flattened, and the letter u that stands for micro. */
  private isSameSign(i: number, j: number): boolean {
    const p = this.page[i]!;
    const q = this.quote[j]!;
    const plain = PLAIN_FIGURES[q];
    if (plain !== undefined) return plain.includes(p) && this.isOnSymbol(j);
    if (!((p === 'u' && q === 'µ') || (p === 'µ' && q === 'u'))) return false;
    const [text, at] = p === 'u' ? [this.page, i] : [this.quote, j];
    if (LATIN.test(text[at - 1] ?? '')) return false;
    return (
      text[at + 1] === 'm' || (/\p{N}[ ‐]?$/u.test(text.slice(at - 2, at)) && /[gSLlsVAWMF]/.test(text[at + 1] ?? ''))
    );
  }

  /** Whether a raised or lowered figure belongs to a unit or an element: "10²" is another number than "102". */
  private isOnSymbol(j: number): boolean {
    let at = j;
    while (at > 0 && PLAIN_FIGURES[this.quote[at - 1]!] !== undefined) at--;
    const before = this.quote[at - 1] ?? '';
    if (LETTER.test(before) || /[)\]]/.test(before)) return true;
    // "10-3" can be no plain number where "10⁻³" is meant.
    return DIGIT.test(before) && this.quote[at] === '⁻';
  }

  /** The end of the match behind a ligature or letter that one side lost here. */
  private endBehindLoss(i: number, j: number, allowed: Allowance): number | null {
    const { page, quote, words } = this;
    const { ligatures, nextLetter } = allowed;
    if (++this.tries > MOST_TRIES) return null;
    if (ligatures > 0) {
      const fewer = { ligatures: ligatures - 1, nextLetter };
      const pageMark = page[i] === LOST;
      for (const ligature of pageMark ? LIGATURES : NO_TRACE_LIGATURES) {
        if (!quote.startsWith(ligature, j)) continue;
        const { word, at } = wordAt(quote, j);
        if (!(pageMark ? mayMarkLigature : pageMayLackLigature)(word, at, ligature, words)) continue;
        const end = this.end(pageMark ? i + 1 : i, j + ligature.length, fewer);
        if (end !== null) return end;
      }
      const quoteMark = quote[j] === LOST;
      for (const ligature of quoteMark ? LIGATURES : NO_TRACE_LIGATURES) {
        if (!page.startsWith(ligature, i)) continue;
        const { word, at } = wordAt(page, i);
        if (!(quoteMark ? mayMarkLigature : quoteMayLackLigature)(word, at, ligature, words)) continue;
        if (!quoteMark && !this.isNoWordIn(j)) continue;
        const end = this.end(i + ligature.length, quoteMark ? j + 1 : j, fewer);
        if (end !== null) return end;
      }
    }
    if (j < nextLetter || !LETTER.test(page[i]!)) return null;
    const { word, at } = wordAt(page, i);
    const after = { ligatures, nextLetter: j + CHARACTERS_BETWEEN_LETTERS };
    if (quote[j] === LOST) return mayMarkLetter(word, at, words) ? this.end(i + 1, j + 1, after) : null;
    if (!LETTER.test(quote[j]!) || !LETTER.test(quote[j - 1] ?? '')) return null;
    return mayLackLetter(word, at, words) && this.isNoWordIn(j) ? this.end(i + 1, j, after) : null;
  }

  /** Whether the quotation's own word about `j` is none; hyphens can make it another than the page's. */
  private isNoWordIn(j: number): boolean {
    const { word, at } = wordAt(this.quote, j);
    return at === 0 || at === word.length || !isWord(word.toLowerCase(), this.words);
  }
}

/** The word that stands about an index, and the index in it. */
function wordAt(text: string, index: number): { word: string; at: number } {
  let start = index;
  let end = index;
  while (start > 0 && LATIN.test(text[start - 1]!)) start--;
  while (end < text.length && LATIN.test(text[end]!)) end++;
  return { word: text.slice(start, end), at: index - start };
}

/** What raised and lowered figures are where an extraction flattened them. */
const PLAIN_FIGURES: Record<string, string> = {
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((raised, figure) => [raised, String(figure)])),
  ...Object.fromEntries([...'₀₁₂₃₄₅₆₇₈₉'].map((lowered, figure) => [lowered, String(figure)])),
  '⁺': '+',
  '₊': '+',
  '⁻': `-${MINUS}`,
  '₋': `-${MINUS}`,
};
