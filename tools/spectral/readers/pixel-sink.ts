import type { RawArray } from './envi-layout.ts';

/** Below this number of bands equal values in every band are plausible (a grey pixel of a picture). */
const BANDS_TO_JUDGE = 8;

/**
 * Collects raw values into the Float32 BIL block that readers return, applies gain and offset, and finds fill.
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
  readonly #ignore: number | undefined;
  readonly #tolerance: number;
  readonly #first: Float64Array;
  readonly #differs: Uint8Array;
  readonly #missing: Uint16Array;

  constructor(
    size: { width: number; height: number },
    scale: { gain: Float64Array; offset: Float64Array; ignore?: number },
  ) {
    const { width, height } = size;
    this.#width = width;
    this.#bands = scale.gain.length;
    this.#gain = scale.gain;
    this.#offset = scale.offset;
    this.#ignore = scale.ignore;
    // Headers print the ignore value with seven digits; float32 holds its neighbour.
    this.#tolerance = Math.abs(scale.ignore ?? 0) * 1e-6;
    this.values = new Float32Array(width * height * this.#bands);
    this.#first = new Float64Array(width * height);
    this.#differs = new Uint8Array(width * height);
    this.#missing = new Uint16Array(width * height);
  }

  /** Bands of a pixel must come in ascending order of `band` (0 first); lines in any order. */
  put(band: number, line: number, raw: RawArray, at: number, stride: number): void {
    const out = (line * this.#bands + band) * this.#width;
    const row = line * this.#width;
    const gain = this.#gain[band];
    const offset = this.#offset[band];
    const ignore = this.#ignore ?? Number.NaN;
    const wide = typeof raw[0] === 'bigint';
    for (let sample = 0; sample < this.#width; sample++) {
      const value = wide ? Number(raw[at + sample * stride]) : (raw[at + sample * stride] as number);
      const pixel = row + sample;
      if (band === 0) this.#first[pixel] = value;
      else if (value !== this.#first[pixel]) this.#differs[pixel] = 1;
      if (Math.abs(value - ignore) <= this.#tolerance || !Number.isFinite(value)) {
        this.#missing[pixel]++;
        this.values[out + sample] = Number.NaN;
      } else {
        this.values[out + sample] = value * gain + offset;
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
      for (let band = 0; band < bands; band++) {
        this.values[(line * bands + band) * width + (pixel - line * width)] = Number.NaN;
      }
    }
    return this.values;
  }
}
