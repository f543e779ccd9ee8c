import type { FirstLook } from './recipe.ts';

/** Standard scores: mean 0, deviation 1; all zeros where all values are equal. NaN stays NaN and counts for nothing. */
export function zScores(values: ArrayLike<number>): Float64Array {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    squares += value * value;
    count++;
  }
  const mean = count > 0 ? sum / count : 0;
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean));
  const result = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    result[at] = Number.isNaN(value) ? Number.NaN : deviation > 1e-12 ? (value - mean) / deviation : 0;
  }
  return result;
}

/**
 * Weighted sum of the standard scores of BM25 and of the cosine, over the same candidates. Scores are compared by how
 * far they stand out, not by rank, so a clear winner of one index stays one. Where a candidate has no cosine (NaN: its
 * language is not the embedder's), BM25 stands for both.
 */
export function fuse(
  bm25: ArrayLike<number>,
  cosine: ArrayLike<number>,
  weightsOf: (at: number) => FirstLook,
): Float64Array {
  const lexical = zScores(bm25);
  const dense = zScores(cosine);
  return lexical.map((value, at) => {
    if (Number.isNaN(dense[at]!)) return value;
    const weights = weightsOf(at);
    return weights.bm25 * value + weights.dense * dense[at]!;
  });
}
