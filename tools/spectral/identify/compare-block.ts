import type { Comparison } from './compare.ts';
import { LEAST_NOISE } from './judge.ts';
import { type Block, type PreparedGroup, shoulderWidth } from './prepare-library.ts';
import { leastExplained, scoreOf, signalOf } from './score.ts';
import { type KernelKind, LANES, type PairRange, type ShapeKernels, shapeKernels } from './shape-kernels.ts';
import thresholds from './thresholds.json' with { type: 'json' };

/** Pixels compared at once: enough to fill the lanes, few enough that all numbers of a block stay in the cache. */
export const BLOCK_PIXELS = 64;

/** How many of the best single candidates a mixture must get among to matter: the judge's tries and a runner-up. */
const RIVALS = 6;
/** A filter may not lose by rounding what the exact test would keep. */
const SLACK = 1e-9;

/**
 * {@link compare} for many pixels of a tile at once, with the same result to within rounding.
 *
 * Three things make it fast. The pixels of a line lie side by side, so continua are removed band by band. Shapes have no
 * part in the nuisance functions, so those are taken out of the energy alone and not out of every spectrum. And a pair of
 * a mixture is only fitted where it could explain enough to come among the candidates that the judge looks at.
 */
export class BlockComparison {
  readonly #group: PreparedGroup;
  readonly #kernels: ShapeKernels;
  /** Rows of nuisance functions stand behind the shapes. */
  readonly #shapes: number;
  readonly #rows: number;
  readonly #nuisances: number;
  readonly #largest: Float64Array;
  /** Candidates that are no mixtures. */
  readonly #singles: Int32Array;
  /** The candidate of each mixture. */
  readonly #mixtureOf: Int32Array;
  readonly #leastShare: number;
  readonly #level = new Float64Array(BLOCK_PIXELS);
  readonly #energy = new Float64Array(BLOCK_PIXELS);
  readonly #left = new Float64Array(BLOCK_PIXELS);
  readonly #rise = new Float64Array(BLOCK_PIXELS);
  readonly #best = new Float64Array(RIVALS);

  /** @param kernels how to compute; the fastest way of this machine where not given. */
  constructor(group: PreparedGroup, kernels?: KernelKind) {
    const { size, blocks, candidates, shapeCandidate, shapeNorm, pairs, pairCosine } = group;
    this.#group = group;
    this.#shapes = shapeCandidate.length;
    this.#nuisances = blocks.reduce((sum, b) => sum + b.nuisance.length, 0);
    this.#rows = Math.ceil((this.#shapes + this.#nuisances) / LANES) * LANES;
    const largestStrength = thresholds.detection.largest_strength.value;
    this.#largest = shapeNorm.map((norm) => largestStrength * norm);
    this.#singles = Int32Array.from(candidates.keys()).filter((c) => candidates[c].members.length < 2);
    this.#leastShare = thresholds.mixture[group.group].least_share.value;
    const mixtures: PairRange[] = [];
    for (let k = 0; k < pairCosine.length; k++) {
      if (k === 0 || pairs[3 * k + 2] !== pairs[3 * k - 1]) mixtures.push({ from: k, to: k });
      mixtures[mixtures.length - 1].to = k + 1;
    }
    this.#mixtureOf = Int32Array.from(mixtures, ({ from }) => pairs[3 * from + 2]);
    this.#kernels = shapeKernels(
      {
        shapes: this.#rows,
        length: size,
        pixels: BLOCK_PIXELS,
        pairs: Array.from(pairCosine, (cosine, k) => {
          const [first, second] = [pairs[3 * k], pairs[3 * k + 1]];
          // strength is c over the shape's norm: a share of at least s is c1/n1 <= (1 - s)/s · c2/n2
          const most = (1 - this.#leastShare) / this.#leastShare;
          const norms = shapeNorm[first] / shapeNorm[second];
          return { first, second, cosine, mostFirst: most * norms, mostSecond: most / norms };
        }),
        mixtures,
      },
      kernels,
    );
    this.#packRows();
  }

  #packRows(): void {
    const { size, shapes, blocks } = this.#group;
    const packed = this.#kernels.shapes;
    const put = (row: number, k: number, value: number): void => {
      packed[((row - (row % LANES)) / LANES) * LANES * size + k * LANES + (row % LANES)] = value;
    };
    for (let v = 0; v < this.#shapes; v++) for (let k = 0; k < size; k++) put(v, k, shapes[v * size + k]);
    let row = this.#shapes;
    for (const { nuisance, offset } of blocks) {
      for (const values of nuisance) {
        for (const [i, value] of values.entries()) put(row, offset + i, value);
        row++;
      }
    }
  }

  /**
   * Projects pixels of one line of a BIL tile on all shapes.
   * @param data value of band b of sample s is `data[line + b * stride + s]`.
   * @param samples which samples of the line to compare, at most {@link BLOCK_PIXELS}.
   */
  project(data: Float32Array, line: number, stride: number, samples: Int32Array): void {
    const { blocks } = this.#group;
    const count = samples.length;
    this.#level.fill(0);
    this.#energy.fill(0);
    for (const block of blocks) this.#removeContinuum(block, data, line, stride, samples);
    for (let p = 0; p < count; p++) this.#level[p] /= blocks.length;
    const packets = Math.ceil(count / LANES);
    this.#kernels.multiply(packets);
    this.#kernels.pair(packets);
  }

