import type { TileResult } from './classify-tile.ts';

/** Sums over the pixels of a tile: for each class a count, a sum and a sum of squares of reflectance by band, in this order. */
export interface ClassSums {
  classes: Uint16Array;
  /** Pixels of each class in the tile. */
  pixels: Float64Array;
  sums: Float64Array;
}

/** What a map knows of the spectra of one class. */
export interface ClassSpectrum {
  pixels: number;
  /** By band, in the scene's order; NaN where the scene has no usable values. */
  mean: Float64Array;
  /** Standard deviation over the pixels. */
  spread: Float64Array;
}

/**
 * Summing every pixel would cost a fifth of the mapping, and the mean of a thousand does not change with the next thousand.
 * So the first pixels of a class in a tile are summed, and of the further ones every n-th; they stand for all of them.
 */
const FIRST_PIXELS = 4;
const THEN_ONE_IN = 96;

/** Sums the spectra of the classes of one tile. */
export class TileSums {
  readonly #bands: number;
  readonly #width: number;
  readonly #data: Float32Array;
  /** By class index: pixels met, pixels summed, and the sums (counts, then reflectance, then its square, by band). */
  readonly #met: number[] = [];
  readonly #taken: number[] = [];
  readonly #sums: Float64Array[] = [];

  /** @param data BIL, as it is classified */
  constructor(data: Float32Array, width: number, bands: number) {
    this.#data = data;
    this.#width = width;
    this.#bands = bands;
  }

  /** Adds a line whose pixels are named. A pixel that both groups name counts in both classes. */
  addLine({ swir, vnir }: Pick<TileResult, 'swir' | 'vnir'>, y: number): void {
    for (let at = y * this.#width; at < (y + 1) * this.#width; at++) {
      if (swir[at]) this.#addPixel(swir[at], y, at - y * this.#width);
      if (vnir[at]) this.#addPixel(vnir[at], y, at - y * this.#width);
    }
  }

  #addPixel(label: number, y: number, x: number): void {
    const met = this.#met[label] ?? 0;
    this.#met[label] = met + 1;
    if (met >= FIRST_PIXELS && met % THEN_ONE_IN !== 0) return;
    this.#taken[label] = (this.#taken[label] ?? 0) + 1;
    const bands = this.#bands;
    this.#sums[label] ??= new Float64Array(3 * bands);
    const sums = this.#sums[label];
    for (let b = 0, from = y * bands * this.#width + x; b < bands; b++, from += this.#width) {
      const value = this.#data[from];
      // false for NaN and for the huge numbers that mark deleted channels
      if (!(value > -1 && value < 10)) continue;
      sums[b]++;
      sums[bands + b] += value;
      sums[2 * bands + b] += value * value;
    }
  }

  /** What was summed of each class, weighted so that it stands for all of its pixels. */
  sums(): ClassSums {
    const labels = [...this.#sums.keys()].filter((label) => this.#sums[label]);
    const row = 3 * this.#bands;
    const sums = new Float64Array(labels.length * row);
    for (const [r, label] of labels.entries()) {
      const weight = this.#met[label] / this.#taken[label];
      for (let i = 0; i < row; i++) sums[r * row + i] = weight * this.#sums[label][i];
    }
    return { classes: Uint16Array.from(labels), pixels: Float64Array.from(labels, (label) => this.#met[label]), sums };
  }
}

/** Adds up the sums of tiles. */
export class ClassSpectra {
  readonly #bands: number;
  readonly #totals = new Map<number, Float64Array>();
  readonly #pixels = new Map<number, number>();

  constructor(bands: number) {
    this.#bands = bands;
  }

  add({ classes, pixels, sums }: ClassSums): void {
    const row = 3 * this.#bands;
    for (const [r, label] of classes.entries()) {
      this.#pixels.set(label, (this.#pixels.get(label) ?? 0) + pixels[r]);
      const total = this.#totals.get(label) ?? new Float64Array(row);
      this.#totals.set(label, total);
      for (let i = 0; i < row; i++) total[i] += sums[r * row + i];
    }
  }

  /** Mean and spread of each class that occurs, by class index. @param goodBands the others come out as NaN */
  spectra(goodBands: readonly boolean[]): Map<number, ClassSpectrum> {
    const bands = this.#bands;
    const spectra = new Map<number, ClassSpectrum>();
    for (const [label, total] of this.#totals) {
      const counts = total.subarray(0, bands);
      const most = counts.reduce((a, b) => Math.max(a, b), 0);
      const [mean, spread] = [new Float64Array(bands).fill(Number.NaN), new Float64Array(bands).fill(Number.NaN)];
      for (let b = 0; b < bands; b++) {
        // a band that is missing in half of the pixels says nothing of the class
        if (goodBands[b] === false || counts[b] < most / 2) continue;
        mean[b] = total[bands + b] / counts[b];
        spread[b] = Math.sqrt(Math.max(0, total[2 * bands + b] / counts[b] - mean[b] ** 2));
      }
      spectra.set(label, { pixels: this.#pixels.get(label)!, mean, spread });
    }
    return spectra;
  }
}
