import { BLOCK_PIXELS } from '../identify/compare-block.ts';
import { LEAST_NOISE, type Verdict } from '../identify/judge.ts';
import thresholds from '../identify/thresholds.json' with { type: 'json' };
import type { GroupNamer } from './group-namer.ts';

const look = thresholds.second_look;
const REACH = look.reach.value;

/** What a pixel's own spectrum said. */
export const FIRST_LOOK = {
  /** Masked, dark, or a cover's: neither looked at again nor averaged. */
  closed: 0,
  /** No name, for want of signal or of fit. */
  unnamed: 1,
  /** A name that noise could turn. */
  doubtful: 2,
  sure: 3,
} as const;

/** @param named whether the verdict is a name */
export function firstLook(named: boolean, { none, doubt }: Verdict): number {
  if (named) return doubt < look.doubtful_lead.value ? FIRST_LOOK.doubtful : FIRST_LOOK.sure;
  return none === 'flat' || none === 'unfit' ? FIRST_LOOK.unnamed : FIRST_LOOK.closed;
}

/** A named mean spectrum: `values[start + band * stride]`. */
export type Renamed = (pixel: number, values: Float32Array, start: number, stride: number) => void;

/**
 * Looks again at the pixels of a tile that noise leaves in doubt: at the mean of each and of those around it that are the
 * same ground, which is less noisy by the root of their number. The same ground is what differs by no more than noise does
 * once brightness is taken out, so no edge is blurred (the idea of the sigma filter; Lee 1983, Comput. Vis. Graph. Image
 * Process. 24, 255). Neighbours outside the tile are not seen.
 */
export class SecondLook {
  readonly #namer: GroupNamer;
  readonly #noise: number;
  readonly #bands: number;
  /** The bands that names are made by. */
  readonly #compared: Int32Array;
  /** Mean spectra that wait to be compared, BIL in BLOCK_PIXELS samples; their noise, and the pixels they belong to. */
  readonly #means: Float32Array;
  readonly #noises = new Float64Array(BLOCK_PIXELS);
  readonly #pixels = new Int32Array(BLOCK_PIXELS);
  #waiting = 0;
  /** Sums over the compared bands, by pixel; made line by line where they are asked for. */
  #levels = new Float32Array();
  #hasLevels = new Uint8Array();
  /** The neighbours of one pixel that are its like: where their values begin, and what brings them to its brightness. */
  readonly #alike = new Int32Array((2 * REACH + 1) ** 2);
  readonly #factors = new Float64Array((2 * REACH + 1) ** 2);

  /** @param noise one standard deviation of reflectance @param bands of the scene */
  constructor(namer: GroupNamer, noise: number, bands: number) {
    this.#namer = namer;
    this.#noise = Math.max(noise, LEAST_NOISE);
    this.#bands = bands;
    this.#compared = Int32Array.from(namer.group.blocks.flatMap((block) => [...block.bands]));
    this.#means = new Float32Array(bands * BLOCK_PIXELS);
  }

