import { floatsOf } from './bytes.ts';

/** Counts each word piece of a chunk once. */
export function countPieces(counts: Map<number, number>, pieces: Int32Array): void {
  for (const piece of new Set(pieces)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
}

/** The mean of all token vectors, from each document's mean and number of tokens; null where there are none. */
export function meanOfTokens(documents: readonly { token_mean: Uint8Array; tokens: number }[]): Float32Array | null {
  if (documents.length === 0) return null;
  const total = documents.reduce((sum, { tokens }) => sum + tokens, 0);
  const mean = new Float32Array(floatsOf(documents[0]!.token_mean).length);
  for (const { token_mean, tokens } of documents) {
    const own = floatsOf(token_mean);
    for (let d = 0; d < mean.length; d++) mean[d]! += (tokens / total) * own[d]!;
  }
  return mean;
}
