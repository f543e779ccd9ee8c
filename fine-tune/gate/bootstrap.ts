import { seededRandom } from '../../core/seeded-random.ts';

/** Change of a mean score from one model to another, over the same questions. */
export interface PairedChange {
  before: number;
  after: number;
  /** `after` less `before`. */
  change: number;
  /** Percentiles of the change over the resamples. */
  interval: [number, number];
  /** Share of the resamples in which nothing improved: the one-sided p-value of "it improved". */
  p: number;
  questions: number;
  /** What was drawn together: questions about one picture, or of one scene. */
  units: number;
}

/** Scores of both models for one question; `unit` is what it was drawn with. */
export interface Pair {
  before: number;
  after: number;
  unit: string;
}

/**
 * Paired bootstrap: units are drawn with replacement, each with all its questions and both models' scores of them, and the
 * change of the mean is computed anew (Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13, percentile interval;
 * for two systems on one test set Koehn 2004, Statistical Significance Tests for Machine Translation Evaluation). Units and not
 * questions are drawn because answers about one picture go wrong together (Cameron, Gelbach & Miller 2008, on clusters).
 * @param level of the interval, 0.95 for 2.5 % at either side
 */
export function pairedBootstrap(
  pairs: readonly Pair[],
  { resamples, level, seed }: { resamples: number; level: number; seed: number },
): PairedChange {
  const units = new Map<string, { sum: number; count: number }>();
  for (const { before, after, unit } of pairs) {
    const one = units.get(unit) ?? { sum: 0, count: 0 };
    units.set(unit, { sum: one.sum + after - before, count: one.count + 1 });
  }
  const all = [...units.values()];
  const random = seededRandom(seed);
  const changes = Float64Array.from({ length: resamples }, () => {
    let [sum, count] = [0, 0];
    for (let draw = 0; draw < all.length; draw++) {
      const one = all[Math.floor(random() * all.length)]!;
      sum += one.sum;
      count += one.count;
    }
    return count === 0 ? 0 : sum / count;
  }).sort();
  const at = (share: number) => changes[Math.min(resamples - 1, Math.max(0, Math.round(share * (resamples - 1))))]!;
  const mean = (value: (pair: Pair) => number) =>
    pairs.length ? pairs.reduce((sum, pair) => sum + value(pair), 0) / pairs.length : 0;
  const [before, after] = [mean((pair) => pair.before), mean((pair) => pair.after)];
  return {
    before,
    after,
    change: after - before,
    interval: [at((1 - level) / 2), at((1 + level) / 2)],
    // One is added on both sides, so that no number of resamples claims certainty (Davison & Hinkley 1997, 4.2).
    p: (1 + changes.filter((change) => change <= 0).length) / (resamples + 1),
    questions: pairs.length,
    units: all.length,
  };
}
