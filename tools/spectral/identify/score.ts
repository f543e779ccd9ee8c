import type { PreparedGroup, Scoring } from './prepared.ts';
import thresholds from './thresholds.json' with { type: 'json' };

export function scoringOf(group: Omit<PreparedGroup, 'scoring'>): Scoring {
  const { candidates, size, blocks } = group;
  const { largest_residual_ratio, price } = thresholds.mixture[group.group];
  const nuisances = blocks.reduce((sum, b) => sum + b.nuisance.length, 0);
  return {
    degrees: Math.max(1, size - nuisances - 2),
    price: Float64Array.from(candidates, (c) => c.price + (c.members.length > 1 ? price.value : 0)),
    mixture: Uint8Array.from(candidates, (c) => Number(c.members.length > 1)),
    variability: thresholds.odds.variability[group.group],
    residualRatio: largest_residual_ratio.value,
  };
}

/** What of a shape's energy is absorption: the noise's own part is taken off. Never 0, so that it can be divided by. */
export function signalOf(scoring: Scoring, energy: number, sigma2: number): number {
  return Math.max(energy - scoring.degrees * sigma2, sigma2, 1e-12);
}

/** The variance in which prices are counted. */
export function varianceOf(scoring: Scoring, signal: number, sigma2: number): number {
  return sigma2 + scoring.variability * signal;
}

/**
 * Energy that a candidate explains less what it pays. A mixture has one strength more to fit with: it has a price of its
 * own, and its misfit counts by more than a single mineral's.
 * @param signal by {@link signalOf}
 * @param variance by {@link varianceOf}
 */
export function scoreOf(s: Scoring, candidate: number, explained: number, signal: number, variance: number): number {
  const score = explained - s.price[candidate] * variance;
  return s.mixture[candidate] ? score - (1 / s.residualRatio - 1) * Math.max(0, signal - explained) : score;
}
