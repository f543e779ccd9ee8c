import { type Comparison, compare, newComparison } from '../identify/compare.ts';
import { BLOCK_PIXELS, BlockComparison, CLOSE_CALL } from '../identify/compare-block.ts';
import { type CoverBands, coverBands, coverOf } from '../identify/cover-mask.ts';
import { judge, newVerdict, secondOpinion, type Verdict } from '../identify/judge.ts';
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
import { DOUBTFUL } from './settle-doubts.ts';

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
  /** Where the swir name is doubtful: the other class that it could be (0 elsewhere), its fit and depth, and the lead over it. */
  other: Uint16Array;
  otherFit: Float32Array;
  otherDepth: Float32Array;
  doubt: Float32Array;
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
  readonly #prepared: PreparedLibrary;
  readonly #scene: SceneBands;
  readonly #cover: CoverBands;
  readonly #positions: PreparedPosition[];
  readonly #classIndex: { swir: Int32Array; vnir: Int32Array };
  readonly #hasPosition: Record<PositionName, Uint8Array>;
  readonly #compared: { swir: Comparison; vnir: Comparison };
  readonly #blocks: { swir: BlockComparison; vnir: BlockComparison };
  readonly #verdict: Verdict = newVerdict();
  readonly #second = { fit: 0, depth: 0 };

  /** @param prepared the library at the scene's bands. */
  constructor(prepared: PreparedLibrary, scene: SceneBands) {
    const { wavelengths, goodBands } = scene;
    this.#scene = scene;
    this.#prepared = prepared;
    this.#cover = coverBands(wavelengths, goodBands);
    this.#positions = preparePositions(wavelengths, goodBands);
    this.#classIndex = classIndices(prepared);
    this.#compared = { swir: newComparison(this.#prepared.swir), vnir: newComparison(this.#prepared.vnir) };
    this.#blocks = { swir: new BlockComparison(this.#prepared.swir), vnir: new BlockComparison(this.#prepared.vnir) };
    const swir = this.#prepared.swir.candidates;
    this.#hasPosition = Object.fromEntries(
      POSITION_NAMES.map((name) => [name, Uint8Array.from(swir, (c) => Number(hasPosition(name, c.members)))]),
    ) as Record<PositionName, Uint8Array>;
  }

  /**
   * @param data BIL: value(line, band, sample) = data[(line·bands + band)·width + sample]; NaN for fill.
   * @param out class rasters are zero; what has no value becomes NaN in the others.
   * @param lineDone called for each line when its pixels are named
   */
  classify(data: Float32Array, width: number, height: number, out: TileResult, lineDone?: (y: number) => void): void {
    const bands = this.#scene.wavelengths.length;
    for (const name of VALUES) out[name].fill(Number.NaN);
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
      lineDone?.(y);
    }
  }

  /** @param samples of the line that begins at `line` in the data and at `row` in the rasters. */
  #block(data: Float32Array, line: number, stride: number, samples: Int32Array, row: number, out: TileResult): void {
    const verdict = this.#verdict;
    this.#project('swir', data, line, stride, samples);
    let count = 0;
    for (let p = 0; p < samples.length; p++) {
      const x = samples[p];
      const at = row + x;
      if (this.#decide('swir', p, data, line + x, stride)) {
        // bright ground with a mineral's absorption is no cloud
        out.mask[at] = MASK.valid;
        out.swir[at] = this.#classIndex.swir[verdict.candidate];
        out.swirFit[at] = verdict.fit;
        out.swirDepth[at] = verdict.depth;
        out.swirMargin[at] = verdict.margin;
        const doubtful = this.#doubt(data, line + x, stride, at, out);
        for (const position of this.#positions) {
          const has = this.#hasPosition[position.name];
          if (!has[verdict.candidate] && !(doubtful && has[verdict.runnerUp])) continue;
          out[position.name][at] = measurePosition(position, this.#scene.wavelengths, data, line + x, stride);
        }
      } else if (out.mask[at] === MASK.cloud) continue;
      samples[count++] = x;
    }
    const ground = samples.subarray(0, count);
    this.#project('vnir', data, line, stride, ground);
    for (let p = 0; p < count; p++) {
      const at = row + ground[p];
      if (!this.#decide('vnir', p, data, line + ground[p], stride)) continue;
      out.vnir[at] = this.#classIndex.vnir[verdict.candidate];
      out.vnirFit[at] = verdict.fit;
      out.vnirDepth[at] = verdict.depth;
      out.vnirMargin[at] = verdict.margin;
    }
  }

  /** Notes the runner-up of the swir verdict where its lead is small enough for neighbours to turn. */
  #doubt(data: Float32Array, start: number, stride: number, at: number, out: TileResult): boolean {
    const verdict = this.#verdict;
    if (!(verdict.doubt < DOUBTFUL)) return false;
    const noise = this.#scene.noise.swir;
    const second = this.#second;
    if (!secondOpinion(this.#prepared.swir, this.#compared.swir, verdict, noise, data, start, stride, second))
      return false;
    out.other[at] = this.#classIndex.swir[verdict.runnerUp];
    out.otherFit[at] = second.fit;
    out.otherDepth[at] = second.depth;
    out.doubt[at] = verdict.doubt;
    return true;
  }

  #project(name: 'swir' | 'vnir', data: Float32Array, line: number, stride: number, samples: Int32Array): void {
    if (!this.#prepared[name].unusable)
      this.#blocks[name].project(data, line, stride, samples, this.#scene.noise[name]);
  }

  /** @param p the pixel's place in the block that was projected last. */
  #decide(name: 'swir' | 'vnir', p: number, data: Float32Array, start: number, stride: number): boolean {
    const group = this.#prepared[name];
    const compared = this.#compared[name];
    const noise = this.#scene.noise[name];
    const verdict = this.#verdict;
    if (group.unusable || !this.#blocks[name].select(p, compared)) return false;
    judge(group, compared, noise, data, start, stride, verdict);
    if (verdict.candidate >= 0 && verdict.margin < CLOSE_CALL) {
      compare(group, data, compared, start, stride);
      judge(group, compared, noise, data, start, stride, verdict);
    }
    return verdict.candidate >= 0;
  }
}
