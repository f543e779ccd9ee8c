import { shoulderWidth } from './block.ts';
import type { Comparison } from './compare.ts';
import { LEAST_NOISE } from './judge.ts';
import type { PreparedGroup } from './prepared.ts';
import { signalOf, varianceOf } from './score.ts';
import { type KernelKind, type Range, RIVALS, type ShapeKernels, SPECTRA, shapeKernels } from './shape-kernels.ts';
import thresholds from './thresholds.json' with { type: 'json' };

/** Pixels compared at once: enough to fill the lanes, few enough that all numbers of a block stay in the cache. */
export const BLOCK_PIXELS = 64;

/** A margin of fit below which rounding in float32, some 1e-6, could have changed who wins. */
export const CLOSE_CALL = 1e-5;

/**
 * {@link compare} for many pixels of a tile at once, to within rounding in float32.
 *
 * The pixels of a line lie side by side, so everything up to the ranking of the candidates runs on eight of them together
 * (`shape-kernels.ts`); and strengths are worked out only for the candidates that the judge can look at.
 */
export class BlockComparison {
  readonly #group: PreparedGroup;
  readonly #kernels: ShapeKernels;
  /** The bands of all blocks, and the candidates in the order of the kernels' results: singles, then mixtures. */
  readonly #bands: Int32Array;
  readonly #candidates: Int32Array;
  readonly #singles: number;

  /** @param kernels how to compute; the fastest way of this machine where not given. */
  constructor(group: PreparedGroup, kernels?: KernelKind) {
    const { blocks, shapes, shapeCandidate, shapeNorm, pairs, pairCosine, scoring } = group;
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
        scores: Array.from(this.#candidates, (c) => ({
          price: scoring.price[c],
          misfitWeight: scoring.mixture[c] ? 1 / scoring.residualRatio - 1 : 0,
        })),
      },
      kernels,
    );
  }

  /**
   * Compares pixels of one line of a BIL tile with all shapes.
   * @param data value of band b of sample s is `data[line + b * stride + s]`.
   * @param samples which samples of the line to compare, at most {@link BLOCK_PIXELS}.
   * @param noise standard deviation of reflectance of each of them, as for `judge`.
   */
  project(data: Float32Array, line: number, stride: number, samples: Int32Array, noise: ArrayLike<number>): void {
    const { raw, level, energy, variance, signal } = this.#kernels;
    const { scoring, blocks } = this.#group;
    const bands = this.#bands;
    const count = samples.length;
    for (let i = 0, to = 0; i < bands.length; i++, to += BLOCK_PIXELS) {
      const row = line + bands[i] * stride;
      for (let p = 0; p < count; p++) raw[to + p] = data[row + samples[p]];
    }
    const packets = Math.ceil(count / SPECTRA);
    this.#kernels.remove(packets);
    for (let p = 0; p < count; p++) {
      const sigma2 = ((Math.max(noise[p], LEAST_NOISE) * blocks.length) / level[p]) ** 2;
      signal[p] = signalOf(scoring, energy[p], sigma2);
      variance[p] = varianceOf(scoring, signal[p], sigma2);
    }
    this.#kernels.compare(packets);
  }

  /**
   * Fills a comparison for the pixel at place `p` of the block that {@link project} saw last, as `compare` does; but
   * only with the candidates that can win or come next, and without shape and projections.
   * @returns false where the spectrum has no usable values in this group.
   */
  select(p: number, into: Comparison): boolean {
    const { level, energy, best, bestOfPacket, rivals } = this.#kernels;
    into.level = level[p] / this.#group.blocks.length;
    into.energy = energy[p];
    if (!(into.energy > 0)) return false;
    const lane = p % SPECTRA;
    const packet = (p - lane) / SPECTRA;
    const at = packet * bestOfPacket + lane;
    into.rivals = 0;
    for (let i = 0; i < RIVALS; i++) {
      const m = rivals[(packet * RIVALS + i) * SPECTRA + lane];
      if (m < 0) break;
      const c = this.#candidates[m];
      const number = best[at + (2 * m + 1) * SPECTRA];
      into.rival[into.rivals++] = c;
      into.explained[c] = best[at + 2 * m * SPECTRA];
      if (m < this.#singles) this.#setSingle(c, number, into);
      else this.#setPair(p, c, number, into);
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
