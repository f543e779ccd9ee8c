import type { RawArray } from './envi-layout.ts';
import plausible from './plausible.json' with { type: 'json' };

/** Below this number of bands equal values in every band are plausible (a grey pixel of a picture). */
const BANDS_TO_JUDGE = 8;
/** Marks of deleted channels in whatever quantity. */
const ABSURD = plausible.any_value.largest;

/** How stored numbers become what a reader returns, for the bands that are read. */
export interface ValueScale {
  /** value = number × gain + offset. */
  gain: Float64Array;
  offset: Float64Array;
  /** The number that marks no data. */
  ignore?: number;
  /**
   * The scaled values that can be measured; in `good` bands others are blanked and counted (bad ones may hold anything).
   * Without it all but absurd ones are kept.
   */
  possible?: { least: number; most: number; good: readonly boolean[] };
}

/** The same scale for some of the bands. */
export function chosenScale(scale: ValueScale, bands: readonly number[]): ValueScale {
  return {
    ...scale,
    gain: Float64Array.from(bands, (band) => scale.gain[band]),
    offset: Float64Array.from(bands, (band) => scale.offset[band]),
    ...(scale.possible
      ? { possible: { ...scale.possible, good: bands.map((band) => scale.possible!.good[band]) } }
      : {}),
  };
}

/**
 * Collects raw values into the Float32 BIL block that readers return, applies gain and offset, and finds fill.
 * Values beyond what is possible (fill that no header declares, deleted channels) become NaN and are counted.
 * A pixel is fill when more than half of its bands hold the file's ignore value or no finite number, or when all
 * bands hold one and the same number: writers of orthorectified lines pad with 0, -9999, or (AVIRIS-NG) -0.005, and
 * no surface measures exactly alike in every band. Single bands with the ignore value become NaN alone.
 */
export class PixelSink {
  readonly values: Float32Array;
  readonly #width: number;
  readonly #bands: number;
  readonly #gain: Float64Array;
  readonly #offset: Float64Array;
  readonly #possible: ValueScale['possible'];
  readonly #ignoreLow: number;
  readonly #ignoreHigh: number;
  readonly #first: Float64Array;
  readonly #differs: Uint8Array;
  readonly #missing: Uint16Array;
  /** Pixels of each line whose bands have all been alike so far. */
  readonly #alike: Uint32Array;
  /** Impossible values of each line. */
  readonly impossible: Uint32Array;

  constructor(size: { width: number; height: number }, scale: ValueScale) {
    const { width, height } = size;
    this.#width = width;
    this.#bands = scale.gain.length;
    this.#gain = scale.gain;
    this.#offset = scale.offset;
    this.#possible = scale.possible;
    // Headers print the ignore value with seven digits; float32 holds its neighbour. Without one no value lies between.
    const ignore = scale.ignore ?? Number.NaN;
    const tolerance = Math.abs(ignore) * 1e-6;
    this.#ignoreLow = ignore - tolerance;
    this.#ignoreHigh = ignore + tolerance;
    this.values = new Float32Array(width * height * this.#bands);
    this.#first = new Float64Array(width * height);
    this.#differs = new Uint8Array(width * height);
    this.#missing = new Uint16Array(width * height);
    this.#alike = new Uint32Array(height);
    this.impossible = new Uint32Array(height);
  }

  /** Of a line, band 0 must come first; lines may come in any order. */
  put(band: number, line: number, raw: RawArray, at: number, stride: number): void {
    this.#scale(band, line, raw, at, stride);
    if (band === 0) this.#remember(line, raw, at, stride);
    else if (this.#alike[line] > 0) this.#compare(line, raw, at, stride);
  }

  /** This loop sees every value of the cube: it does nothing that it can leave to the others. */
  #scale(band: number, line: number, raw: RawArray, at: number, stride: number): void {
    const values = this.values;
    const width = this.#width;
    const out = (line * this.#bands + band) * width;
    const gain = this.#gain[band];
    const offset = this.#offset[band];
    const [least, most] = this.#possibleNumbers(band);
    for (let sample = 0, from = at; sample < width; sample++, from += stride) {
      const value = raw[from];
      values[out + sample] = value * gain + offset;
      // The comparison is false for NaN and infinities, too.
      if (!(value >= least && value <= most)) this.#blank(line, sample, out, value);
    }
    // An ignore value beyond what is possible was met above.
    const [low, high] = [this.#ignoreLow, this.#ignoreHigh];
    if (!(high >= least && low <= most)) return;
    for (let sample = 0, from = at; sample < width; sample++, from += stride) {
      const value = raw[from];
      if (value >= low && value <= high && value >= least && value <= most) this.#blank(line, sample, out, value);
    }
  }

  #blank(line: number, sample: number, out: number, number: number): void {
    this.#missing[line * this.#width + sample]++;
    this.values[out + sample] = Number.NaN;
    const ignored = number >= this.#ignoreLow && number <= this.#ignoreHigh;
    if (Number.isFinite(number) && !ignored) this.impossible[line]++;
  }

  /** The stored numbers between which a band's values are possible. */
  #possibleNumbers(band: number): [least: number, most: number] {
    const [gain, offset] = [this.#gain[band], this.#offset[band]];
    if (!this.#possible?.good[band] || !(gain > 0)) return [-ABSURD, ABSURD];
    return [(this.#possible.least - offset) / gain, (this.#possible.most - offset) / gain];
  }

  #remember(line: number, raw: RawArray, at: number, stride: number): void {
    for (let sample = 0; sample < this.#width; sample++) {
      this.#first[line * this.#width + sample] = raw[at + sample * stride];
    }
    this.#alike[line] = this.#width;
  }

  /** Marks the pixels of a line that differ from their first band; after a band or two none is left to look at. */
  #compare(line: number, raw: RawArray, at: number, stride: number): void {
    const row = line * this.#width;
    for (let sample = 0; sample < this.#width; sample++) {
      if (!this.#differs[row + sample] && raw[at + sample * stride] !== this.#first[row + sample]) {
        this.#differs[row + sample] = 1;
        this.#alike[line]--;
      }
    }
  }

  /** Blanks the fill pixels and returns the block. */
  finish(): Float32Array {
    const bands = this.#bands;
    const width = this.#width;
    for (let pixel = 0; pixel < this.#first.length; pixel++) {
      const constant = !this.#differs[pixel] && (bands >= BANDS_TO_JUDGE || this.#first[pixel] === 0);
      if (!constant && this.#missing[pixel] * 2 <= bands) continue;
      const line = Math.floor(pixel / width);
      // A pixel that holds -9999 alone is fill like any other: what was counted of it does not count.
      const alone = this.#first[pixel];
      const ignored = alone >= this.#ignoreLow && alone <= this.#ignoreHigh;
      if (constant && Number.isFinite(alone) && !ignored) this.impossible[line] -= this.#missing[pixel];
      for (let band = 0; band < bands; band++) {
        this.values[(line * bands + band) * width + (pixel - line * width)] = Number.NaN;
      }
    }
    return this.values;
  }
}
