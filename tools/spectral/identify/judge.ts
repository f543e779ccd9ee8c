import type { MineralMatch } from '../types.ts';
import type { Comparison } from './compare.ts';
import type { FeatureLevels, PreparedFeature, PreparedGroup } from './prepared.ts';
import { scoreOf, signalOf, varianceOf } from './score.ts';
import thresholds from './thresholds.json' with { type: 'json' };

const detection = thresholds.detection;
/** Reflectance: exact spectra are taken for this noisy, so that nothing is divided by 0. */
export const LEAST_NOISE = 1e-6;
/** How many of the best candidates are looked at when the features of a better one are missing. */
export const TRIES = 5;

/** The decision on one spectrum in one group. `candidate` is -1 for none; the other numbers then mean nothing. */
export interface Verdict {
  candidate: number;
  /** Why there is none: too dark, nothing there, a cover (vegetation …) won, or nothing of the library fits. */
  none: 'dark' | 'flat' | 'cover' | 'unfit' | null;
  /** Share of the absorption shape, less what of it is noise, that is explained; 0..1. */
  fit: number;
  /** Continuum-removed depth of the strongest diagnostic feature. */
  depth: number;
  runnerUp: number;
  margin: number;
  /** The lead over the runner-up in squares of the noise: what noise could turn. */
  doubt: number;
  certain: boolean;
}

export function newVerdict(): Verdict {
  return { candidate: -1, none: null, fit: 0, depth: 0, runnerUp: -1, margin: 0, doubt: 0, certain: false };
}

/**
 * Decides what a compared spectrum is. The best-fitting candidate whose `must` features are really there wins; covers
 * may win, which means none; what is too dark, too flat for its noise, or explained too badly is none.
 * @param noise standard deviation of the spectrum's noise, reflectance.
 * @param spectrum value of band b is `spectrum[start + b * stride]`.
 */
export function judge(
  group: PreparedGroup,
  compared: Comparison,
  noise: number,
  spectrum: ArrayLike<number>,
  start: number,
  stride: number,
  out: Verdict,
): Verdict {
  out.candidate = -1;
  out.none = 'dark';
  if (!(compared.level >= detection.least_level.value)) return out;
  const relative = Math.max(noise, LEAST_NOISE) / compared.level;
  const { energy, explained, fits, rival, rivals } = compared;
  const sigma2 = relative * relative;
  const limit = detection.least_signal_to_noise.value ** 2 * sigma2;
  out.none = 'flat';
  if (!(energy > limit)) return out;

  const { scoring } = group;
  const signal = signalOf(scoring, energy, sigma2);
  const variance = varianceOf(scoring, signal, sigma2);
  for (let r = 0; r < rivals; r++) fits[r] = scoreOf(scoring, rival[r], explained[rival[r]], signal, variance);
  let verdict = -1;
  let score = 0;
  for (let tries = 0; tries < TRIES; tries++) {
    let first = -1;
    score = 0;
    for (let r = 0; r < rivals; r++) {
      if (fits[r] > score) {
        first = r;
        score = fits[r];
      }
    }
    if (first < 0) break;
    // tried: not looked at again, nor a runner-up
    fits[first] = -1;
    const best = rival[first];
    const candidate = group.candidates[best];
    if (candidate.cover || featuresPresent(group, compared, best, relative, spectrum, start, stride)) {
      verdict = best;
      break;
    }
  }
  out.none = 'unfit';
  if (verdict < 0) return out;
  if (!(score > limit)) {
    out.none = 'flat';
    return out;
  }
  out.fit = Math.min(1, explained[verdict] / signal);
  // what noise leaves unexplained varies by itself: the variance of a sum of squares of n deviates is 2n
  const allowance = detection.noise_of_misfit.value * Math.sqrt(2 * scoring.degrees) * sigma2;
  const misfit = Math.max(0, signal - explained[verdict] - allowance) / signal;
  const { leastFit, cover } = group.candidates[verdict];
  if (1 - misfit < Math.max(detection.least_fit[group.group].value, leastFit)) return out;
  if (cover) {
    out.none = 'cover';
    return out;
  }
  out.depth = strongestDepth(group, compared, verdict);
  const { depth, least_fit } = detection.shallow;
  if (out.depth < depth[group.group] && 1 - misfit < least_fit[group.group]) return out;
  if (out.depth < detection.least_depth.value) {
    out.none = 'flat';
    return out;
  }
  out.runnerUp = -1;
  let second = 0;
  // a better candidate that was turned down for a missing feature is no rival
  for (let r = 0; r < rivals; r++) {
    if (fits[r] > second) {
      out.runnerUp = rival[r];
      second = fits[r];
    }
  }
  out.margin = (score - second) / signal;
  out.doubt = (score - second) / sigma2;
  out.candidate = verdict;
  out.none = null;
  out.certain = out.fit >= detection.certain_fit[group.group].value && out.margin >= detection.certain_margin.value;
  return out;
}

/** Depth of an absorption on a spectrum: 1 - mean of its bottom bands over the straight continuum between its shoulders. */
export function featureDepth(f: PreparedFeature, spectrum: ArrayLike<number>, start = 0, stride = 1): number {
  const left = mean(f.left, spectrum, start, stride);
  const right = mean(f.right, spectrum, start, stride);
  return 1 - mean(f.bottom, spectrum, start, stride) / (left + (right - left) * f.at);
}

