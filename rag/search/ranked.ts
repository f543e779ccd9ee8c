import type { Scored as Ranked } from '../index/best.ts';

export { byScore } from '../index/best.ts';
export type { Ranked };

/** Two rankings one after the other: the scores of the second are moved under the lowest of the first. */
export function above(first: readonly Ranked[], second: readonly Ranked[]): Ranked[] {
  const drop = Math.max(0, (second[0]?.score ?? 0) - (first.at(-1)?.score ?? 0) + 1e-6);
  return [...first, ...second.map(({ chunk, score }) => ({ chunk, score: score - drop }))];
}
