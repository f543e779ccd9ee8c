import { LOOK_ALIKES, ON_A_SPACE } from './look-alikes.ts';

/** A text with what does not change a quotation's meaning folded away, and the way back to the original. */
export class FoldedText {
  readonly text: string;
  /** Pieces of the text: where each begins, and the span of the original that it stands for. */
  private readonly pieces: { at: number; from: number; to: number }[];

  constructor(text: string, pieces: { at: number; from: number; to: number }[]) {
    this.text = text;
    this.pieces = pieces;
  }

  /** Where the original of a character begins. */
  startOf(index: number): number {
    return this.original(index, 0);
  }

  /** Where the original of a character ends. */
  endOf(index: number): number {
    return this.original(index, 1);
  }

  private original(index: number, side: 0 | 1): number {
    let low = 0;
    for (let high = this.pieces.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (this.pieces[middle]!.at <= index) low = middle;
      else high = middle;
    }
    const { at, from, to } = this.pieces[low]!;
    const length = (this.pieces[low + 1]?.at ?? this.text.length) - at;
    if (length === to - from) return from + index - at + side;
    return side === 0 ? from : to;
  }
}

/** Stands for a glyph that its font had no character for. */
export const LOST = '\ufffd';
/** Between the parts of a compound: "copper‐bearing". A hyphen that a line end put in leaves nothing. */
export const JOINT = '‐';
/** A sign before a number; "-" is left for ranges and names ("8-12", "cm-1", "Landsat-8"). */
export const MINUS = '−';

/** Runs that are folded already: most of every page. */
const PLAIN = /(?:[A-Za-z0-9.,;:()%=<>!?&/]{1,99} ?){1,99}/y;
const SPACE = /\s/;
/** Zero-width characters and byte order marks say nothing. */
const NOTHING = /[\u200b-\u200f\u2060\ufeff]/;
const SOFT_HYPHEN = '\u00ad';
const PRIVATE = /[\ue000-\uf8ff]/;
/** Combining marks: an accent may be a character of its own. */
const MARK = /\p{Mn}/u;
const FIRST_MARK = 0x300;
const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;
/** Small, raised and circled figures are other numbers, so compatibility does not make them plain ones. */
const OTHER_NUMBER = /[\p{No}\p{Nl}\p{Lm}ªº⁺⁻⁼⁽⁾₊₋₌₍₎]/u;
const ROMAN = /[Ⅰ-ⅿ]/;
const CHINESE = /[\p{Script=Han}\u3000-\u303f\uff01-\uff60\u2e80-\u2fdf]/u;
const LONG_DASH = /[—―⸺⸻]/;

/**
 * Folds white space, ligatures, quotation marks, dashes, compatible and full-width forms, radicals, soft hyphens, and
 * hyphens of line ends. Numbers, signs, raised and lowered figures, negations and capitals stay as they are.
 */
export function foldText(original: string): FoldedText {
  return new Folder(original).fold();
}

class Folder {
  private readonly original: string;
  private readonly parts: string[] = [];
  private length = 0;
  private readonly pieces: { at: number; from: number; to: number }[] = [];
  /** White space that was read and not yet put; -1 for none. */
  private spaceFrom = -1;
  private spaceTo = -1;

  constructor(original: string) {
    this.original = original;
  }

  fold(): FoldedText {
    const { original } = this;
    for (let at = 0; at < original.length; ) {
      PLAIN.lastIndex = at;
      if (PLAIN.test(original)) {
        let end = PLAIN.lastIndex;
        if (original.charCodeAt(end - 1) === 32 || original.charCodeAt(end) >= FIRST_MARK) end--;
        if (end > at) {
          this.put(original.slice(at, end), at, end);
          at = end;
          continue;
        }
      }
      at = this.foldOne(at);
    }
    return new FoldedText(this.parts.join(''), this.pieces);
  }

