import { setImmediate } from 'node:timers/promises';
import type { PixelWindow } from '../types.ts';
import type { RawArray } from './envi-layout.ts';
import type { Hdf5File } from './hdf5-file.ts';

/** Chunks smaller than this are read several at a time: opening a dataset costs more than decoding a small chunk. */
const LEAST_TILE_BYTES = 2 * 1024 * 1024;
/** Chunks that span more than this are read in parts, at the price of decoding them more than once. */
const LARGEST_TILE_BYTES = 64 * 1024 * 1024;

/** What is decoded between two looks at the interrupt: some hundredths of a second of inflating. */
const STEP_BYTES = 8 * 1024 * 1024;

/** Which axis of a cube of three axes is which. */
export interface CubeAxes {
  line: 0 | 1 | 2;
  band: 0 | 1 | 2;
  sample: 0 | 1 | 2;
}

/** Decoded values of a rectangle of pixels, all bands: value(l, b, s) = values[l*lineStep + b*bandStep + s*sampleStep], l and s counted from the tile's corner. */
export interface CubeTile extends PixelWindow {
  values: RawArray;
  lineStep: number;
  bandStep: number;
  sampleStep: number;
}

/**
 * A cube of an HDF5 file, read in tiles that follow its chunks, since HDF5 decodes a chunk as a whole. The tiles used
 * last are kept, up to `budget` bytes: lines of an orthorectified grid cross the sensor's lines at an angle, so that
 * one line needs many tiles and its neighbours need the same.
 */
export class Hdf5Tiles {
  readonly lines: number;
  readonly bands: number;
  readonly samples: number;
  readonly tileLines: number;
  readonly tileSamples: number;
  /** Bands that are decoded in one go. */
  readonly #bandStep: number;
  readonly #file: Hdf5File;
  readonly #name: string;
  readonly #axes: CubeAxes;
  readonly #budget: number;
  readonly #kept = new Map<number, CubeTile>();
  #bytes = 0;
  /** Tiles decoded since the cube was opened. */
  decoded = 0;

  /** @param budget bytes of decoded values to keep; one tile is kept whatever it is. Throws SCENE_PRODUCT. */
  constructor(file: Hdf5File, name: string, axes: CubeAxes, budget: number) {
    const { shape, chunks, bytesPerValue } = file.layout(name);
    if (shape.length !== 3 || shape.some((length) => length < 1)) {
      throw file.refuse(`the dataset "${name}" has the shape ${shape.join('×') || '()'}, not that of a cube`);
    }
    this.#file = file;
    this.#name = name;
    this.#axes = axes;
    this.#budget = budget;
    this.lines = shape[axes.line];
    this.bands = shape[axes.band];
    this.samples = shape[axes.sample];
    const pixelBytes = this.bands * bytesPerValue;
    const chunkLines = Math.min(chunks?.[axes.line] ?? 1, this.lines);
    let lines = chunkLines;
    let samples = Math.min(chunks?.[axes.sample] ?? this.samples, this.samples);
    while (lines > 1 && lines * samples * pixelBytes > LARGEST_TILE_BYTES) lines = Math.ceil(lines / 2);
    while (samples > 1 && lines * samples * pixelBytes > LARGEST_TILE_BYTES) samples = Math.ceil(samples / 2);
    if (lines === chunkLines) {
      const times = Math.floor(LEAST_TILE_BYTES / (lines * samples * pixelBytes));
      lines = Math.min(this.lines, lines * Math.max(1, times));
    }
    this.tileLines = lines;
    this.tileSamples = samples;
    const bandChunk = Math.min(chunks?.[axes.band] ?? this.bands, this.bands);
    const chunkSteps = Math.max(1, Math.floor(STEP_BYTES / (lines * samples * bandChunk * bytesPerValue)));
    this.#bandStep = bandChunk * chunkSteps;
  }

  /** The number of the tile that holds a pixel. */
  tileOf(line: number, sample: number): number {
    const across = Math.ceil(this.samples / this.tileSamples);
    return Math.floor(line / this.tileLines) * across + Math.floor(sample / this.tileSamples);
  }

  /** The numbers of the tiles that a window touches, line by line. */
  tilesOf({ x, y, width, height }: PixelWindow): number[] {
    const numbers: number[] = [];
    for (let line = y - (y % this.tileLines); line < y + height; line += this.tileLines) {
      for (let sample = x - (x % this.tileSamples); sample < x + width; sample += this.tileSamples) {
        numbers.push(this.tileOf(line, sample));
      }
    }
    return numbers;
  }

  /** Decodes a tile, or gives the one that is kept. A chunk cannot be interrupted: the signal is heard between them. */
  async tile(number: number, signal?: AbortSignal): Promise<CubeTile> {
    signal?.throwIfAborted();
    const kept = this.#kept.get(number);
    if (kept) {
      // Last used, last dropped: a Map keeps the order of insertion.
      this.#kept.delete(number);
      this.#kept.set(number, kept);
      return kept;
    }
    const tile = await this.#decode(number, signal);
    this.decoded++;
    this.#bytes += tile.values.byteLength;
    this.#kept.set(number, tile);
    for (const [oldest, { values }] of this.#kept) {
      if (this.#bytes <= this.#budget || oldest === number) break;
      this.#bytes -= values.byteLength;
      this.#kept.delete(oldest);
    }
    return tile;
  }

  async #decode(number: number, signal?: AbortSignal): Promise<CubeTile> {
    const { line, band, sample } = this.#axes;
    const across = Math.ceil(this.samples / this.tileSamples);
    const y = Math.floor(number / across) * this.tileLines;
    const x = (number % across) * this.tileSamples;
    const height = Math.min(this.tileLines, this.lines - y);
    const width = Math.min(this.tileSamples, this.samples - x);
    const bounds: [number, number][] = [];
    bounds[line] = [y, y + height];
    bounds[sample] = [x, x + width];
    let values: RawArray | undefined;
    for (let from = 0; from < this.bands; from += this.#bandStep) {
      // Lets a Ctrl-C or a progress line through between two decodings.
      await setImmediate();
      signal?.throwIfAborted();
      const to = Math.min(this.bands, from + this.#bandStep);
      bounds[band] = [from, to];
      const part = this.#file.read(this.#name, bounds);
      if (to - from === this.bands) values = part;
      else {
        values ??= new (part.constructor as new (length: number) => RawArray)(width * height * this.bands);
        this.#put(part, values, {
          from,
          count: to - from,
          inner: innerOf(this.#axes, { line: height, sample: width }),
        });
      }
    }
    const lengths: number[] = [];
    [lengths[line], lengths[band], lengths[sample]] = [height, this.bands, width];
    const steps = [lengths[1] * lengths[2], lengths[2], 1];
    return {
      x,
      y,
      width,
      height,
      values: values!,
      lineStep: steps[line],
      bandStep: steps[band],
      sampleStep: steps[sample],
    };
  }

  /** Copies some bands of a tile to their place among all: `inner` values follow one another in one band. */
  #put(part: RawArray, whole: RawArray, { from, count, inner }: { from: number; count: number; inner: number }): void {
    const run = count * inner;
    for (let source = 0, target = from * inner; source < part.length; source += run, target += this.bands * inner) {
      whole.set(part.subarray(source, source + run), target);
    }
  }
}

/** How many values of one band lie side by side: those of the axes behind it. */
function innerOf({ line, band, sample }: CubeAxes, length: { line: number; sample: number }): number {
  return (line > band ? length.line : 1) * (sample > band ? length.sample : 1);
}
