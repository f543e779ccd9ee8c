import { BLOCK_PIXELS } from '../identify/compare-block.ts';
import { type CoverBands, coverBands, coverOf } from '../identify/cover-mask.ts';
import {
  hasPosition,
  measurePosition,
  POSITION_NAMES,
  type PositionName,
  type PreparedPosition,
  preparePositions,
} from '../identify/position.ts';
import type { PreparedGroup, PreparedLibrary } from '../identify/prepared.ts';
import type { MineralLibrary } from '../library/format.ts';
import { MASK, type MapRasters } from '../types.ts';
import { GroupNamer } from './group-namer.ts';
import { FIRST_LOOK, firstLook, SecondLook } from './second-look.ts';

/** What a scene tells every tile: its bands and its noise (one standard deviation of reflectance, by group). */
export interface SceneBands {
  wavelengths: Float64Array;
  fwhm: Float64Array;
  goodBands: boolean[];
  noise: { vnir: number; swir: number };
}

/** Where the result of a tile goes, row by row: parts of the scene's rasters. Class indices are those of {@link classesOf}. */
export interface TileResult extends Record<PositionName, Float32Array> {
  swir: Uint16Array;
  swirFit: Float32Array;
  swirDepth: Float32Array;
  swirMargin: Float32Array;
  vnir: Uint16Array;
  vnirFit: Float32Array;
  vnirDepth: Float32Array;
  vnirMargin: Float32Array;
  mask: Uint8Array;
}

/** The rasters of a tile that hold values, which may be missing; the others hold labels. */
const VALUES = ['swirFit', 'swirDepth', 'swirMargin', 'vnirFit', 'vnirDepth', 'vnirMargin', ...POSITION_NAMES] as const;

/** Class numbers of a prepared library: the named candidates of the swir group, then those of the vnir group, from 1. */
export function classesOf(prepared: PreparedLibrary, library: MineralLibrary): MapRasters['classes'] {
  const colours = new Map([...library.minerals, ...library.mixtures].map((m) => [m.name, m.colour]));
  const classes: MapRasters['classes'] = [];
  for (const group of [prepared.swir, prepared.vnir]) {
    for (const candidate of group.candidates) {
      if (candidate.cover) continue;
      classes.push({
        index: classes.length + 1,
        mineral: candidate.name,
        members: candidate.members,
        group: group.group,
        colour: colours.get(candidate.name) ?? '#808080',
      });
    }
  }
  return classes;
}

/** The class number of each candidate of a group, as {@link classesOf} counts them; 0 for covers. */
function classIndices(prepared: PreparedLibrary): { swir: Int32Array; vnir: Int32Array } {
  let last = 0;
  const of = (group: PreparedGroup): Int32Array =>
    Int32Array.from(group.candidates, (c) => {
      if (c.cover) return 0;
      last++;
      return last;
    });
  return { swir: of(prepared.swir), vnir: of(prepared.vnir) };
}

/** Names every pixel of tiles of one scene. Memory is allocated once. */
export class TileClassifier {
  readonly #scene: SceneBands;
  readonly #cover: CoverBands;
  readonly #positions: PreparedPosition[];
  readonly #classIndex: { swir: Int32Array; vnir: Int32Array };
  readonly #hasPosition: Record<PositionName, Uint8Array>;
  readonly #swir: GroupNamer;
  readonly #vnir: GroupNamer;
  readonly #noise: { swir: Float64Array; vnir: Float64Array };
  readonly #secondLook: SecondLook;
  /** What the first look at each pixel of a tile said: values of FIRST_LOOK. */
  #first = new Uint8Array();

