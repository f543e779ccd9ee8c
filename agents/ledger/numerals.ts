import { unitAt } from './units.ts';

/** A number as it stands in a text: digits, words or signs, without its unit. Offsets count in the text. */
export interface Numeral {
  text: string;
  at: number;
  end: number;
  value: number;
  /** What one more in the last written place would add: 0.01 of 2.16, 1 of 12, 100 of 1.2 × 10³. */
  step: number;
  /** Written digits that can carry meaning: 3 of 0.0120, 4 of 1200. */
  digits: number;
  /** Where the text does not decide how to read it, every reading; such a number is never taken for a certain one. */
  readings?: number[];
  /** Said in words, or as a fraction. */
  form: 'digits' | 'words' | 'fraction';
}

/** How a text writes its numbers, as far as it shows. */
export interface NumberStyle {
  decimal: 'point' | 'comma' | 'both' | 'unknown';
  /** Written in a language of decimal commas (German, French, Spanish, Italian, Portuguese, Russian …). */
  foreign: boolean;
  /** Groups thousands with spaces beyond doubt. */
  spaces: boolean;
}

const COMMA =
  /(?<![\d.,])0,\d|\d\.\d{3},\d|\d[ \u00a0\u2009\u202f]\d{3},\d{1,2}(?!\d)|(?<![\d.,])\d+,(?:\d{1,2}|\d{4,})(?![\d,])\s?(?:[%‰°µμ]|(?:nm|mm|cm|k?m[²³23]?|ha|g|kg|t|Mt|kt|ppm|ppb|Ma|Ga|wt)(?![A-Za-z]))/u;
const POINT = /(?<![\d.,])(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+)(?![\d.,]*\d)|\d,\d{3}\.\d/u;
const SPACES = /(?<![\d.,])\d{1,3}[\u00a0\u2009\u202f]\d{3}(?!\d)|(?<![\d.,])\d{1,3}(?: \d{3})+,\d/u;
const FOREIGN =
  /[\u0400-\u04ff]{3}|(?<!\p{L})(?:der|die|das|und|nicht|mit|von|ist|für|eine|einer|beträgt|le|les|des|et|une|dans|est|pour|sur|avec|el|los|las|del|una|para|con|por|il|della|che|per|sono|och|med|een|het|van|da|dos|uma|não)(?!\p{L})/giu;
const ENGLISH = /\b(?:the|of|and|is|are|in|at|was|were|with|from|to|by|for|on)\b/gi;

/** Reads from a text how it writes numbers. */
export function numberStyle(text: string): NumberStyle {
  const comma = COMMA.test(text);
  const point = POINT.test(text);
  const foreignWords = text.match(FOREIGN)?.length ?? 0;
  return {
    decimal: comma ? (point ? 'both' : 'comma') : point ? 'point' : 'unknown',
    foreign: foreignWords > 1 && foreignWords > (text.match(ENGLISH)?.length ?? 0),
    spaces: SPACES.test(text),
  };
}