  /**
   * @param data BIL, as it was classified
   * @param first a value of {@link FIRST_LOOK} for each pixel
   * @param renamed called for each pixel whose mean has a name; the namer's verdict is on it
   */
  take(data: Float32Array, width: number, height: number, first: Uint8Array, renamed: Renamed): void {
    if (this.#namer.group.unusable) return;
    if (this.#levels.length < width * height) this.#levels = new Float32Array(width * height);
    this.#hasLevels = new Uint8Array(height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const state = first[y * width + x];
        if (state !== FIRST_LOOK.doubtful && state !== FIRST_LOOK.unnamed) continue;
        const count = this.#findAlike(data, x, y, width, height, first);
        if (count < look.fewest_alike.value) continue;
        this.#average(data, y * this.#bands * width + x, width, count);
        this.#pixels[this.#waiting++] = y * width + x;
        if (this.#waiting === BLOCK_PIXELS) this.#name(renamed);
      }
    }
    this.#name(renamed);
  }

  /** @returns how many pixels are alike, the pixel itself the first of them; 0 where a name would be named by the nameless */
  #findAlike(data: Float32Array, x: number, y: number, width: number, height: number, first: Uint8Array): number {
    const row = this.#bands * width;
    const own = y * row + x;
    const nameless = first[y * width + x] === FIRST_LOOK.unnamed;
    const [top, bottom] = [Math.max(0, y - REACH), Math.min(height - 1, y + REACH)];
    const [left, right] = [Math.max(0, x - REACH), Math.min(width - 1, x + REACH)];
    if (nameless && !anyNamed(first, width, left, right, top, bottom)) return 0;
    for (let ny = top; ny <= bottom; ny++) this.#sumLevels(data, ny, width);
    const levels = this.#levels;
    const level = levels[y * width + x];
    this.#alike[0] = own;
    this.#factors[0] = 1;
    let count = 1;
    let named = nameless ? 0 : 1;
    for (let ny = top; ny <= bottom; ny++) {
      for (let nx = left; nx <= right; nx++) {
        const state = first[ny * width + nx];
        if (state === FIRST_LOOK.closed || (nx === x && ny === y)) continue;
        const near = ny * row + nx;
        const factor = level / levels[ny * width + nx];
        if (!this.#sameGround(data, own, near, factor, width)) continue;
        this.#alike[count] = near;
        this.#factors[count++] = factor;
        if (state !== FIRST_LOOK.unnamed) named++;
      }
    }
    return named >= look.least_named.value * count ? count : 0;
  }

  #sumLevels(data: Float32Array, y: number, width: number): void {
    if (this.#hasLevels[y]) return;
    this.#hasLevels[y] = 1;
    const levels = this.#levels.subarray(y * width, (y + 1) * width).fill(0);
    for (const band of this.#compared) {
      const from = (y * this.#bands + band) * width;
      for (let x = 0; x < width; x++) levels[x] += data[from + x];
    }
  }

  /** Whether two spectra of one brightness differ as noise does: not more, and not less either, as copies of one would. */
  #sameGround(data: Float32Array, own: number, near: number, factor: number, stride: number): boolean {
    if (!(factor > 1 / look.largest_factor.value && factor < look.largest_factor.value)) return false;
    const compared = this.#compared;
    const expected = this.#noise ** 2 * (1 + factor ** 2) * compared.length;
    const most = look.most_difference.value * expected;
    let squares = 0;
    // most of what differs does so in the first bands
    for (let i = 0; i < compared.length && squares <= most; i++) {
      const at = compared[i] * stride;
      const difference = data[own + at] - factor * data[near + at];
      squares += difference * difference;
    }
    return squares <= most && squares >= look.least_difference.value * expected;
  }

  /** Puts the mean of the alike at the end of those that wait. */
  #average(data: Float32Array, own: number, stride: number, count: number): void {
    const at = this.#waiting;
    for (let band = 0; band < this.#bands; band++) {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const value = this.#factors[i] * data[this.#alike[i] + band * stride];
        // a neighbour's gap is no gap of the pixel's
        sum += Number.isNaN(value) ? data[own + band * stride] : value;
      }
      this.#means[band * BLOCK_PIXELS + at] = sum / count;
    }
    let squares = 0;
    for (let i = 0; i < count; i++) squares += this.#factors[i] ** 2;
    this.#noises[at] = (this.#noise * Math.sqrt(squares)) / count;
  }

  #name(renamed: Renamed): void {
    const [means, noises] = [this.#means, this.#noises];
    const samples = Int32Array.from({ length: this.#waiting }, (_, i) => i);
    this.#namer.project(means, 0, BLOCK_PIXELS, samples, noises);
    for (let i = 0; i < this.#waiting; i++) {
      if (this.#namer.decide(i, means, i, BLOCK_PIXELS, noises[i])) renamed(this.#pixels[i], means, i, BLOCK_PIXELS);
    }
    this.#waiting = 0;
  }
}

/** Most of a scene may be nameless, far from any name: there nothing need be compared. */
function anyNamed(first: Uint8Array, width: number, left: number, right: number, top: number, bottom: number): boolean {
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) if (first[y * width + x] >= FIRST_LOOK.doubtful) return true;
  }
  return false;
}
