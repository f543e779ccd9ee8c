import type { Comparison } from './compare.ts';
import { type PreparedGroup, shoulderWidth } from './prepare-library.ts';
import { type KernelKind, type Range, type ShapeKernels, SPECTRA, shapeKernels } from './shape-kernels.ts';
import thresholds from './thresholds.json' with { type: 'json' };

/** Pixels compared at once: enough to fill the lanes, few enough that all numbers of a block stay in the cache. */
export const BLOCK_PIXELS = 64;

/** How many of the best candidates the judge can look at: its tries and a runner-up. */
const RIVALS = 6;
/** Shares of the energy that lie nearer to each other than this are not told apart: rounding in float32 is some 1e-6. */
export const ROUNDING = 1e-5;

/**
 * {@link compare} for many pixels of a tile at once, to within rounding in float32.
 *
 * The pixels of a line lie side by side, so everything up to the best shape or pair of each candidate runs on eight of
 * them together (`shape-kernels.ts`); and strengths are worked out only for the candidates that the judge can look at.
 */
export class BlockComparison {
  readonly #group: PreparedGroup;
  readonly #kernels: ShapeKernels;
  /** The bands of all blocks, and the candidates in the order of the kernels' results: singles, then mixtures. */
  readonly #bands: Int32Array;
  readonly #candidates: Int32Array;
  readonly #singles: number;
  readonly #leastGain: number;
  readonly #residualRatio: number;
  /** The best adjusted gains of the pixel in hand, descending, and their places among the kernels' results. */
  readonly #best = new Float64Array(RIVALS);
  readonly #bestAt = new Int32Array(RIVALS);

  /** @param kernels how to compute; the fastest way of this machine where not given. */
  constructor(group: PreparedGroup, kernels?: KernelKind) {
    const { blocks, shapes, shapeCandidate, shapeNorm, pairs, pairCosine } = group;
    const mixture = thresholds.mixture[group.group];
    this.#group = group;
    this.#bands = Int32Array.from(blocks.flatMap(({ bands }) => [...bands]));
    this.#leastGain = mixture.least_gain.value;
    this.#residualRatio = mixture.largest_residual_ratio.value;
    const largestStrength = thresholds.detection.largest_strength.value;
    const singles = runs(shapeCandidate.length, (v) => shapeCandidate[v]);
    const mixtures = runs(pairCosine.length, (k) => pairs[3 * k + 2]);
    this.#singles = singles.length;
    this.#candidates = Int32Array.from([
      ...singles.map(({ from }) => shapeCandidate[from]),
      ...mixtures.map(({ from }) => pairs[3 * from + 2]),
    ]);
    this.#kernels = shapeKernels(
      {
        spectra: BLOCK_PIXELS,
        blocks: blocks.map(({ bands, abscissa, nuisance }) => ({
          abscissa,
          nuisance,
          shoulder: shoulderWidth(bands.length),
        })),
        shapes,
        largest: shapeNorm.map((norm) => largestStrength * norm),
        singles,
        pairs: Array.from(pairCosine, (cosine, k) => {
          const [first, second] = [pairs[3 * k], pairs[3 * k + 1]];
          // strength is c over the shape's norm: a share of at least s is c1/n1 <= (1 - s)/s · c2/n2
          const most = (1 - mixture.least_share.value) / mixture.least_share.value;
          const norms = shapeNorm[first] / shapeNorm[second];
          return { first, second, cosine, mostFirst: most * norms, mostSecond: most / norms };
        }),
        mixtures,
      },
      kernels,
    );
  }

  /**
   * Compares pixels of one line of a BIL tile with all shapes.
   * @param data value of band b of sample s is `data[line + b * stride + s]`.
   * @param samples which samples of the line to compare, at most {@link BLOCK_PIXELS}.
   */
  project(data: Float32Array, line: number, stride: number, samples: Int32Array): void {
    const { raw } = this.#kernels;
    const bands = this.#bands;
    const count = samples.length;
    for (let i = 0, to = 0; i < bands.length; i++, to += BLOCK_PIXELS) {
      const row = line + bands[i] * stride;
      for (let p = 0; p < count; p++) raw[to + p] = data[row + samples[p]];
    }
    this.#kernels.compare(Math.ceil(count / SPECTRA));
  }

  /**
   * Fills a comparison for the pixel at place `p` of the block that {@link project} saw last, as `compare` does; but
   * shape and projections are not given, nor strengths of candidates that cannot come among the best.
   * @returns false where the spectrum has no usable values in this group.
   */
  select(p: number, into: Comparison): boolean {
    const { level, energy, best: found, bestOfPacket } = this.#kernels;
    const { explained } = into;
    const all = energy[p];
    into.level = level[p] / this.#group.blocks.length;
    into.energy = all;
    if (!(all > 0)) return false;
    const candidates = this.#candidates;
    const lane = p % SPECTRA;
    const at = ((p - lane) / SPECTRA) * bestOfPacket + lane;
    const [best, bestAt, singles, residualRatio] = [
      this.#best.fill(0),
      this.#bestAt,
      this.#singles,
      this.#residualRatio,
    ];
    const price = this.#leastGain * all;
    let least = 0;
    explained.fill(0);
    for (let m = 0, from = at; m < candidates.length; m++, from += 2 * SPECTRA) {
      const gain = found[from];
      explained[candidates[m]] = gain;
      // a mixture pays for its second strength, as the judge has it
      const worth = m < singles ? gain : Math.min(gain - price, all - (all - gain) / residualRatio);
      if (!(worth > least)) continue;
      let i = RIVALS - 1;
      for (; i > 0 && best[i - 1] < worth; i--) {
        best[i] = best[i - 1];
        bestAt[i] = bestAt[i - 1];
      }
      best[i] = worth;
      bestAt[i] = m;
      least = best[RIVALS - 1];
    }
    for (let i = 0; i < RIVALS && best[i] > 0; i++) {
      const m = bestAt[i];
      const number = found[at + (2 * m + 1) * SPECTRA];
      if (m < singles) this.#setSingle(candidates[m], number, into);
      else this.#setPair(p, candidates[m], number, into);
    }
    return true;
  }

  #setSingle(c: number, v: number, { explained, first, second, firstStrength, secondStrength }: Comparison): void {
    first[c] = v;
    second[c] = -1;
    firstStrength[c] = Math.sqrt(explained[c]) / this.#group.shapeNorm[v];
    secondStrength[c] = 0;
  }

  #setPair(p: number, c: number, k: number, { first, second, firstStrength, secondStrength }: Comparison): void {
    const { shapeNorm, pairs, pairCosine } = this.#group;
    const { products, productsOfPacket } = this.#kernels;
    const lane = p % SPECTRA;
    const at = ((p - lane) / SPECTRA) * productsOfPacket + lane;
    const [a, b, g] = [pairs[3 * k], pairs[3 * k + 1], pairCosine[k]];
    const scale = 1 / (1 - g * g);
    const [da, db] = [products[at + a * SPECTRA], products[at + b * SPECTRA]];
    first[c] = a;
    second[c] = b;
    firstStrength[c] = ((da - g * db) * scale) / shapeNorm[a];
    secondStrength[c] = ((db - g * da) * scale) / shapeNorm[b];
  }
}

/** Splits a table into runs of rows that belong to one owner. */
function runs(length: number, ownerOf: (row: number) => number): Range[] {
  const found: Range[] = [];
  for (let row = 0; row < length; row++) {
    if (row === 0 || ownerOf(row) !== ownerOf(row - 1)) found.push({ from: row, to: row });
    found[found.length - 1].to = row + 1;
  }
  return found;
}