  /** Folds what begins at `at`, and says where the rest begins. */
  private foldOne(at: number): number {
    const { original } = this;
    const character = codePoint(original, at);
    let end = at + character.length;
    let marked = character;
    while (original.charCodeAt(end) >= FIRST_MARK && MARK.test(codePoint(original, end))) {
      marked += codePoint(original, end);
      end = at + marked.length;
    }
    if (SPACE.test(character)) {
      const sign = ON_A_SPACE[marked.slice(1)];
      if (sign !== undefined) this.put(sign, at, end);
      else this.space(at, end);
    } else if (character === '|' && /^(\s|$)/.test(original.slice(end, end + 1))) {
      // the signs between a table row's cells stand on no page
      this.space(at, end);
    } else if (character === SOFT_HYPHEN) {
      return this.softHyphen(end);
    } else if (PRIVATE.test(character)) {
      this.put(LOST, at, end);
    } else if (!NOTHING.test(character)) {
      const folded = foldCharacter(marked);
      if (folded === '-') return this.dash(at);
      const doubled = folded === "'" && foldCharacter(original[end] ?? '') === "'";
      if (doubled) this.put('"', at, ++end);
      else this.put(folded, at, end);
    }
    return end;
  }

  private space(from: number, to: number): void {
    if (this.spaceFrom < 0) this.spaceFrom = from;
    this.spaceTo = to;
  }

  private put(folded: string, from: number, to: number): void {
    if (folded === '') return;
    if (this.spaceFrom >= 0) {
      // No space beside Chinese characters, and one between all others.
      const before = this.last(' ');
      if (before !== ' ' && !isChinese(before) && !isChinese(codePoint(folded, 0)))
        this.piece(' ', this.spaceFrom, this.spaceTo);
      this.spaceFrom = -1;
    }
    this.piece(folded, from, to);
  }

  private piece(folded: string, from: number, to: number): void {
    this.pieces.push({ at: this.length, from, to });
    this.parts.push(folded);
    this.length += folded.length;
  }

  /** The last character put, or `none`. */
  private last(none: string): string {
    return this.parts.at(-1)?.at(-1) ?? none;
  }

  /** A soft hyphen takes the line end behind it away, where a word goes on. */
  private softHyphen(end: number): number {
    const next = skipSpace(this.original, end);
    return this.spaceFrom < 0 && LETTER.test(codePoint(this.original, next)) ? next : end;
  }

  /**
   * A dash of any length with the space about it: a sign, a range or name, the mark of a line end within a word, the
   * joint of a compound, or a pause, which is no more than a space.
   */
  private dash(at: number): number {
    const { original } = this;
    let end = at;
    while (end < original.length && foldCharacter(original[end]!) === '-') end++;
    const pause = end - at > 1 || LONG_DASH.test(original[at]!);
    const next = skipSpace(original, end);
    const following = codePoint(original, next);
    const before = this.last('');
    const spaced = this.spaceFrom >= 0;
    if (DIGIT.test(following) || /^\.\p{Nd}/u.test(original.slice(next, next + 2))) {
      const sign = !pause && next === end && (spaced || !/[\p{L}\p{N})\]"']/u.test(before));
      if (!sign) this.spaceFrom = -1;
      this.put(sign ? MINUS : '-', at, sign ? end : next);
      return sign ? end : next;
    }
    if (LETTER.test(following) && LETTER.test(before) && !pause && !spaced && next > end) return next;
    if (pause || spaced || next > end) this.space(at, next);
    else this.put(JOINT, at, end);
    return next;
  }
}

/** Characters that were folded before; most texts have few that need it. */
const folds = new Map<string, string>();
const MAX_FOLDS = 20_000;

function foldCharacter(character: string): string {
  let folded = folds.get(character);
  if (folded === undefined) {
    if (folds.size >= MAX_FOLDS) folds.clear();
    folds.set(character, (folded = foldNewCharacter(character)));
  }
  return folded;
}

function foldNewCharacter(character: string): string {
  const known = LOOK_ALIKES[character];
  if (known !== undefined) return known;
  const composed = character.normalize('NFC');
  if (OTHER_NUMBER.test(composed) && !ROMAN.test(composed)) return composed;
  const plain = composed.normalize('NFKC');
  if (plain === composed || SPACE.test(plain)) return composed;
  return [...plain].map((one) => LOOK_ALIKES[one] ?? one).join('');
}

function isChinese(character: string): boolean {
  return character >= '\u2e80' && CHINESE.test(character);
}

function skipSpace(text: string, from: number): number {
  let end = from;
  while (end < text.length && SPACE.test(text[end]!)) end++;
  return end;
}

function codePoint(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}
