import rules from './rules.json' with { type: 'json' };

/** Sums of overlaps differ in their last digits by the order of adding; half a cell must stay half a cell. */
const ROUNDING = 1e-9;

/**
 * Shrinks a window line by line, as a coarser sensor would see it: each cell is the mean of the valid ground that it
 * covers, parts of pixels counted by their area. Cells are never smaller than pixels.
 */
export class AreaMean {
  readonly #channels: number;
  readonly #height: number;
  readonly #cells: number;
  readonly #lines: number;
  /** Of each sample: the cell that it begins in, and how much of it lies there; the rest lies in the next cell. */
  readonly #cellOf: Int32Array;
  readonly #shareOf: Float64Array;
  readonly #leastArea: number;
  readonly #sums: Float64Array;
  readonly #areas: Float64Array;

  /** A window of `width` × `height` pixels becomes `cells` × `lines` cells. */
  constructor(channels: number, width: number, height: number, cells: number, lines: number) {
    this.#channels = channels;
    this.#height = height;
    this.#cells = cells;
    this.#lines = lines;
    this.#cellOf = Int32Array.from({ length: width }, (_, x) => Math.floor((x * cells) / width));
    this.#shareOf = Float64Array.from(this.#cellOf, (cell, x) => Math.min(1, ((cell + 1) * width) / cells - x));
    this.#leastArea = rules.least_valid * (width / cells) * (height / lines) - ROUNDING;
    this.#sums = new Float64Array(channels * cells);
    this.#areas = new Float64Array(cells);
  }

  /**
   * Takes the window's next line (channels × width; NaN in any channel is fill) and hands on each line of cells that is
   * complete: channels × cells, NaN in all channels where less than the least share is valid.
   */
  put(y: number, line: Float64Array, complete: (cellLine: number, values: Float64Array) => void): void {
    const cellLine = Math.floor((y * this.#lines) / this.#height);
    const end = ((cellLine + 1) * this.#height) / this.#lines;
    const share = Math.min(1, end - y);
    const valid = this.#valid(line);
    this.#add(line, valid, share);
    if (end > y + 1) return;
    complete(cellLine, this.#finish());
    if (share < 1) this.#add(line, valid, 1 - share);
  }

  /** 1 where no channel of a sample is NaN, else 0. */
  #valid(line: Float64Array): Float64Array {
    const width = this.#cellOf.length;
    const valid = new Float64Array(width).fill(1);
    for (let c = 0; c < this.#channels; c++) {
      for (let x = 0, at = c * width; x < width; x++, at++) if (Number.isNaN(line[at])) valid[x] = 0;
    }
    return valid;
  }

  #add(line: Float64Array, valid: Float64Array, down: number): void {
    this.#spread(valid, 0, 1, valid, down, this.#areas);
    for (let c = 0; c < this.#channels; c++) this.#spread(line, c, this.#cells, valid, down, this.#sums);
  }

  /** Adds channel `c` of a line to its cells, which begin at c × `step` of `sums`. Most of the time of a view is spent here. */
  #spread(line: Float64Array, c: number, step: number, valid: Float64Array, down: number, sums: Float64Array): void {
    const [cellOf, shareOf, width, to] = [this.#cellOf, this.#shareOf, valid.length, c * step];
    for (let x = 0; x < width; x++) {
      if (valid[x] === 0) continue;
      const cell = to + cellOf[x];
      const share = shareOf[x];
      const amount = down * line[c * width + x];
      sums[cell] += amount * share;
      if (share < 1) sums[cell + 1] += amount * (1 - share);
    }
  }

  #finish(): Float64Array {
    const means = this.#sums.map((sum, at) => {
      const area = this.#areas[at % this.#cells];
      return area > 0 && area >= this.#leastArea ? sum / area : Number.NaN;
    });
    this.#sums.fill(0);
    this.#areas.fill(0);
    return means;
  }
}
