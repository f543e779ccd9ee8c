import { analyze } from '../index/analyzer.ts';
import type { Ranked } from './ranked.ts';

/** 1 - λ of the paper: what a repetition costs beside the score; measured (docs/evaluation.md, "Retrieval"). */
const DIVERSITY = 0.5;

/** Passages on one subject share a third of their terms and must not suffer for it; copies share nearly all. */
const SHARPNESS = 4;

/** So many of the best are chosen from. */
const POOL = 50;

/**
 * The `k` passages that say most together: maximal marginal relevance (Carbonell and Goldstein 1998). The best comes
 * first; each next one is the best after what it repeats of those before it was taken off. Relevance is the score, 0..1
 * over the pool; a repetition is the share of rarer terms that two passages have in common, to the fourth power: the same
 * report in two editions gives its passages once, and passages on one subject stay.
 * @param chunksOf reads passages by their numbers
 * @returns `k` of `ranked` in the order in which they were chosen, with their scores as they were
 */
export async function diversify(
  ranked: readonly Ranked[],
  k: number,
  chunksOf: (numbers: readonly number[]) => Promise<ReadonlyMap<number, { text: string }>>,
): Promise<Ranked[]> {
  const pool = ranked.slice(0, Math.max(POOL, k));
  if (pool.length === 0) return [];
  const chunks = await chunksOf(pool.map(({ chunk }) => chunk));
  const passages = weighTerms(pool.map(({ chunk }) => new Set(analyze(chunks.get(chunk)!.text))));
  const least = Math.min(...pool.map(({ score }) => score));
  const span = Math.max(...pool.map(({ score }) => score)) - least || 1;
  const relevance = pool.map(({ score }) => (score - least) / span);
  const repeated = pool.map(() => 0);
  const left = new Set(pool.keys());
  const chosen: Ranked[] = [];
  while (chosen.length < k && left.size > 0) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const at of left) {
      const gain = (1 - DIVERSITY) * relevance[at]! - DIVERSITY * repeated[at]!;
      if (gain > most) [best, most] = [at, gain];
    }
    left.delete(best);
    chosen.push(pool[best]!);
    for (const at of left) repeated[at] = Math.max(repeated[at]!, overlap(passages[best]!, passages[at]!));
  }
  return chosen;
}

interface Passage {
  weights: ReadonlyMap<string, number>;
  total: number;
}

/** A term weighs the more, the fewer passages of the pool have it: what all have is what was asked for. */
function weighTerms(passages: readonly ReadonlySet<string>[]): Passage[] {
  const frequency = new Map<string, number>();
  for (const terms of passages) for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return passages.map((terms) => {
    const weights = new Map([...terms].map((term) => [term, Math.log(1 + passages.length / frequency.get(term)!)]));
    return { weights, total: [...weights.values()].reduce((sum, weight) => sum + weight, 0) };
  });
}

/** 0..1: the weight of the common terms, of the lighter passage's. A passage within a longer one repeats it wholly. */
function overlap(a: Passage, b: Passage): number {
  const [few, many] = a.weights.size <= b.weights.size ? [a, b] : [b, a];
  let common = 0;
  for (const [term, weight] of few.weights) if (many.weights.has(term)) common += weight;
  return (common / (Math.min(a.total, b.total) || 1)) ** SHARPNESS;
}
