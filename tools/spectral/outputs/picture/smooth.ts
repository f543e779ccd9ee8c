import type { Point } from './drawing.ts';

/** A rectangle of whole cells. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How much of each picture cell a shape covers, 0..1, within a box of whole cells. */
export interface Coverage extends Box {
  values: Float32Array;
}

/** Lines across a cell at which the edge of an area is looked at. */
const LINES = 4;

/** Coverage of a polyline: from the distance of a cell's centre to the nearest of its segments. */
export function coverageOfLine(points: readonly Point[], width: number, within: Box): Coverage | undefined {
  const box = boxOf(points, width / 2 + 1, within);
  if (!box) return undefined;
  const reach = width / 2 + 0.5;
  for (let at = 0; at + 1 < points.length; at++) {
    const [[x0, y0], [x1, y1]] = [points[at], points[at + 1]];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length2 = dx * dx + dy * dy;
    const top = Math.max(box.top, Math.floor(Math.min(y0, y1) - reach));
    const bottom = Math.min(box.top + box.height, Math.ceil(Math.max(y0, y1) + reach));
    const left = Math.max(box.left, Math.floor(Math.min(x0, x1) - reach));
    const right = Math.min(box.left + box.width, Math.ceil(Math.max(x0, x1) + reach));
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
        const along = length2 > 0 ? Math.max(0, Math.min(1, (px * dx + py * dy) / length2)) : 0;
        const distance = Math.hypot(px - along * dx, py - along * dy);
        const covered = Math.min(1, Math.max(0, reach - distance)) * Math.min(1, width);
        const cell = (y - box.top) * box.width + x - box.left;
        if (covered > box.values[cell]) box.values[cell] = covered;
      }
    }
  }
  return box;
}

/** Coverage of a polygon (even-odd): exact along rows, four lines a cell across them. */
export function coverageOfArea(points: readonly Point[], within: Box): Coverage | undefined {
  const box = boxOf(points, 1, within);
  if (!box) return undefined;
  const crossings: number[][] = Array.from({ length: box.height * LINES }, () => []);
  for (let at = 0; at < points.length; at++) {
    const [x0, y0] = points[at];
    const [x1, y1] = points[(at + 1) % points.length];
    // half-open, so that a corner on a line counts once
    const [from, to] = [Math.min(y0, y1), Math.max(y0, y1)].map((y) => Math.ceil((y - box.top) * LINES - 0.5));
    for (let line = Math.max(0, from); line < Math.min(crossings.length, to); line++) {
      crossings[line].push(x0 + ((box.top + (line + 0.5) / LINES - y0) / (y1 - y0)) * (x1 - x0));
    }
  }
  for (const [line, on] of crossings.entries()) {
    on.sort((a, b) => a - b);
    const row = Math.floor(line / LINES) * box.width;
    for (let at = 0; at + 1 < on.length; at += 2) {
      const from = Math.max(0, on[at] - box.left);
      const to = Math.min(box.width, on[at + 1] - box.left);
      if (to <= from) continue;
      const [first, last] = [Math.floor(from), Math.ceil(to) - 1];
      for (let cell = row + first; cell <= row + last; cell++) box.values[cell] += 1 / LINES;
      // what the span does not cover of its first and last cell
      box.values[row + first] -= (from - first) / LINES;
      box.values[row + last] -= (last + 1 - to) / LINES;
    }
  }
  return box;
}

/** Cuts a polyline into dashes. */
export function dashes(points: readonly Point[], [on, off]: readonly [number, number]): Point[][] {
  const pieces: Point[][] = [];
  let [walked, piece] = [0, [] as Point[]];
  for (let at = 0; at + 1 < points.length; at++) {
    const [[x0, y0], [x1, y1]] = [points[at], points[at + 1]];
    const length = Math.hypot(x1 - x0, y1 - y0);
    const point = (along: number): Point => [x0 + ((x1 - x0) * along) / length, y0 + ((y1 - y0) * along) / length];
    for (let along = 0; along < length; ) {
      const phase = walked % (on + off);
      const isOn = phase < on;
      const step = Math.min(length - along, isOn ? on - phase : on + off - phase);
      if (isOn) {
        if (!piece.length) piece.push(point(along));
        piece.push(point(along + step));
      }
      along += step;
      // a step of nothing, by rounding, would never end
      walked += Math.max(step, 1e-6);
      along += step > 0 ? 0 : 1e-6;
      if (isOn && walked % (on + off) >= on) {
        pieces.push(piece);
        piece = [];
      }
    }
  }
  if (piece.length > 1) pieces.push(piece);
  return pieces;
}

function boxOf(points: readonly Point[], margin: number, within: Box) {
  let [x0, y0, x1, y1] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const [x, y] of points) {
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  const left = Math.max(within.left, Math.floor(x0 - margin));
  const top = Math.max(within.top, Math.floor(y0 - margin));
  const width = Math.min(within.left + within.width, Math.ceil(x1 + margin)) - left;
  const height = Math.min(within.top + within.height, Math.ceil(y1 + margin)) - top;
  if (!(width > 0) || !(height > 0)) return undefined;
  return { left, top, width, height, values: new Float32Array(width * height) };
}
