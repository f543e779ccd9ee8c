import type { PixelWindow } from '../../tools/spectral/types.ts';

/** Where a heatmap's windows lie, row by row from the upper left. */
export interface WindowGrid {
  windows: PixelWindow[];
  /** How many stand in one row. */
  columns: number;
}

/**
 * Windows of `side` pixels every `step` pixels over an area. The last of a row and of a column end with the area, so that
 * all ground is seen; an area narrower than a window has windows as narrow as it is.
 */
export function windowGrid(area: PixelWindow, side: number, step: number): WindowGrid {
  const xs = starts(area.width, side, step);
  const ys = starts(area.height, side, step);
  const width = Math.min(side, area.width);
  const height = Math.min(side, area.height);
  const windows = ys.flatMap((y) => xs.map((x) => ({ x: area.x + x, y: area.y + y, width, height })));
  return { windows, columns: xs.length };
}

function starts(length: number, side: number, step: number): number[] {
  if (length <= side) return [0];
  const all: number[] = [];
  for (let at = 0; at + side < length; at += step) all.push(at);
  return [...all, length - side];
}

/** Each pixel of the area is given the mean of the windows that cover it; NaN where none with a value does. */
export function spreadOver(
  area: PixelWindow,
  windows: readonly PixelWindow[],
  values: readonly number[],
): Float32Array {
  const sums = new Float64Array(area.width * area.height);
  const counts = new Uint16Array(area.width * area.height);
  for (const [index, { x, y, width, height }] of windows.entries()) {
    const value = values[index]!;
    if (Number.isNaN(value)) continue;
    for (let row = y - area.y; row < y - area.y + height; row++) {
      const from = row * area.width + x - area.x;
      for (let at = from; at < from + width; at++) {
        sums[at]! += value;
        counts[at]!++;
      }
    }
  }
  return Float32Array.from(sums, (sum, at) => (counts[at] ? sum / counts[at]! : Number.NaN));
}
