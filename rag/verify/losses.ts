import { isKeptWord, isWord, type Words } from './words.ts';

/**
 * Which letters a word may lack and still be the same word. What is left must be no other word, and names, numbers,
 * units, minerals and negations must be whole.
 */

/** Ligatures that fonts draw as one glyph; the first five are also lost without a trace. */
export const LIGATURES = ['ffi', 'ffl', 'ff', 'fi', 'fl', 'tti', 'tt', 'ti', 'tf', 'ft', 'fj', 'Th', 'st', 'ct'];
export const NO_TRACE_LIGATURES = LIGATURES.slice(0, 5);
/** A word that lacks a single letter is known by so many, and a quotation by so many more around it. */
export const LEAST_LETTERS = 7;

const SMALL = /^\p{Ll}+$/u;
/** One letter can be what tells two of these apart. */
const NUMBER_WORD =
  /^(?:hundred|thousand|[mbtr]+illion|(?:thir|four|fif|six|seven|eigh|nine)(?:teen|ty)?)(?:th|ieth)?s?$/;
const UNIT_WORD =
  /^(?:(?:kilo|centi|milli|micro|nano|deci|hecto|mega|giga)?(?:met(?:er|re)|gram(?:me)?|second|lit(?:er|re)|pascal|watt|hertz)|micron|degree|hectare)s?$|^(?:percent|celsius)$/;
const NEGATING_WORD = /^(?:without|neither|nothing|nowhere|cannot|lacking|absence)$/;
/** Minerals, rocks, elements and compounds by their endings; "deposited" and "composite" are none. */
const SUBSTANCE = /(?:[^os]ite|[xfhrbmdn]ide|spar|blende|oxene|ibole|oclase|quartz|ium)s?$|[^os]itic$/;
const KEPT_WHOLE = [NUMBER_WORD, UNIT_WORD, NEGATING_WORD, SUBSTANCE];

/** A ligature that left no trace in the quotation ("signicant" for "significant"). `word` is the page's. */
export function quoteMayLackLigature(word: string, at: number, ligature: string, words: Words): boolean {
  const left = without(word, at, ligature.length);
  return at > 0 && left.length > 3 && isCommon(word, words) && !isWord(left.toLowerCase(), words);
}

/** The same in the page's word; `word` is the quotation's. What is left stands on a page, so only the list can tell. */
export function pageMayLackLigature(word: string, at: number, ligature: string, words: Words): boolean {
  const left = without(word, at, ligature.length);
  return at > 0 && isCommon(word, words) && !isKeptWord(left.toLowerCase());
}

/** A mark that stands for a ligature, unless another ligature would make a word too ("contra\ufffd": contract, contrast?). */
export function mayMarkLigature(word: string, at: number, ligature: string, words: Words): boolean {
  const [before, after] = [word.slice(0, at), word.slice(at + ligature.length)];
  return !LIGATURES.some((other) => other !== ligature && words.has((before + other + after).toLowerCase()));
}

/** A letter that the quotation's word lacks ("direcory" for "directory"). The first and the last are endings and beginnings. */
export function mayLackLetter(word: string, at: number, words: Words): boolean {
  return at > 0 && at < word.length - 1 && isLongAndCommon(word) && !isWord(without(word, at, 1), words);
}

/** A mark that stands for one letter of the page's word ("th\ufffdeshold"), unless another word would fit too. */
export function mayMarkLetter(word: string, at: number, words: Words): boolean {
  if (at === 0 || !isLongAndCommon(word)) return false;
  for (let code = 97; code <= 122; code++) {
    const letter = String.fromCharCode(code);
    if (letter !== word[at] && words.has(word.slice(0, at) + letter + word.slice(at + 1))) return false;
  }
  return true;
}

function isLongAndCommon(word: string): boolean {
  return word.length >= LEAST_LETTERS && SMALL.test(word) && !KEPT_WHOLE.some((kind) => kind.test(word));
}

/** No name: in small letters, or seen in small letters elsewhere. */
function isCommon(word: string, words: Words): boolean {
  return SMALL.test(word) || (SMALL.test(word.slice(1)) && words.hasSmall(word.toLowerCase()));
}

function without(word: string, at: number, count: number): string {
  return word.slice(0, at) + word.slice(at + count);
}