const GROUP_SPACE = /[\u00a0\u2007\u2009\u202f]/;
/** More groups than any number has are a list. */
const CHAIN = /\d+(?:[.,'’ \u00a0\u2007\u2009\u202f]\d+){0,8}/uy;

/**
 * The number in digits that begins at `at`. What a separator means is decided by its place ("1,234,567", "0,5",
 * "1.234,5"), then by how the rest of the text writes numbers; English and Chinese texts that show nothing else have
 * points for decimals and commas for thousands. What is still open gets all its readings. 'label' for 4.4.1 and the like.
 */
export function digitsAt(text: string, at: number, style: () => NumberStyle): Numeral | 'label' | undefined {
  CHAIN.lastIndex = at;
  const chain = CHAIN.exec(text)?.[0];
  if (chain === undefined) return undefined;
  const groups = chain.split(/[^\d]/);
  const separators = [...chain.replace(/\d+/g, '')];
  const whole = readChain(groups, separators, style);
  if (whole === 'label') return 'label';
  const { length, value, decimals, readings } = whole;
  const base: Numeral = {
    text: text.slice(at, at + length),
    at,
    end: at + length,
    value,
    step: 10 ** -decimals,
    digits: significant(text.slice(at, at + length)),
    form: 'digits',
    ...(readings ? { readings } : {}),
  };
  return withFraction(text, base) ?? withPower(text, base);
}

interface Reading {
  length: number;
  value: number;
  decimals: number;
  readings?: number[];
}

function readChain(groups: string[], separators: string[], style: () => NumberStyle): Reading | 'label' {
  const first = groups[0]!;
  if (separators.length === 0) return { length: first.length, value: Number(first), decimals: 0 };
  const mark = separators[0]!;
  const kind = GROUP_SPACE.test(mark) ? 'space' : mark === '’' ? "'" : mark;
  const sameMark = (separator: string | undefined) =>
    separator !== undefined && (kind === 'space' ? GROUP_SPACE.test(separator) : separator === mark);

  // thousands: one to three digits, then groups of three behind the same separator
  let count = 0;
  if (/^[1-9]\d{0,2}$/.test(first)) {
    while (sameMark(separators[count]) && groups[count + 1]!.length === 3) count++;
  }
  const lengthOf = (last: number) => groups.slice(0, last + 1).reduce((sum, group) => sum + group.length, 0) + last;
  const grouped = Number(groups.slice(0, count + 1).join(''));
  const point = count > 0 && (kind === '.' || kind === ',' ? (kind === '.' ? ',' : '.') : undefined);
  const next = separators[count];
  const hasDecimals =
    count > 0 && next !== undefined && (point ? next === point : next === '.' || next === ',') && /[.,]/.test(next);
  const more = separators[count + (hasDecimals ? 1 : 0)];
  const endsWell = more === undefined || !/[.,'’]/.test(more);

  if (hasDecimals && endsWell) {
    const decimals = groups[count + 1]!;
    const value = Number(`${groups.slice(0, count + 1).join('')}.${decimals}`);
    return { length: lengthOf(count + 1), value, decimals: decimals.length };
  }
  if (count >= 2 && kind !== ' ' && endsWell) return { length: lengthOf(count), value: grouped, decimals: 0 };
  if (count >= 1 && (kind === 'space' || kind === "'")) return { length: lengthOf(count), value: grouped, decimals: 0 };
  if (kind === ' ') {
    if (count === 0) return { length: first.length, value: Number(first), decimals: 0 };
    const zeros = groups.slice(1, count + 1).every((group) => group === '000');
    const reading = { length: lengthOf(count), value: grouped, decimals: 0 };
    return zeros || style().spaces ? reading : { ...reading, readings: [grouped, Number(groups[count])] };
  }
  if (kind === '.' && separators.length > 1 && separators[1] === '.') return 'label';
  if (kind === ',' && separators.length > 1 && separators[1] === ',' && count < 2)
    return { length: first.length, value: Number(first), decimals: 0 };
  if (kind === "'") return { length: first.length, value: Number(first), decimals: 0 };

  const tail = groups[1]!;
  const length = lengthOf(1);
  const decimal = { length, value: Number(`${first}.${tail}`), decimals: tail.length };
  const thousands = { length, value: Number(first + tail), decimals: 0 };
  const eitherWay = count === 1;
  if (kind === '.') {
    if (!eitherWay) return decimal;
    const { decimal: seen, foreign } = style();
    if (seen === 'comma') return thousands;
    return seen === 'both' || (foreign && seen === 'unknown')
      ? { ...decimal, readings: [decimal.value, thousands.value] }
      : decimal;
  }
  if (first === '0') return decimal;
  const { decimal: seen, foreign } = style();
  if (seen === 'comma') return decimal;
  if (!eitherWay) return { ...decimal, readings: [decimal.value, Number(first), Number(tail)] };
  return seen === 'both' || (foreign && seen === 'unknown')
    ? { ...thousands, readings: [thousands.value, decimal.value] }
    : thousands;
}

function significant(text: string): number {
  return text.replace(/[^\d]/g, '').replace(/^0+/, '').length || 1;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const EXPONENT_LETTER = /[eE]([-+−]?\d{1,2})(?!\d|\.\d)/uy;
const TIMES_TEN =
  /[ \u00a0]?[x×·*✕][ \u00a0]?10(?:\^?\{?\(?([-−+]\d{1,2})(?!\d)\)?\}?|\^\{?\(?(\d{1,2})(?!\d)\)?\}?|([⁻⁺]?[⁰¹²³⁴-⁹]{1,2})|([1-9]\d?)(?![\d.,]*\d))/uy;
const POWER_OF_TEN = /(?:\^\{?\(?([-−+]?\d{1,2})(?!\d)\)?\}?|([⁻⁺]?[⁰¹²³⁴-⁹]{1,2}))/uy;

/** 1.2e-3, 1.2 × 10⁻³, 1.2 x 10^-3, 10⁵. "1.2 x 103" may have lost a superscript: both readings stay. */
function withPower(text: string, mantissa: Numeral): Numeral {
  const bare = mantissa.text === '10' ? match(POWER_OF_TEN, text, mantissa.end) : null;
  if (bare) return raised(text, { ...mantissa, value: 1, step: 1, digits: 1 }, exponentOf(bare[1] ?? bare[2]!), bare);
  const letter = match(EXPONENT_LETTER, text, mantissa.end);
  // 1e5 in a name (splib1e5a) has letters behind it; 1e5 m has a unit
  const behind = EXPONENT_LETTER.lastIndex;
  if (letter && (!/[A-Za-z_]/.test(text[behind] ?? '') || unitAt(text, behind)))
    return raised(text, mantissa, exponentOf(letter[1]!), letter);
  const times = match(TIMES_TEN, text, mantissa.end);
  if (!times) return mantissa;
  const [, signed, caret, superscript, lost] = times;
  if (lost !== undefined && !(mantissa.value >= 1 && mantissa.value < 10)) return mantissa;
  const made = raised(text, mantissa, exponentOf((signed ?? caret ?? superscript ?? lost)!), times);
  return lost === undefined ? made : { ...made, readings: [made.value, mantissa.value * Number(`10${lost}`)] };
}

function raised(text: string, mantissa: Numeral, exponent: number, found: RegExpExecArray): Numeral {
  const end = found.index + found[0].length;
  return {
    ...mantissa,
    text: text.slice(mantissa.at, end),
    end,
    // "2.5e-3" as a decimal, so that 2.5 × 10⁻³ is the very number that 0.0025 is
    value: Number(`${mantissa.value}e${exponent}`),
    step: mantissa.step * 10 ** exponent,
    ...(mantissa.readings ? { readings: mantissa.readings.map((one) => one * 10 ** exponent) } : {}),
  };
}

function exponentOf(written: string): number {
  return Number(
    written
      .replace(/[⁻−]/g, '-')
      .replace(/[⁺+]/g, '')
      .replace(/[⁰¹²³⁴-⁹]/gu, (digit) => String(SUPERSCRIPTS.indexOf(digit))),
  );
}

const VULGAR: Record<string, [number, number]> = {
  '½': [1, 2],
  '⅓': [1, 3],
  '⅔': [2, 3],
  '¼': [1, 4],
  '¾': [3, 4],
  '⅕': [1, 5],
  '⅖': [2, 5],
  '⅗': [3, 5],
  '⅘': [4, 5],
  '⅙': [1, 6],
  '⅚': [5, 6],
  '⅛': [1, 8],
  '⅜': [3, 8],
  '⅝': [5, 8],
  '⅞': [7, 8],
};
export const VULGAR_SIGNS: string = Object.keys(VULGAR).join('');
const PLAIN_FRACTION = /(\d{1,3})[/⁄](\d{1,3})(?![\d/⁄]|\.\d)/uy;
const MIXED = /[ \u00a0-](\d{1,2})[/⁄](\d{1,2})(?![\d/⁄])/uy;
const DENOMINATORS = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 25, 32, 50, 64, 100]);

/** ½, 2½, 2 1/2, 1/2. Undefined where there is no fraction. */
function withFraction(text: string, whole: Numeral): Numeral | undefined {
  if (whole.readings || whole.step !== 1) return undefined;
  const sign = VULGAR[text[whole.end] ?? ''];
  if (sign) return fraction(text, whole.at, whole.end + 1, whole.value + sign[0] / sign[1], sign[1]);
  const plain = match(PLAIN_FRACTION, text, whole.at);
  if (plain) {
    const [top, bottom] = [Number(plain[1]), Number(plain[2])];
    if (top < bottom && DENOMINATORS.has(bottom))
      return fraction(text, whole.at, whole.at + plain[0].length, top / bottom, bottom);
  }
  const mixed = match(MIXED, text, whole.end);
  if (mixed) {
    const [top, bottom] = [Number(mixed[1]), Number(mixed[2])];
    if (top < bottom && DENOMINATORS.has(bottom))
      return fraction(text, whole.at, whole.end + mixed[0].length, whole.value + top / bottom, bottom);
  }
  return undefined;
}

/** ½ on its own. */
export function vulgarAt(text: string, at: number): Numeral | undefined {
  const sign = VULGAR[text[at] ?? ''];
  return sign && fraction(text, at, at + 1, sign[0] / sign[1], sign[1]);
}

/** A half is exact; a third, which no decimal writes out, agrees to half a per cent. */
export function fraction(text: string, at: number, end: number, value: number, bottom: number): Numeral {
  const step = [2, 4, 5, 8, 10, 20, 25, 50, 100].includes(bottom) ? 1e-9 : 0.01;
  return { text: text.slice(at, end), at, end, value, step, digits: 2, form: 'fraction' };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
