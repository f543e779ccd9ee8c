import { stemmer } from 'stemmer';
import { simplifyHan } from '../../core/simplified-han.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Changes whenever the same text would give other terms: stored postings are then made again. */
export const ANALYZER_VERSION = 'porter-han12-2';

/**
 * Runs of Han characters; words and numbers of other scripts. "2.165" stays whole, "Al-OH" gives two terms, and a Latin
 * word is a term of its own where Han characters touch it ("EMIT的波段").
 */
const TOKEN = /\p{Script=Han}+|[[\p{L}\p{M}\p{N}]--\p{Script=Han}]+(?:[.,](?=\p{N})\p{N}+)*/gv;
const HAN = /^\p{Script=Han}/u;
/** Particles and question words part a run of Han; a bigram over them would join two words that are none. */
const HAN_STOPS = /[的了吗呢吧啊]|什么|哪些|哪里|哪个|怎么|怎样|如何|为什么|多少|关于/u;
/** Characters that say nothing alone; in pairs they stay ("是否", "在建"). */
const SILENT_HAN: ReadonlySet<string> = new Set('是在和与及有里个于为谁几');

/** Stems repeat a lot, and Porter's rules are slow against a look-up. Emptied before it grows without bound. */
const stems = new Map<string, string>();
const MAX_STEMS = 200_000;

/**
 * The index terms of a text, in its order and with repeats: stems of English words (Porter 1980) without stop words,
 * numbers, and of each run of Han characters, made simplified, its overlapping pairs, then its single characters. docs/evaluation.md has
 * pairs, characters and dictionary words (jieba) side by side; a dictionary brought nothing beside the characters, and
 * lacks the words of geology.
 */
export function analyze(text: string): string[] {
  const terms: string[] = [];
  for (const [token] of simplifyHan(text.normalize('NFKC')).matchAll(TOKEN)) {
    if (HAN.test(token)) {
      const runs = token.split(HAN_STOPS).map((run) => [...run]);
      for (const run of runs) for (let at = 0; at + 1 < run.length; at++) terms.push(run[at]! + run[at + 1]!);
      for (const run of runs) terms.push(...run.filter((character) => !SILENT_HAN.has(character)));
      continue;
    }
    const word = token.toLowerCase();
    if (!STOP_WORDS.has(word)) terms.push(stem(word));
  }
  return terms;
}

/** How many Han characters a term of {@link analyze} has: 2 for a pair, 1 for a single character, 0 for all others. */
export function hanLength(term: string): 0 | 1 | 2 {
  if (!HAN.test(term)) return 0;
  return [...term].length === 1 ? 1 : 2;
}

function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const made = /^[a-z]+$/.test(word) ? stemmer(word) : word;
  if (stems.size >= MAX_STEMS) stems.clear();
  stems.set(word, made);
  return made;
}
