import type { Comparison } from './compare.ts';
import { LEAST_NOISE, TRIES } from './judge.ts';
import { type PreparedGroup, shoulderWidth } from './prepare-library.ts';
import { leastExplained, scoreOf, signalOf } from './score.ts';
import { type KernelKind, type Range, type ShapeKernels, SPECTRA, shapeKernels } from './shape-kernels.ts';
import thresholds from './thresholds.json' with { type: 'json' };

/** Pixels compared at once: enough to fill the lanes, few enough that all numbers of a block stay in the cache. */
export const BLOCK_PIXELS = 64;

/** How many of the best candidates the judge can look at: its tries and a runner-up. */
const RIVALS = TRIES + 1;
/** A margin of fit below which rounding in float32, some 1e-6, could have changed who wins. */
export const CLOSE_CALL = 1e-5;

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
  /** The best scores of the pixel in hand, descending, and their places among the kernels' results. */
  readonly #scores = new Float64Array(RIVALS);
  readonly #rivals = new Int32Array(RIVALS);
  #count = 0;

  /** @param kernels how to compute; the fastest way of this machine where not given. */
  constructor(group: PreparedGroup, kernels?: KernelKind) {
    const { blocks, shapes, shapeCandidate, shapeNorm, pairs, pairCosine } = group;
    const mixture = thresholds.mixture[group.group];
    this.#group = group;
    this.#bands = Int32Array.from(blocks.flatMap(({ bands }) => [...bands]));
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
   * only with the candidates that can win or come next, and without shape and projections.
   * @param noise standard deviation of reflectance, as for `judge`.
   * @returns false where the spectrum has no usable values in this group.
   */
  select(p: number, noise: number, into: Comparison): boolean {
    const { level, energy } = this.#kernels;
    into.level = level[p] / this.#group.blocks.length;
    into.energy = energy[p];
    if (!(into.energy > 0)) return false;
    const { best: found, bestOfPacket } = this.#kernels;
    const lane = p % SPECTRA;
    const at = ((p - lane) / SPECTRA) * bestOfPacket + lane;
    this.#rank(at, (Math.max(noise, LEAST_NOISE) / into.level) ** 2, into);
    into.rivals = this.#count;
    for (let i = 0; i < this.#count; i++) {
      const m = this.#rivals[i];
      const number = found[at + (2 * m + 1) * SPECTRA];
      into.rival[i] = this.#candidates[m];
      into.explained[into.rival[i]] = found[at + 2 * m * SPECTRA];
      if (m < this.#singles) this.#setSingle(into.rival[i], number, into);
      else this.#setPair(p, into.rival[i], number, into);
    }
    return true;
  }

  /** Finds the candidates that score best. @param at where the pixel's first result stands in the kernels' `best` */
  #rank(at: number, sigma2: number, into: Comparison): void {
    const { scoring } = this.#group;
    const found = this.#kernels.best;
    const candidates = this.#candidates;
    const scores = this.#scores;
    const rivals = this.#rivals;
    const singles = this.#singles;
    const { energy } = into;
    const signal = signalOf(scoring, energy, sigma2);
    // neighbours are alike: what the last pixel's rivals score here, the rivals of this one score at least
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#count; i++) {
      const gain = found[at + 2 * rivals[i] * SPECTRA];
      least = Math.min(least, scoreOf(scoring, candidates[rivals[i]], gain, energy, sigma2));
    }
    least = this.#count < RIVALS ? 0 : Math.max(0, least - 1e-9 * Math.abs(least));
    let count = 0;
    for (let m = 0, from = at; m < candidates.length; m++, from += 2 * SPECTRA) {
      const gain = found[from];
      if (!(gain > least)) continue;
      const c = candidates[m];
      if (m >= singles && !(gain >= leastExplained(scoring, c, least, signal, sigma2))) continue;
      const score = scoreOf(scoring, c, gain, energy, sigma2);
      if (!(score > least)) continue;
      let i = count < RIVALS ? count++ : RIVALS - 1;
      for (; i > 0 && scores[i - 1] < score; i--) {
        scores[i] = scores[i - 1];
        rivals[i] = rivals[i - 1];
      }
      scores[i] = score;
      rivals[i] = m;
      if (count === RIVALS) least = Math.max(least, scores[RIVALS - 1]);
    }
    this.#count = count;
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
    const a = pairs[3 * k];
    const b = pairs[3 * k + 1];
    const g = pairCosine[k];
    const scale = 1 / (1 - g * g);
    const da = products[at + a * SPECTRA];
    const db = products[at + b * SPECTRA];
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