function mean(bands: Int32Array, spectrum: ArrayLike<number>, start: number, stride: number): number {
  let sum = 0;
  for (let i = 0; i < bands.length; i++) sum += spectrum[start + bands[i] * stride];
  return sum / bands.length;
}

/** The depth that the fitted strengths of a candidate's variants predict for a feature. */
function expectedDepth(group: PreparedGroup, compared: Comparison, candidate: number, f: PreparedFeature): number {
  const one = compared.first[candidate];
  const two = compared.second[candidate] < 0 ? one : compared.second[candidate];
  const s1 = compared.firstStrength[candidate];
  const s2 = compared.secondStrength[candidate];
  const levels1 = referenceLevels(group, f, one);
  const levels2 = referenceLevels(group, f, two);
  // a spectrum cannot fall below black, whatever strength a poor fit asks for
  const left = Math.max(1 - s1 * (1 - levels1.left) - s2 * (1 - levels2.left), 0.01);
  const right = Math.max(1 - s1 * (1 - levels1.right) - s2 * (1 - levels2.right), 0.01);
  const bottom = Math.max(1 - s1 * (1 - levels1.bottom) - s2 * (1 - levels2.bottom), 0.01);
  return 1 - bottom / (left + (right - left) * f.at);
}

/** A variant's reference at a feature's shoulders and bottom; the same for every pixel, so it is kept. */
function referenceLevels(group: PreparedGroup, f: PreparedFeature, variant: number): FeatureLevels {
  const known = f.levels[variant];
  if (known) return known;
  const reference = group.references[variant];
  const levels = {
    left: mean(f.left, reference, 0, 1),
    right: mean(f.right, reference, 0, 1),
    bottom: mean(f.bottom, reference, 0, 1),
  };
  f.levels[variant] = levels;
  return levels;
}

function strongestDepth(group: PreparedGroup, compared: Comparison, candidate: number): number {
  let deepest = 0;
  for (const f of group.candidates[candidate].features) {
    if (f.visible) deepest = Math.max(deepest, expectedDepth(group, compared, candidate, f));
  }
  return deepest;
}

function featuresPresent(
  group: PreparedGroup,
  compared: Comparison,
  index: number,
  relative: number,
  spectrum: ArrayLike<number>,
  start: number,
  stride: number,
): boolean {
  const candidate = group.candidates[index];
  const { features, elsewhere } = candidate;
  // not by filter and every: this runs for every pixel, and closures would be most of its garbage
  for (let i = 0; i < features.length + elsewhere.length; i++) {
    const here = i < features.length;
    const f = here ? features[i] : elsewhere[i - features.length];
    if (here && !(f.visible && 'role' in f.feature && f.feature.role === 'must')) continue;
    const expected = expectedDepth(group, compared, index, f);
    // within a mixture one member's band can lie on the other's shoulder, where it shows no depth of its own
    if (expected <= 0) continue;
    const { least_share_of_expected, least_share_elsewhere, noise_allowance } = thresholds.feature;
    const share = here ? least_share_of_expected.value : least_share_elsewhere.value;
    const uncertainty = relative * Math.sqrt(1 / f.bottom.length + 0.25 / f.left.length + 0.25 / f.right.length);
    if (featureDepth(f, spectrum, start, stride) < share * expected - noise_allowance.value * uncertainty) return false;
  }
  let strongest = -1;
  for (const { constraint, feature, ends } of candidate.constraints) {
    if (constraint.kind === 'not' && feature?.visible) {
      if (strongest < 0) strongest = strongestDepth(group, compared, index);
      if (featureDepth(feature, spectrum, start, stride) > constraint.min_depth_ratio * strongest + 2 * relative)
        return false;
    } else if (constraint.kind === 'ratio') {
      const [a, b] = [candidate.features[constraint.numerator], candidate.features[constraint.denominator]];
      if (!a?.visible || !b?.visible) continue;
      const below = featureDepth(b, spectrum, start, stride);
      // a ratio of depths near the noise says nothing
      if (below < 6 * relative) continue;
      const ratio = featureDepth(a, spectrum, start, stride) / below;
      if (ratio < constraint.range[0] || ratio > constraint.range[1]) return false;
    } else if (constraint.kind === 'rise' && ends?.from.length && ends.to.length) {
      if (mean(ends.to, spectrum, start, stride) > constraint.most * mean(ends.from, spectrum, start, stride))
        return false;
    }
  }
  return true;
}

/** A verdict in the words of the contract, with the measured depth of each feature that the bands show. */
export function matchOf(
  group: PreparedGroup,
  verdict: Verdict,
  spectrum: ArrayLike<number>,
  start = 0,
  stride = 1,
): MineralMatch | null {
  if (verdict.candidate < 0) return null;
  const candidate = group.candidates[verdict.candidate];
  const features = candidate.features
    .filter((f) => f.visible)
    .map((f) => ({
      centre_um: f.feature.centre_um,
      depth: round(featureDepth(f, spectrum, start, stride), 4),
      role: 'role' in f.feature ? f.feature.role : 'not',
    }))
    .filter((f) => f.depth > 0)
    .sort((a, b) => b.depth - a.depth);
  return {
    mineral: candidate.name,
    members: candidate.members,
    fit: round(verdict.fit, 4),
    depth: round(verdict.depth, 4),
    margin: round(verdict.margin, 4),
    runnerUp: verdict.runnerUp < 0 ? null : group.candidates[verdict.runnerUp].name,
    features,
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
