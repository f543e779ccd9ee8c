import { sameNumbersAndNegations } from './guards.ts';

/** A span of a folded page: [start, end). */
export interface Match {
  start: number;
  end: number;
}

const WORD = /[\p{L}\p{N}]/u;
const DIGIT = /\p{N}/u;
const HAN = /\p{Script=Han}/u;

/**
 * Finds a folded quotation in a folded page from `from` on: to the letter, or, failing that, with the faults of text
 * extraction (spaces that came or went, ligatures that were lost). The first letter's case is free, as at the start of
 * a sentence; all others count.
 */
export function findQuote(page: string, quote: string, from = 0): Match | null {
  const variants = caseVariants(quote);
  for (const variant of variants) {
    for (let start = page.indexOf(variant, from); start >= 0; start = page.indexOf(variant, start + 1)) {
      const match = { start, end: start + variant.length };
      if (isWhole(page, match)) return match;
    }
  }
  for (const variant of variants) {
    for (let start = page.indexOf(variant[0]!, from); start >= 0; start = page.indexOf(variant[0]!, start + 1)) {
      const end = matchLeniently(page, start, variant, 0, maxRepairs(variant));
      if (end === null || !isWhole(page, { start, end })) continue;
      if (sameNumbersAndNegations(variant, page.slice(start, end))) return { start, end };
    }
  }
  return null;
}

function caseVariants(quote: string): string[] {
  const first = quote[0] ?? '';
  const other = first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase();
  // A single capital may be a symbol (K, Fe); then its case is its meaning.
  const isWord = /^\p{L}\p{Ll}{2}|^[Aa] \p{L}/u.test(quote);
  return isWord && other !== first && other.length === 1 ? [quote, other + quote.slice(1)] : [quote];
}

/**
 * Whether a match ends where words and numbers end: "altered" does not stand in "unaltered", nor "2.2 µm" in "12.2 µm"
 * or "-2.2 µm", nor "5 m" in "5 mm", nor "0.2" in "0.25" or "0.2 %".
 */
function isWhole(page: string, { start, end }: Match): boolean {
  const first = page[start] ?? '';
  const before = page[start - 1] ?? '';
  const last = page[end - 1] ?? '';
  const after = page[end] ?? '';
  if (HAN.test(first) ? false : WORD.test(first) && WORD.test(before) && !HAN.test(before)) return false;
  if (!HAN.test(last) && WORD.test(last) && WORD.test(after) && !HAN.test(after)) return false;
  if (DIGIT.test(first)) {
    const two = page.slice(Math.max(0, start - 2), start);
    if (/\p{N}[.,]$/u.test(two) || /[±~<>≤≥≈+^]$/.test(two)) return false;
    // A minus sign; between two numbers it is a range.
    if (/-$/.test(two) && !/\p{N}-$/u.test(two)) return false;
  }
  if (DIGIT.test(last)) {
    const rest = page.slice(end, end + 3);
    if (/^[.,]\p{N}/u.test(rest) || /^\s?[%‰°]/.test(rest) || /^[\^²³⁻¹⁰⁴-⁹]/.test(rest)) return false;
  }
  // The exponent belongs to the unit: "m" is not "m²".
  return !/^[²³⁻¹⁰⁴-⁹^]/.test(after);
}

/** Ligatures that fonts draw as one glyph; the first five are also lost without a trace. */
const LIGATURES = ['ffi', 'ffl', 'ff', 'fi', 'fl', 'tti', 'tt', 'ti', 'tf', 'ft', 'fj', 'Th', 'st', 'ct'];
const OFTEN_LOST = 5;
/** The replacement character and private characters stand where a font had no character for its glyph. */
const LOST_GLYPH = /[\ufffd\ue000-\uf8ff]/;

/** One repair in twelve characters, and at least one. */
function maxRepairs(quote: string): number {
  return Math.max(1, Math.floor(quote.length / 12));
}

/** The end of the match in `page`, or null. `repairs` bounds ligatures; spaces are free, save between digits. */
function matchLeniently(page: string, i: number, quote: string, j: number, repairs: number): number | null {
  while (j < quote.length) {
    const p = page[i];
    const q = quote[j]!;
    if (p === undefined) return null;
    if (p === q) {
      i++;
      j++;
      continue;
    }
    if (repairs > 0 && (LOST_GLYPH.test(p) || p === ' ')) {
      const lost = p === ' ' ? OFTEN_LOST : LIGATURES.length;
      for (const ligature of LIGATURES.slice(0, lost)) {
        if (!quote.startsWith(ligature, j)) continue;
        const end = matchLeniently(page, i + 1, quote, j + ligature.length, repairs - 1);
        if (end !== null) return end;
      }
    }
    if (p === ' ' && !betweenDigits(page, i)) {
      i++;
    } else if (q === ' ' && !betweenDigits(quote, j)) {
      j++;
    } else {
      const inWord = j > 0 && /\p{L}/u.test(quote[j - 1]!);
      const ligature =
        inWord && repairs > 0 ? LIGATURES.slice(0, OFTEN_LOST).find((one) => quote.startsWith(one, j)) : undefined;
      if (ligature === undefined) return null;
      j += ligature.length;
      repairs--;
    }
  }
  return i;
}

function betweenDigits(text: string, at: number): boolean {
  return DIGIT.test(text[at - 1] ?? '') && DIGIT.test(text[at + 1] ?? '');
}