  /** @param prepared the library at the scene's bands. */
  constructor(prepared: PreparedLibrary, scene: SceneBands) {
    const { wavelengths, goodBands, noise } = scene;
    this.#scene = scene;
    this.#cover = coverBands(wavelengths, goodBands);
    this.#positions = preparePositions(wavelengths, goodBands);
    this.#classIndex = classIndices(prepared);
    this.#swir = new GroupNamer(prepared.swir);
    this.#vnir = new GroupNamer(prepared.vnir);
    this.#noise = {
      swir: new Float64Array(BLOCK_PIXELS).fill(noise.swir),
      vnir: new Float64Array(BLOCK_PIXELS).fill(noise.vnir),
    };
    this.#secondLook = new SecondLook(this.#swir, noise.swir, wavelengths.length);
    const swir = prepared.swir.candidates;
    this.#hasPosition = Object.fromEntries(
      POSITION_NAMES.map((name) => [name, Uint8Array.from(swir, (c) => Number(hasPosition(name, c.members)))]),
    ) as Record<PositionName, Uint8Array>;
  }

  /**
   * @param data BIL: value(line, band, sample) = data[(line·bands + band)·width + sample]; NaN for fill.
   * @param out class rasters are zero; what has no value becomes NaN in the others.
   * @returns how many pixels the second look gave another name
   */
  classify(data: Float32Array, width: number, height: number, out: TileResult): number {
    const bands = this.#scene.wavelengths.length;
    for (const name of VALUES) out[name].fill(Number.NaN);
    if (this.#first.length < width * height) this.#first = new Uint8Array(width * height);
    this.#first.fill(FIRST_LOOK.closed);
    const samples = new Int32Array(width);
    for (let y = 0; y < height; y++) {
      const line = y * bands * width;
      let count = 0;
      for (let x = 0; x < width; x++) {
        const cover = coverOf(this.#cover, data, line + x, width);
        out.mask[y * width + x] = cover;
        if (cover === MASK.valid || cover === MASK.cloud) samples[count++] = x;
      }
      for (let from = 0; from < count; from += BLOCK_PIXELS) {
        this.#block(data, line, width, samples.subarray(from, Math.min(count, from + BLOCK_PIXELS)), y * width, out);
      }
    }
    let renamed = 0;
    this.#secondLook.take(data, width, height, this.#first, (at, means, start, stride) => {
      const before = out.swir[at];
      this.#writeSwir(at, means, start, stride, out);
      if (out.swir[at] !== before) renamed++;
    });
    return renamed;
  }

  /** @param samples of the line that begins at `line` in the data and at `row` in the rasters. */
  #block(data: Float32Array, line: number, stride: number, samples: Int32Array, row: number, out: TileResult): void {
    const { noise } = this.#scene;
    const [swir, vnir] = [this.#swir, this.#vnir];
    swir.project(data, line, stride, samples, this.#noise.swir);
    let count = 0;
    for (let p = 0; p < samples.length; p++) {
      const x = samples[p];
      const at = row + x;
      const named = swir.decide(p, data, line + x, stride, noise.swir);
      // bright ground with a mineral's absorption is no cloud
      if (named) out.mask[at] = MASK.valid;
      else if (out.mask[at] === MASK.cloud) continue;
      if (named) this.#writeSwir(at, data, line + x, stride, out);
      this.#first[at] = firstLook(named, swir.verdict);
      samples[count++] = x;
    }
    const ground = samples.subarray(0, count);
    vnir.project(data, line, stride, ground, this.#noise.vnir);
    for (let p = 0; p < count; p++) {
      const at = row + ground[p];
      if (!vnir.decide(p, data, line + ground[p], stride, noise.vnir)) continue;
      const { candidate, fit, depth, margin } = vnir.verdict;
      out.vnir[at] = this.#classIndex.vnir[candidate];
      out.vnirFit[at] = fit;
      out.vnirDepth[at] = depth;
      out.vnirMargin[at] = margin;
    }
  }

  /** Writes the namer's verdict, and the positions that its mineral has, measured on the spectrum that was named. */
  #writeSwir(at: number, spectrum: Float32Array, start: number, stride: number, out: TileResult): void {
    const { candidate, fit, depth, margin } = this.#swir.verdict;
    out.swir[at] = this.#classIndex.swir[candidate];
    out.swirFit[at] = fit;
    out.swirDepth[at] = depth;
    out.swirMargin[at] = margin;
    for (const position of this.#positions) {
      const has = this.#hasPosition[position.name][candidate];
      out[position.name][at] = has
        ? measurePosition(position, this.#scene.wavelengths, spectrum, start, stride)
        : Number.NaN;
    }
  }
}
