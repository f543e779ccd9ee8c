import type { Drawing, Mark, Point } from '../../../tools/spectral/outputs/picture/drawing.ts';

/** One bar; `parts` lie behind each other from the left, in the colours of the chart. */
export interface Bar {
  name: string;
  parts: number[];
  /** What stands behind it. */
  note: string;
}

export interface BarChart {
  title: string;
  /** Name and colour of each part. */
  legend: { name: string; colour: string }[];
  bars: Bar[];
  /** Length of the axis; the longest bar where it is left out. */
  most?: number;
  /** A line across the bars at this value. */
  mark?: number;
}

const INK = '#1c1c1e';
const FAINT = '#69696e';
const [LEFT, WIDTH, ROW, TOP] = [210, 760, 24, 64];

/** Horizontal bars with names to the left, as marks that can be written as SVG and PNG alike. */
export function barChart({ title, legend, bars, most, mark }: BarChart): Drawing {
  const height = TOP + ROW * bars.length + 24;
  const room = WIDTH - LEFT - 120;
  const longest = most ?? Math.max(1e-9, ...bars.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0)));
  const x = (value: number) => LEFT + (room * value) / longest;
  const marks: Mark[] = [{ kind: 'text', x: 12, y: 12, text: title, scale: 2, colour: INK, anchor: 'start' }];
  let key = LEFT;
  for (const { name, colour } of legend) {
    marks.push({ kind: 'area', points: box(key, 38, 10, 10), colour, opacity: 1 });
    marks.push({ kind: 'text', x: key + 16, y: 38, text: name, scale: 1, colour: FAINT, anchor: 'start' });
    key += 40 + 7 * name.length;
  }
  for (const [at, { name, parts, note }] of bars.entries()) {
    const y = TOP + at * ROW;
    marks.push({ kind: 'text', x: LEFT - 10, y: y + 5, text: name, scale: 1, colour: INK, anchor: 'end' });
    let from = 0;
    for (const [index, part] of parts.entries()) {
      if (part > 0)
        marks.push({
          kind: 'area',
          points: box(x(from), y, x(from + part) - x(from), ROW - 8),
          colour: legend[index]!.colour,
          opacity: 1,
        });
      from += part;
    }
    marks.push({ kind: 'text', x: x(from) + 8, y: y + 5, text: note, scale: 1, colour: FAINT, anchor: 'start' });
  }
  if (mark !== undefined) {
    const points: Point[] = [
      [x(mark), TOP - 8],
      [x(mark), height - 20],
    ];
    marks.push({ kind: 'line', points, colour: '#b00020', width: 2, dash: [6, 4] });
  }
  return { width: WIDTH, height, title, marks };
}

function box(left: number, top: number, width: number, height: number): Point[] {
  return [
    [left, top],
    [left + width, top],
    [left + width, top + height],
    [left, top + height],
  ];
}
