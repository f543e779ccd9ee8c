import { digitsAt, fraction, type NumberStyle, type Numeral } from './numerals.ts';

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const VALUES = new Map<string, number>([
  ...SMALL.map((word, value): [string, number] => [word, value]),
  ...TENS.map((word, index): [string, number] => [word, 20 + 10 * index]),
]);
const SCALES = new Map([
  ['hundred', 100],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
  ['dozen', 12],
]);
const PARTS = new Map<string, number>([
  ['half', 2],
  ['third', 3],
  ['quarter', 4],
  ...'fourth fifth sixth seventh eighth ninth tenth'
    .split(' ')
    .map((word, index): [string, number] => [word, 4 + index]),
  ['twentieth', 20],
  ['hundredth', 100],
  ['thousandth', 1000],
]);

/** The first letters that a number in words can have: what a scan looks for. */
export const ENGLISH_WORDS: string = [...VALUES.keys(), ...SCALES.keys(), 'half', 'a', 'an', 'twice', 'thrice'].join(
  '|',
);

const WORD = /[a-z]+/iuy;
const JOINT = /[ \u00a0-](?:and[ \u00a0](?=[a-z]))?/iuy;
/** A part of a larger name: "the northern half of the area" is no number. */
const NAMED_HALF = /(?:ern|er|first|second|other|left|right|latter|former|each|either|this|that)[ \u00a0]$/i;

/**
 * The number in English words that begins at `at`: three, twenty-five, one hundred and twenty, a dozen, half a million,
 * two thirds, two and a half. "One" and "a" alone are articles, and hundreds are none: undefined.
 */
export function englishAt(text: string, at: number): Numeral | undefined {
  const words = wordsFrom(text, at);
  const [first, second, third] = words;
  if (!first) return undefined;
  if (first.word === 'twice' || first.word === 'thrice')
    return spelled(text, at, first.end, first.word === 'twice' ? 2 : 3);
  if (first.word === 'half') {
    if (NAMED_HALF.test(text.slice(Math.max(0, at - 12), at))) return undefined;
    const scale = second?.word === 'a' ? SCALES.get(third?.word ?? '') : undefined;
    if (scale) return spelled(text, at, third!.end, scale / 2);
    if (second && /^(?:an?|of|the|its|their|this|that)$/.test(second.word))
      return fraction(text, at, first.end, 0.5, 2);
    return undefined;
  }
  const article = first.word === 'a' || first.word === 'an';
  const integer = article ? articleNumber(words) : integerFrom(words);
  if (!integer) return undefined;
  const rest = words.slice(integer.count);
  const part = rest[0] && partOf(rest[0].word, integer.value);
  if (part && integer.count === (article ? 1 : integer.count))
    return fraction(text, at, rest[0]!.end, integer.value / part, part);
  if (article && integer.count === 1) return undefined;
  const last = words[integer.count - 1]!;
  // two and a half
  const [a, half] = [rest[0], rest[1]];
  const added =
    a?.word === 'a' && /\band[ \u00a0]$/i.test(text.slice(last.end, a.start)) && half && partOf(half.word, 1);
  if (added) return fraction(text, at, half!.end, integer.value + 1 / added, added);
  return spelled(text, at, last.end, integer.value);
}

interface Word {
  word: string;
  start: number;
  end: number;
}

/** Up to ten words that stand in a row, joined by a space, a hyphen or "and". */
function wordsFrom(text: string, at: number): Word[] {
  const words: Word[] = [];
  for (let from = at; words.length < 10; ) {
    WORD.lastIndex = from;
    const found = WORD.exec(text);
    if (!found) break;
    words.push({ word: found[0].toLowerCase(), start: from, end: WORD.lastIndex });
    JOINT.lastIndex = WORD.lastIndex;
    if (!JOINT.test(text)) break;
    from = JOINT.lastIndex;
  }
  return words;
}

function articleNumber(words: Word[]): { value: number; count: number } | undefined {
  const scale = SCALES.get(words[1]?.word ?? '');
  if (scale === undefined) return { value: 1, count: 1 };
  return integerFrom([{ ...words[0]!, word: 'one' }, ...words.slice(1)]);
}

/** The usual grammar: values add up, "hundred" multiplies what stands before it, "thousand" and above close a group. */
function integerFrom(words: Word[]): { value: number; count: number } | undefined {
  let total = 0;
  let group = 0;
  let count = 0;
  let last: 'none' | 'small' | 'tens' | 'scale' = 'none';
  for (const { word } of words) {
    const value = VALUES.get(word);
    const scale = SCALES.get(word);
    if (value !== undefined) {
      if (last === 'small' || (last === 'tens' && (value < 1 || value > 9))) break;
      group += value;
      last = value >= 20 ? 'tens' : 'small';
    } else if (scale !== undefined && count > 0) {
      if (scale === 100 || scale === 12) group = (group || 1) * scale;
      else {
        total += (group || 1) * scale;
        group = 0;
      }
      last = 'scale';
    } else break;
    count++;
  }
  return count === 0 ? undefined : { value: total + group, count };
}

