/** A chunk's number in its base, with a score that compares within one search. */
export interface Ranked {
  chunk: number;
  score: number;
}

/** Equal scores keep the order of the documents: the same question gives the same answer. */
export function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || a.chunk - b.chunk;
}

/** Two rankings one after the other: the scores of the second are moved under the lowest of the first. */
export function above(first: readonly Ranked[], second: readonly Ranked[]): Ranked[] {
  const drop = Math.max(0, (second[0]?.score ?? 0) - (first.at(-1)?.score ?? 0) + 1e-6);
  return [...first, ...second.map(({ chunk, score }) => ({ chunk, score: score - drop }))];
}
