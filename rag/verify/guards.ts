import { isOtherWordJoined, type Words } from './words.ts';

const NEGATION =
  /\b(?:no|not|non|nor|none|never|neither|without|cannot|lack|lacks|lacking|absent|absence|fails?|failed|except|unless|hardly)\b|n't\b|[不无未没非勿否莫]|缺乏|缺少|除/iu;

/** Units that a space between letters could make of each other: "10 m in" and "10 min". */
const UNIT =
  /^(?:[kMGmcdnµh]?(?:m|g|s|t|l|L|W|V|A|J|N|K|Pa|Hz|Sv|eV|mol|bar)|min|h|hr|d|a|yr|ka|Ma|Ga|ha|in|ft|mi|yd|oz|lb|pp[mbt]|dpi|C|F|[kM]?t|Mt|mph)$/;

const LETTERS_BEFORE = /\p{L}+$/u;
const LETTERS_AFTER = /^\p{L}+/u;

/** Whether a passage denies something. */
export function hasNegation(text: string): boolean {
  return NEGATION.test(text);
}

/** Whether what follows a text is denied by its last word: "is not | suitable", "不 | 含矿". */
export function endsInNegation(text: string): boolean {
  return /(?:\b(?:no|not|non|never|without|cannot)|n't)[ ‐]$|(?:[不未无没]|没有|并非|缺乏|缺少)$/iu.test(text);
}

/** Whether a number that ends at `end` has a unit behind it; what is as well a word, or a letter of a name, is none. */
export function isUnitAfter(text: string, end: number): boolean {
  const after = /^[ ‐]?(\p{L}+)(?!\p{N})/u.exec(text.slice(end, end + 12))?.[1] ?? '';
  return UNIT.test(after) && !/^(?:[A-JL-Z]|a|in|d)$/.test(after);
}

/**
 * Whether nothing hangs on the space at `at` of a folded text, which another text lacks: it parts no two numbers, makes
 * no sign or unit, and no other word.
 */
export function isFreeSpace(text: string, at: number, words: Words): boolean {
  const before = text.slice(Math.max(0, at - 40), at);
  const after = text.slice(at + 1, at + 41);
  if (/\p{N}[.,:/^]?$/u.test(before) && /^[.,:/^]?\p{N}/u.test(after)) return false;
  const left = LETTERS_BEFORE.exec(before)?.[0];
  const right = LETTERS_AFTER.exec(after)?.[0];
  if (left === undefined || right === undefined) return true;
  const ofNumber = /\p{N}[ ‐]?$/u.test(before.slice(0, before.length - left.length));
  if (ofNumber && UNIT.test(left) && UNIT.test(left + right)) return false;
  return !isOtherWordJoined(left, right, words);
}
