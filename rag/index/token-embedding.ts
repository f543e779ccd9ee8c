/** What an embedder makes of one text. */
export interface TokenEmbedding {
  /** Mean of all token vectors, of length 1. */
  vector: Float32Array;
  /** Ids of the word pieces that say something (no marks, punctuation, stop words), in the order of the text. */
  pieces: Int32Array;
  /** Their vectors one after the other: `pieces.length` × `dimensions`, in context, not normalised. */
  tokens: Float32Array;
}

/** Scales a vector to length 1 in place; a zero vector stays. */
export function normalise(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  for (let at = 0; at < vector.length; at++) vector[at]! *= scale;
}