  /** Leaves reflectance over continuum less one: most of a smooth spectrum cancels before anything is squared. */
  #removeContinuum(block: Block, data: Float32Array, line: number, stride: number, samples: Int32Array): void {
    const count = samples.length;
    const { bands, abscissa, offset } = block;
    const size = this.#group.size;
    const n = bands.length;
    const shoulder = shoulderWidth(n);
    const [left, rise, level, energy] = [this.#left, this.#rise, this.#level, this.#energy];
    const packed = this.#kernels.spectra;
    left.fill(0);
    rise.fill(0);
    for (let i = 0; i < shoulder; i++) {
      const low = line + bands[i] * stride;
      const high = line + bands[n - 1 - i] * stride;
      for (let p = 0; p < count; p++) {
        left[p] += data[low + samples[p]];
        rise[p] += data[high + samples[p]];
      }
    }
    for (let p = 0; p < count; p++) {
      const [start, end] = [left[p] / shoulder, rise[p] / shoulder];
      const usable = start > 0 && end > 0;
      level[p] += usable ? (start + end) / 2 : Number.NaN;
      left[p] = usable ? start : Number.NaN;
      rise[p] = end - start;
    }
    for (let i = 0; i < n; i++) {
      const row = line + bands[i] * stride;
      const x = abscissa[i];
      const to = (offset + i) * LANES;
      for (let p = 0; p < count; p++) {
        const removed = data[row + samples[p]] / (left[p] + rise[p] * x) - 1;
        energy[p] += removed * removed;
        packed[(p >> 2) * LANES * size + to + (p & 3)] = removed;
      }
    }
  }

  /**
   * Fills a comparison for the pixel at place `p` of the block that {@link project} saw last, as `compare` does; but
   * mixtures that cannot come among the best are left unexplained, and shape and projections are not given.
   * @param noise standard deviation of reflectance, as for `judge`.
   * @returns false where the spectrum has no usable values in this group.
   */
  select(p: number, noise: number, into: Comparison): boolean {
    const { shapeCandidate, shapeNorm } = this.#group;
    const { explained, first, second, firstStrength, secondStrength } = into;
    const along = this.#kernels.products;
    const shapes = this.#shapes;
    const largest = this.#largest;
    const at = (p >> 2) * LANES * this.#rows + (p & 3);
    let energy = this.#energy[p];
    for (let v = this.#shapes; v < this.#shapes + this.#nuisances; v++) energy -= along[at + v * LANES] ** 2;
    into.level = this.#level[p];
    into.energy = energy;
    if (!(energy > 0)) return false;
    explained.fill(0);
    for (let v = 0; v < shapes; v++) {
      const d = along[at + v * LANES];
      const dd = d * d;
      const c = shapeCandidate[v];
      if (d > 0 && dd > explained[c] && d <= largest[v]) {
        explained[c] = dd;
        first[c] = v;
      }
    }
    for (let c = 0; c < explained.length; c++) {
      if (!(explained[c] > 0)) continue;
      second[c] = -1;
      firstStrength[c] = Math.sqrt(explained[c]) / shapeNorm[first[c]];
      secondStrength[c] = 0;
    }
    this.#fitPairs(p, (Math.max(noise, LEAST_NOISE) / into.level) ** 2, into);
    return true;
  }

  #fitPairs(p: number, sigma2: number, into: Comparison): void {
    const { explained, energy } = into;
    const { scoring } = this.#group;
    const found = this.#kernels.best;
    const [candidates, best] = [this.#mixtureOf, this.#best];
    const count = candidates.length;
    const at = (p >> 2) * 2 * LANES * count + (p & 3);
    const signal = signalOf(scoring, energy, sigma2);
    this.#findBestSingles(explained, sigma2);
    for (let m = 0; m < count; m++) {
      const c = candidates[m];
      const gain = found[at + 2 * LANES * m];
      // only what comes before the last of the rivals matters
      if (!(gain >= leastExplained(scoring, c, best[RIVALS - 1], signal, sigma2) * (1 - SLACK))) continue;
      explained[c] = gain;
      this.#setPair(p, c, found[at + 2 * LANES * m + LANES], into);
      insert(best, scoreOf(scoring, c, gain, energy, sigma2));
    }
  }

  #setPair(p: number, c: number, k: number, { first, second, firstStrength, secondStrength }: Comparison): void {
    const { shapeNorm, pairs, pairCosine } = this.#group;
    const along = this.#kernels.products;
    const at = (p >> 2) * LANES * this.#rows + (p & 3);
    const a = pairs[3 * k];
    const b = pairs[3 * k + 1];
    const g = pairCosine[k];
    const scale = 1 / (1 - g * g);
    const da = along[at + a * LANES];
    const db = along[at + b * LANES];
    first[c] = a;
    second[c] = b;
    firstStrength[c] = ((da - g * db) * scale) / shapeNorm[a];
    secondStrength[c] = ((db - g * da) * scale) / shapeNorm[b];
  }

  /** Scores of the best single candidates, in descending order; 0 where there are fewer. */
  #findBestSingles(explained: Float64Array, sigma2: number): void {
    const [best, singles] = [this.#best.fill(0), this.#singles];
    const { price } = this.#group.scoring;
    for (let i = 0; i < singles.length; i++) {
      const value = explained[singles[i]] - price[singles[i]] * sigma2;
      if (value > best[RIVALS - 1]) insert(best, value);
    }
  }
}

/** Keeps the largest values in descending order. */
function insert(best: Float64Array, value: number): void {
  let i = RIVALS - 1;
  if (value <= best[i]) return;
  for (; i > 0 && best[i - 1] < value; i--) best[i] = best[i - 1];
  best[i] = value;
}
