/** Robertson and Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond; the usual values. */
export const K1 = 1.2;
export const B = 0.75;

/** The terms of one chunk: `terms[i]` occurs `counts[i]` times. `length` is the number of terms with repeats. */
export interface TermVector {
  terms: string[];
  counts: number[];
  length: number;
}

export function termVector(terms: readonly string[]): TermVector {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { terms: [...counts.keys()], counts: [...counts.values()], length: terms.length };
}

/** Where a term occurs: `counts[i]` times in chunk `chunks[i]`. */
export interface Postings {
  chunks: Uint32Array;
  counts: Uint16Array;
}

/**
 * ln(1 + (N - n + 0.5) / (n + 0.5)): never negative, so that a common term cannot count against a chunk.
 * @param size N, all chunks
 * @param found n, the chunks with the term
 */
export function inverseFrequency(size: number, found: number): number {
  return Math.log(1 + (size - found + 0.5) / (found + 0.5));
}

/**
 * The BM25 score of every chunk by its number; 0 where none of the terms occurs.
 * @param query terms with their weights (a term asked twice has weight 2) and where they occur
 * @param lengths terms of each chunk, with repeats, by its number
 * @param size chunks in the base: less than `lengths.length` where numbers are out of use
 * @param total the sum of the lengths
 */
export function bm25Scores(
  query: Iterable<{ weight: number; postings: Postings }>,
  lengths: Uint32Array,
  size: number,
  total: number,
): Float64Array {
  const scores = new Float64Array(lengths.length);
  const average = total / Math.max(1, size);
  for (const { weight, postings } of query) {
    const { chunks, counts } = postings;
    const idf = inverseFrequency(size, chunks.length) * weight;
    for (let at = 0; at < chunks.length; at++) {
      const chunk = chunks[at]!;
      const count = counts[at]!;
      const norm = K1 * (1 - B + (B * lengths[chunk]!) / average);
      scores[chunk]! += (idf * count * (K1 + 1)) / (count + norm);
    }
  }
  return scores;
}