function partOf(word: string, top: number): number | undefined {
  const single = word === 'halves' ? 'half' : word.replace(/s$/, '');
  const bottom = PARTS.get(single);
  // "two third" is a slip, "one thirds" too; "ten second" are seconds
  return bottom !== undefined && (single === word) === (top === 1) ? bottom : undefined;
}

function spelled(text: string, at: number, end: number, value: number): Numeral {
  return { text: text.slice(at, end), at, end, value, step: 1, digits: String(value).length, form: 'words' };
}

const HAN_DIGITS = '零一二三四五六七八九';
const HAN_PLACES = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1e3],
  ['万', 1e4],
  ['亿', 1e8],
]);
const HAN = /[〇零一二两三四五六七八九十百千万亿]+(?:点[〇零一二三四五六七八九]+)?/uy;
const HAN_FRACTION = /(?:百分之|千分之|万分之|([〇零一二两三四五六七八九十百千]+)分之)/uy;
const PARTS_HAN = new Map([
  ['百分之', { bottom: 100, unit: '%' }],
  ['千分之', { bottom: 1000, unit: '‰' }],
  ['万分之', { bottom: 10_000, unit: 'fraction' }],
]);

/** The signs that a Chinese number can begin with. */
export const HAN_NUMERALS = '〇零一二两三四五六七八九十百千万亿半';

/** 一百二十三, 两千, 三点五, 二〇一五. Undefined for what is no number: 几十, 两三. */
export function hanAt(text: string, at: number): Numeral | undefined {
  HAN.lastIndex = at;
  const written = HAN.exec(text)?.[0];
  if (!written) return undefined;
  const [whole, decimals] = written.split('点');
  const value = hanInteger(whole!);
  if (value === undefined) return undefined;
  const end = at + written.length;
  if (decimals === undefined) return spelled(text, at, end, value);
  const places = [...decimals].map(hanDigit).join('');
  return { ...spelled(text, at, end, Number(`${value}.${places}`)), step: 10 ** -places.length };
}

/** 百分之十五, 千分之3, 三分之二, 一半: the number and, for per cent and per mille, its unit. */
export function hanFractionAt(
  text: string,
  at: number,
  style: () => NumberStyle,
): { numeral: Numeral; unit: string } | undefined {
  if (text.startsWith('一半', at)) return { numeral: fraction(text, at, at + 2, 0.5, 2), unit: 'fraction' };
  HAN_FRACTION.lastIndex = at;
  const opening = HAN_FRACTION.exec(text);
  if (!opening) return undefined;
  const from = HAN_FRACTION.lastIndex;
  const digits = digitsAt(text, from, style);
  const top = digits === 'label' ? undefined : (digits ?? hanAt(text, from));
  if (!top) return undefined;
  const span = { text: text.slice(at, top.end), at };
  const part = PARTS_HAN.get(opening[0]);
  if (part) {
    if (part.unit !== 'fraction') return { numeral: { ...top, ...span }, unit: part.unit };
    return {
      numeral: { ...top, ...span, value: top.value / part.bottom, step: top.step / part.bottom },
      unit: 'fraction',
    };
  }
  const bottom = hanInteger(opening[1]!);
  if (!bottom) return undefined;
  return { numeral: fraction(text, at, top.end, top.value / bottom, bottom), unit: 'fraction' };
}

function hanDigit(sign: string): number {
  return sign === '〇' ? 0 : sign === '两' ? 2 : HAN_DIGITS.indexOf(sign);
}

function hanInteger(written: string): number | undefined {
  const signs = [...written];
  if (signs.every((sign) => !HAN_PLACES.has(sign))) {
    // digits one by one (二〇一五); two alone are a guess between them (两三个)
    if (signs.length === 2 && !/[〇零]/.test(written)) return undefined;
    return Number(signs.map(hanDigit).join(''));
  }
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  for (const sign of signs) {
    const place = HAN_PLACES.get(sign);
    if (place === undefined) {
      const value = hanDigit(sign);
      if (digit !== undefined && digit !== 0) return undefined;
      digit = value;
    } else if (place < 1e4) {
      if (digit === undefined && place !== 10 && section === 0 && total === 0) return undefined;
      section += (digit ?? 1) * place;
      digit = undefined;
    } else {
      const below = section + (digit ?? 0);
      if (below === 0 && total === 0) return undefined;
      total = place === 1e8 ? (total + below) * place : total + below * place;
      section = 0;
      digit = undefined;
    }
  }
  // 两千五 may be 2500 or 2005; written out it has 百 or 零
  if (digit && section >= 100 && signs.at(-2) !== '零' && signs.at(-2) !== '十' && signs.at(-2) !== '〇')
    return undefined;
  return total + section + (digit ?? 0);
}
