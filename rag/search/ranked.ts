/** A chunk's number in its base, with a score that compares within one search. */
export interface Ranked {
  chunk: number;
  score: number;
}

/** Equal scores keep the order of the documents: the same question gives the same answer. */
export function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || a.chunk - b.chunk;
}
