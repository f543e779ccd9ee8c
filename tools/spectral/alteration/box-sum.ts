/** Sums over squares of a raster in constant time (a summed-area table; Crow 1984, Computer Graphics 18, 207). */
export class BoxSum {
  readonly #table: Float64Array;
  readonly #width: number;
  readonly #height: number;

  /** @param weight by label, what a pixel counts. */
  constructor(width: number, height: number, labels: Uint8Array, weight: ArrayLike<number>) {
    this.#width = width;
    this.#height = height;
    const table = new Float64Array((width + 1) * (height + 1));
    for (let y = 0, from = 0, at = width + 2; y < height; y++, at++) {
      let row = 0;
      for (let x = 0; x < width; x++, from++, at++) {
        row += weight[labels[from]];
        table[at] = table[at - width - 1] + row;
      }
    }
    this.#table = table;
  }

  /** Sum over the square of `2·radius + 1` pixels around (x, y), cut at the raster's edge. */
  around(x: number, y: number, radius: number): number {
    const stride = this.#width + 1;
    const left = Math.max(0, x - radius);
    const right = Math.min(this.#width, x + radius + 1);
    const top = Math.max(0, y - radius);
    const bottom = Math.min(this.#height, y + radius + 1);
    const t = this.#table;
    return t[bottom * stride + right] - t[top * stride + right] - t[bottom * stride + left] + t[top * stride + left];
  }
}
