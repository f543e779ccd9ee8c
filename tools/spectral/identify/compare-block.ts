import type { Comparison } from './compare.ts';
import { type Block, type PreparedGroup, shoulderWidth } from './prepare-library.ts';
import thresholds from './thresholds.json' with { type: 'json' };
import { LANES, type ProductsMemory, productsMemory } from './wasm-products.ts';

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
  readonly #products: ProductsMemory;
  /** Rows of nuisance functions stand behind the shapes. */
  readonly #shapes: number;
  readonly #rows: number;
  readonly #nuisances: number;
  readonly #largest: Float64Array;
  readonly #single: Uint8Array;
  readonly #pairFilter: Float64Array;
  readonly #leastShare: number;
  readonly #leastGain: number;
  readonly #residualRatio: number;
  /** First pair and end of the pairs of each mixture. */
  readonly #mixtures: Int32Array;
  readonly #level = new Float64Array(BLOCK_PIXELS);
  readonly #energy = new Float64Array(BLOCK_PIXELS);
  readonly #left = new Float64Array(BLOCK_PIXELS);
  readonly #rise = new Float64Array(BLOCK_PIXELS);
  readonly #square: Float64Array;
  readonly #best = new Float64Array(RIVALS);

  /** @param simd false computes without WebAssembly SIMD; the result is the same to the last bit. */
  constructor(group: PreparedGroup, simd?: boolean) {
    const { size, blocks, candidates, shapeCandidate, shapeNorm, pairCosine } = group;
    this.#group = group;
    this.#shapes = shapeCandidate.length;
    this.#nuisances = blocks.reduce((sum, b) => sum + b.nuisance.length, 0);
    this.#rows = Math.ceil((this.#shapes + this.#nuisances) / LANES) * LANES;
    this.#products = productsMemory(this.#rows, size, BLOCK_PIXELS, simd);
    const largestStrength = thresholds.detection.largest_strength.value;
    this.#largest = shapeNorm.map((norm) => largestStrength * norm);
    this.#single = Uint8Array.from(candidates, (c) => Number(c.members.length < 2));
    this.#leastShare = thresholds.mixture[group.group].least_share.value;
    this.#leastGain = thresholds.mixture[group.group].least_gain.value;
    this.#residualRatio = thresholds.mixture[group.group].largest_residual_ratio.value;
    const mixtures: number[] = [];
    for (let k = 0; k < pairCosine.length; k++) {
      if (k === 0 || group.pairs[3 * k + 2] !== group.pairs[3 * k - 1]) mixtures.push(k, k);
      mixtures[mixtures.length - 1] = k + 1;
    }
    this.#mixtures = Int32Array.from(mixtures);
    // gain = f0 (da² + db²) - f1 da db
    this.#pairFilter = new Float64Array(2 * pairCosine.length);
    for (const [p, g] of pairCosine.entries()) {
      this.#pairFilter[2 * p] = 1 / (1 - g * g);
      this.#pairFilter[2 * p + 1] = (2 * g) / (1 - g * g);
    }
    this.#square = new Float64Array(this.#shapes);
    this.#packRows();
  }

  #packRows(): void {
    const { size, shapes, blocks } = this.#group;
    const packed = this.#products.shapes;
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
    this.#products.run(Math.ceil(count / LANES));
  }

  /** Leaves reflectance over continuum less one: most of a smooth spectrum cancels before anything is squared. */
  #removeContinuum(block: Block, data: Float32Array, line: number, stride: number, samples: Int32Array): void {
    const count = samples.length;
    const { bands, abscissa, offset } = block;
    const size = this.#group.size;
    const n = bands.length;
    const shoulder = shoulderWidth(n);
    const [left, rise, level, energy] = [this.#left, this.#rise, this.#level, this.#energy];
    const packed = this.#products.spectra;
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
   * @returns false where the spectrum has no usable values in this group.
   */
  select(p: number, into: Comparison): boolean {
    const { shapeCandidate, shapeNorm } = this.#group;
    const { explained, first, second, firstStrength, secondStrength } = into;
    const along = this.#products.out;
    const [square, largest] = [this.#square, this.#largest];
    const at = (p >> 2) * LANES * this.#rows + (p & 3);
    let energy = this.#energy[p];
    for (let v = this.#shapes; v < this.#shapes + this.#nuisances; v++) energy -= along[at + v * LANES] ** 2;
    into.level = this.#level[p];
    into.energy = energy;
    if (!(energy > 0)) return false;
    explained.fill(0);
    for (let v = 0; v < square.length; v++) {
      const d = along[at + v * LANES];
      const dd = d * d;
      square[v] = dd;
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
    this.#fitPairs(at, energy, into);
    return true;
  }

  #fitPairs(at: number, energy: number, into: Comparison): void {
    const { shapeNorm, pairs, pairCosine } = this.#group;
    const { explained, first, second, firstStrength, secondStrength } = into;
    const along = this.#products.out;
    const [square, filter, mixtures, leastShare] = [this.#square, this.#pairFilter, this.#mixtures, this.#leastShare];
    const [leastGain, residualRatio] = [this.#leastGain * energy, this.#residualRatio];
    const best = this.#bestSingles(explained);
    for (let m = 0; m < mixtures.length; m += 2) {
      const c = pairs[3 * mixtures[m] + 2];
      const rival = best[RIVALS - 1];
      // what the adjusted fit of a mixture asks for to come before that rival
      let worth = Math.max(rival + leastGain, energy - residualRatio * (energy - rival)) * (1 - SLACK);
      let found = 0;
      for (let k = mixtures[m]; k < mixtures[m + 1]; k++) {
        const a = pairs[3 * k];
        const b = pairs[3 * k + 1];
        const da = along[at + a * LANES];
        const db = along[at + b * LANES];
        if (filter[2 * k] * (square[a] + square[b]) - filter[2 * k + 1] * da * db < worth) continue;
        const g = pairCosine[k];
        const ca = da - g * db;
        const cb = db - g * da;
        if (ca <= 0 || cb <= 0) continue;
        const scale = 1 / (1 - g * g);
        const gain = (da * ca + db * cb) * scale;
        if (gain <= found) continue;
        const sa = (ca * scale) / shapeNorm[a];
        const sb = (cb * scale) / shapeNorm[b];
        if (sa < leastShare * (sa + sb) || sb < leastShare * (sa + sb)) continue;
        found = gain;
        worth = Math.max(worth, gain * (1 - SLACK));
        first[c] = a;
        second[c] = b;
        firstStrength[c] = sa;
        secondStrength[c] = sb;
      }
      if (!(found > 0)) continue;
      explained[c] = found;
      insert(best, Math.min(found - leastGain, energy - (energy - found) / residualRatio));
    }
  }

  /** What the best single candidates explain, in descending order; 0 where there are fewer. */
  #bestSingles(explained: Float64Array): Float64Array {
    const best = this.#best.fill(0);
    for (let c = 0; c < explained.length; c++) if (this.#single[c]) insert(best, explained[c]);
    return best;
  }
}

/** Keeps the largest values in descending order. */
function insert(best: Float64Array, value: number): void {
  let i = RIVALS - 1;
  if (value <= best[i]) return;
  for (; i > 0 && best[i - 1] < value; i--) best[i] = best[i - 1];
  best[i] = value;
}
