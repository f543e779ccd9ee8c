import { plainLine } from '../../../core/plain-text.ts';
import { ticks } from '../../../tools/spectral/outputs/picture/ticks.ts';
import { runs } from '../../../tools/spectral/outputs/spectra/axes.ts';
import { cutDisplay, padDisplay } from '../display-width.ts';
import { wrapWords } from '../wrap-words.ts';
import { mostRows, placed } from './area.ts';
import { inked } from './ink-text.ts';
import type { Room } from './lay-out.ts';
import type { Display, Rgb } from './picture.ts';
import { type Stroke, surfaceFor } from './surfaces.ts';

/** A curve: values over wavelengths in µm, ascending; NaN makes a gap. */
export interface Curve extends Stroke {
  label: string;
  x: Float64Array;
  y: Float64Array;
}

/** Curves over a wavelength axis. */
export interface Plot {
  title: string;
  curves: readonly Curve[];
  /** µm; all that the curves span where it is left out. */
  window?: readonly [number, number];
  /** Name of the vertical axis. */
  yName: string;
  /** Straight lines: continua. One legend line for all. */
  lines?: Stroke & { label: string; of: readonly (readonly (readonly [x: number, y: number])[])[] };
  /** Places under the axis, each with its words where it has some. */
  marks?: { x: number; label: string }[];
  notes: readonly string[];
}

/** Columns of the numbers at the vertical axis. */
const LABELS = 6;
const MARK: Rgb = [0, 114, 178];

/** A plot as text for the terminal; as words where pictures are off. It ends without a line break. */
export function layOutPlot(plot: Plot, display: Display, room: Room): string {
  const width = Math.max(24, room.columns - 1);
  const words = plot.notes.flatMap((note) => wrapWords(plainLine(note), width));
  const title = wrapWords(plainLine(plot.title), width);
  const marks = plot.marks ?? [];
  const said = marks.filter(({ label }) => label);
  if (display.protocol === 'off' || display.spoken)
    return [...title, ...said.map(({ label }) => label), ...words].join('\n');
  const columns = Math.min(width - LABELS - 1, 110);
  const rows = Math.max(6, Math.min(16, room.rows - 14, mostRows(display)));
  const x = plot.window ?? spanOfX(plot.curves);
  const y = spanOfY(plot, x);
  const surface = surfaceFor(display, columns, rows);
  const at = (px: number, py: number) => [(px - x[0]) / (x[1] - x[0]), 1 - (py - y[0]) / (y[1] - y[0])] as const;
  const lines = plot.lines?.of ?? [];
  for (const points of lines)
    surface.line(
      points.map(([px, py]) => at(px, py)),
      { ...plot.lines!, dashed: true },
    );
  for (const curve of plot.curves) {
    for (const [from, to] of runs(curve.x, curve.y)) {
      const inside = Array.from({ length: to - from }, (_, i) => from + i).filter(
        (i) => curve.x[i]! >= x[0] && curve.x[i]! <= x[1],
      );
      surface.line(
        inside.map((i) => at(curve.x[i]!, curve.y[i]!)),
        curve,
      );
    }
  }
  const area = surface.area();
  const isAscii = display.protocol === 'ascii';
  const bar = isAscii ? '|' : '│';
  const numbers = yLabels(y, rows);
  const framed = {
    ...area,
    lines: area.lines.map((line, row) => `${padDisplay(numbers[row] ?? '', LABELS, 'left')}${bar}${line}`),
    // drawn from the left edge of the curves, not of the numbers
    over: area.over && `\x1b[${LABELS + 1}C${area.over}`,
  };
  return [
    ...title,
    plot.yName,
    placed(framed),
    ...xAxis(x, columns, isAscii),
    ...markLine(marks, x, columns, display),
    ...plot.curves.map((curve) => keyLine(curve, display, width)),
    ...(lines.length ? [keyLine({ ...plot.lines!, dashed: true }, display, width)] : []),
    ...said.map(({ label }) => keyOf(isAscii ? '^' : '▲', label, display, width)),
    ...words,
  ].join('\n');
}

function spanOfX(curves: readonly Curve[]): [number, number] {
  const all = curves.flatMap(({ x }) => [x[0]!, x[x.length - 1]!]);
  return [Math.floor(Math.min(...all) * 10) / 10, Math.ceil(Math.max(...all) * 10) / 10];
}

/** What the curves reach within the window, with a little room. */
function spanOfY({ curves }: Plot, [from, to]: readonly [number, number]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x, y } of curves) {
    for (let i = 0; i < y.length; i++) {
      if (!Number.isFinite(y[i]) || x[i]! < from || x[i]! > to) continue;
      low = Math.min(low, y[i]!);
      high = Math.max(high, y[i]!);
    }
  }
  if (low > high) return [0, 1];
  const room = Math.max(0.005, 0.06 * (high - low));
  return [Math.max(0, low - room), high + room];
}

/** By row, the value there; about every fourth row has one. */
function yLabels([low, high]: readonly [number, number], rows: number): (string | undefined)[] {
  const labels: (string | undefined)[] = [];
  for (const { value, text } of ticks([low, high], Math.max(2, Math.floor(rows / 3))))
    labels[Math.round((1 - (value - low) / (high - low)) * (rows - 1))] = text.slice(0, LABELS);
  return labels;
}

function xAxis([from, to]: readonly [number, number], columns: number, isAscii: boolean): string[] {
  const [corner, dash, tick] = isAscii ? ['+', '-', '+'] : ['└', '─', '┴'];
  const line = Array<string>(columns).fill(dash);
  const labels = Array<string>(columns + LABELS).fill(' ');
  const unit = 'µm';
  for (const { value, text } of ticks([from, to], Math.max(2, Math.floor(columns / 12)))) {
    const column = Math.round(((value - from) / (to - from)) * (columns - 1));
    line[column] = tick;
    const start = Math.max(0, column - (text.length >> 1));
    if (start + text.length + unit.length + 1 > columns) continue;
    for (const [at, sign] of [...text].entries()) labels[start + at] = sign;
  }
  const axis = labels.slice(0, columns - unit.length).join('');
  const indent = ' '.repeat(LABELS);
  return [`${indent}${corner}${line.join('')}`, `${indent} ${axis}${isAscii ? 'um' : unit}`];
}

function markLine(
  marks: NonNullable<Plot['marks']>,
  [from, to]: readonly [number, number],
  columns: number,
  display: Display,
): string[] {
  if (!marks.length) return [];
  const signs = Array<string>(columns).fill(' ');
  const sign = display.protocol === 'ascii' ? '^' : '▲';
  for (const { x } of marks) {
    const column = Math.round(((x - from) / (to - from)) * (columns - 1));
    if (column >= 0 && column < columns) signs[column] = sign;
  }
  return [`${' '.repeat(LABELS + 1)}${inked(signs.join('').trimEnd(), display, MARK)}`];
}

function keyLine({ colour, sign, dashed, label }: Stroke & { label: string }, display: Display, width: number): string {
  if (display.protocol === 'ascii')
    return cutDisplay(`${dashed ? `${sign} ${sign}` : sign.repeat(3)}  ${plainLine(label)}`, width);
  return `${inked(dashed ? '╍╍╍' : '━━━', display, colour)}  ${cutDisplay(plainLine(label), width - 5)}`;
}

function keyOf(sign: string, label: string, display: Display, width: number): string {
  return ` ${inked(sign, display, MARK)}   ${cutDisplay(plainLine(label), width - 5)}`;
}
