import type { Mark, Point } from '../picture/drawing.ts';
import { ticks } from '../picture/ticks.ts';

/** A panel of a plot: a rectangle of the picture, and the values at its edges. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  x: readonly [from: number, to: number];
  y: readonly [from: number, to: number];
}

const INK = '#1c1c1e';
const FAINT = '#69696e';
const GRID = '#e4e4e8';

/** Where a pair of values lies in the picture. */
export function pointIn(frame: Frame, x: number, y: number): Point {
  return [
    frame.left + ((x - frame.x[0]) / (frame.x[1] - frame.x[0])) * frame.width,
    frame.top + (1 - (y - frame.y[0]) / (frame.y[1] - frame.y[0])) * frame.height,
  ];
}

/** Grid, ticks with their values, and the names of the axes. Drawn first: curves lie over it. */
export function axes(frame: Frame, names: { x: string; y: string }): Mark[] {
  const { left, top, width, height } = frame;
  const bottom = top + height;
  const marks: Mark[] = [];
  const line = (points: Point[], colour: string, thick: number): void => {
    marks.push({ kind: 'line', points, colour, width: thick });
  };
  for (const { value, text } of ticks(frame.x, Math.max(2, Math.floor(width / 70)))) {
    const [x] = pointIn(frame, value, frame.y[0]);
    line(
      [
        [x, top],
        [x, bottom],
      ],
      GRID,
      1,
    );
    line(
      [
        [x, bottom],
        [x, bottom + 5],
      ],
      INK,
      1,
    );
    marks.push({ kind: 'text', x, y: bottom + 9, text, scale: 2, colour: INK, anchor: 'middle' });
  }
  for (const { value, text } of ticks(frame.y, Math.max(2, Math.floor(height / 60)))) {
    const [, y] = pointIn(frame, frame.x[0], value);
    line(
      [
        [left, y],
        [left + width, y],
      ],
      GRID,
      1,
    );
    line(
      [
        [left - 5, y],
        [left, y],
      ],
      INK,
      1,
    );
    marks.push({ kind: 'text', x: left - 9, y: y - 7, text, scale: 2, colour: INK, anchor: 'end' });
  }
  line(
    [
      [left, top],
      [left + width, top],
      [left + width, bottom],
      [left, bottom],
      [left, top],
    ],
    INK,
    1,
  );
  const label = { kind: 'text', scale: 2, colour: FAINT, anchor: 'middle' } as const;
  marks.push({ ...label, x: left + width / 2, y: bottom + 31, text: names.x });
  marks.push({ ...label, x: left - 72, y: top + height / 2, text: names.y, upwards: true });
  return marks;
}

/** The runs of a curve between its gaps: values that are missing, and wavelengths where bands were left out. */
export function runs(wavelengths: Float64Array, values: Float64Array): [from: number, to: number][] {
  const steps = Array.from(wavelengths.subarray(1), (w, i) => w - wavelengths[i]).sort((a, b) => a - b);
  const widest = 3 * (steps[steps.length >> 1] ?? Number.POSITIVE_INFINITY);
  const found: [number, number][] = [];
  let from = -1;
  for (let i = 0; i <= values.length; i++) {
    const isOpen = i < values.length && Number.isFinite(values[i]);
    const isJump = from >= 0 && i < values.length && i > from && wavelengths[i] - wavelengths[i - 1] > widest;
    if (from >= 0 && (!isOpen || isJump)) {
      found.push([from, i]);
      from = -1;
    }
    if (isOpen && from < 0) from = i;
  }
  return found;
}
