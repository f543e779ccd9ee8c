import limits from '../limits.json' with { type: 'json' };
import { looksApart } from '../pictures.ts';
import type { Split } from '../set-line.ts';

/** What of a line tells whether another is nearly the same. */
export interface Likeness {
  id: string;
  split: Split;
  scene: string;
  /** Looks of its pictures, in their order. */
  looks: string[];
  /** Answers without case, spaces and punctuation. */
  said: string;
}

export interface NearPair {
  a: Likeness;
  b: Likeness;
}

/** Pieces of a hash: two hashes that differ in at most 3 of 64 bits are equal in one of 4 pieces. */
const PIECES = 4;

/** Lines whose pictures all look alike and whose answers are the same in words. */
export function nearDuplicates(lines: readonly Likeness[]): NearPair[] {
  const buckets = new Map<string, Likeness[]>();
  const pairs: NearPair[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const [first] = line.looks;
    if (first === undefined) continue;
    for (let piece = 0; piece < PIECES; piece++) {
      const key = `${piece}:${first.slice(piece * 4, piece * 4 + 4)}:${line.looks.length}:${line.said}`;
      const bucket = buckets.get(key) ?? [];
      for (const other of bucket) {
        const pair = `${other.id} ${line.id}`;
        if (seen.has(pair) || !looksAlike(other, line)) continue;
        seen.add(pair);
        pairs.push({ a: other, b: line });
      }
      bucket.push(line);
      buckets.set(key, bucket);
    }
  }
  return pairs;
}

function looksAlike(a: Likeness, b: Likeness): boolean {
  return a.looks.every((look, at) => looksApart(look, b.looks[at]!) <= limits.near_duplicate_bits.value);
}
