import { projectBlock } from './block.ts';
import type { PreparedGroup } from './prepared.ts';
import thresholds from './thresholds.json' with { type: 'json' };

/** Working memory and result of one comparison; reused from pixel to pixel. */
export interface Comparison {
  /** Shape of the spectrum's absorptions in all blocks. */
  shape: Float64Array;
  /** Sum of its squares. */
  energy: number;
  /** Mean continuum reflectance over the blocks. */
  level: number;
  /** Projection on each variant. */
  along: Float64Array;
  /** For each candidate: energy that its best variant (or pair) explains, and the coefficients and shapes of that. */
  explained: Float64Array;
  first: Int32Array;
  second: Int32Array;
  firstStrength: Float64Array;
  secondStrength: Float64Array;
  /** The candidates that explain something, as many as `rivals`; only theirs are the values above. */
  rival: Int32Array;
  rivals: number;
  /** The judge's working memory: the score of each rival, -1 once it was tried. */
  fits: Float64Array;
}

export function newComparison(group: PreparedGroup): Comparison {
  const candidates = group.candidates.length;
  return {
    shape: new Float64Array(group.size),
    energy: 0,
    level: 0,
    along: new Float64Array(group.shapeCandidate.length),
    explained: new Float64Array(candidates),
    first: new Int32Array(candidates),
    second: new Int32Array(candidates),
    firstStrength: new Float64Array(candidates),
    secondStrength: new Float64Array(candidates),
    rival: new Int32Array(candidates),
    rivals: 0,
    fits: new Float64Array(candidates),
  };
}

/**
 * Fits every variant, and every pair of variants of a named mixture, to a spectrum's absorptions by least squares with
 * non-negative strengths (the continuum-removed fit of Clark et al. 2003, JGR 108(E12), 5131, over common windows).
 * @param spectrum reflectance; the value of band b is `spectrum[start + b * stride]`.
 * @returns false where the spectrum has no usable values in this group.
 */
export function compare(
  group: PreparedGroup,
  spectrum: ArrayLike<number>,
  into: Comparison,
  start = 0,
  stride = 1,
): boolean {
  const { size, shapes, shapeCandidate, shapeNorm, pairs, pairCosine } = group;
  const largestStrength = thresholds.detection.largest_strength.value;
  const leastShare = thresholds.mixture[group.group].least_share.value;
  const { shape, along, explained, first, second, firstStrength, secondStrength } = into;
  let level = 0;
  for (const block of group.blocks) level += projectBlock(block, spectrum, shape, start, stride);
  into.level = level / group.blocks.length;
  let energy = 0;
  for (let i = 0; i < size; i++) energy += shape[i] * shape[i];
  into.energy = energy;
  if (!(energy > 0)) return false;
  explained.fill(0);
  for (let v = 0, at = 0; v < shapeCandidate.length; v++, at += size) {
    let s0 = 0;
    let s1 = 0;
    let i = 0;
    for (; i + 1 < size; i += 2) {
      s0 += shapes[at + i] * shape[i];
      s1 += shapes[at + i + 1] * shape[i + 1];
    }
    if (i < size) s0 += shapes[at + i] * shape[i];
    const d = s0 + s1;
    along[v] = d;
    const c = shapeCandidate[v];
    if (d > 0 && d * d > explained[c] && d <= largestStrength * shapeNorm[v]) {
      explained[c] = d * d;
      first[c] = v;
      second[c] = -1;
      firstStrength[c] = d / shapeNorm[v];
      secondStrength[c] = 0;
    }
  }
  for (let p = 0; p < pairCosine.length; p++) {
    const a = pairs[3 * p];
    const b = pairs[3 * p + 1];
    const g = pairCosine[p];
    const da = along[a];
    const db = along[b];
    const ca = da - g * db;
    const cb = db - g * da;
    if (ca <= 0 || cb <= 0) continue;
    const scale = 1 / (1 - g * g);
    const gain = (da * ca + db * cb) * scale;
    const c = pairs[3 * p + 2];
    if (gain <= explained[c]) continue;
    const sa = (ca * scale) / shapeNorm[a];
    const sb = (cb * scale) / shapeNorm[b];
    if (sa < leastShare * (sa + sb) || sb < leastShare * (sa + sb)) continue;
    explained[c] = gain;
    first[c] = a;
    second[c] = b;
    firstStrength[c] = sa;
    secondStrength[c] = sb;
  }
  into.rivals = 0;
  for (let c = 0; c < explained.length; c++) if (explained[c] > 0) into.rival[into.rivals++] = c;
  return true;
}
