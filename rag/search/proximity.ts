import { analyze } from '../index/analyzer.ts';
import type { Searchable } from './searchable.ts';

/** Terms farther apart than this do not belong together. */
const NEAR = 8;

/**
 * How closely the question's neighbouring terms stand together in a chunk, 0..1: each pair counted by one over its
 * smallest distance, weighted by how rare its terms are (after Tao and Zhai 2007).
 */
export function proximity(base: Searchable, sequence: readonly string[], chunk: number): number {
  const places = new Map<string, number[]>();
  const wanted = new Set(sequence);
  const { heading, text } = base.chunks[chunk]!;
  for (const [at, term] of analyze(`${heading}\n${text}`).entries()) {
    if (!wanted.has(term)) continue;
    const list = places.get(term);
    if (list === undefined) places.set(term, [at]);
    else list.push(at);
  }
  let sum = 0;
  let total = 0;
  for (let at = 0; at + 1 < sequence.length; at++) {
    const [a, b] = [sequence[at]!, sequence[at + 1]!];
    const weight = Math.sqrt(base.bm25.idf(a) * base.bm25.idf(b));
    total += weight;
    const gap = smallestGap(places.get(a) ?? [], places.get(b) ?? []);
    if (gap <= NEAR) sum += weight / Math.max(1, gap);
  }
  return total > 0 ? sum / total : 0;
}

/** The smallest distance between members of two ascending lists; Infinity where one is empty. */
function smallestGap(a: number[], b: number[]): number {
  let gap = Number.POSITIVE_INFINITY;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    gap = Math.min(gap, Math.abs(a[i]! - b[j]!));
    if (a[i]! < b[j]!) i++;
    else j++;
  }
  return gap;
}
