import { Canvas } from '../../../tools/spectral/outputs/picture/canvas.ts';
import { type Area, isGraphic, pixelSize, rasterArea } from './area.ts';
import { inked } from './ink-text.ts';
import type { Display, Rgb } from './picture.ts';

/** How a stroke looks. `sign` stands for it where there are only letters. */
export interface Stroke {
  colour: Rgb;
  sign: string;
  dashed?: boolean;
}

/** Something to draw lines on. Coordinates 0..1 from the upper left corner. */
export interface Surface {
  line(points: readonly (readonly [x: number, y: number])[], stroke: Stroke): void;
  area(): Area;
}

const PAPER: Rgb = [255, 255, 255];

/** Pixels where the terminal has them, else Braille dots, else letters. */
export function surfaceFor(display: Display, columns: number, rows: number): Surface {
  if (isGraphic(display.protocol)) return pixelSurface(display, columns, rows);
  return display.protocol === 'ascii' ? letterSurface(columns, rows) : brailleSurface(display, columns, rows);
}

function pixelSurface(display: Display, columns: number, rows: number): Surface {
  const { width, height } = pixelSize(display, columns, rows);
  const canvas = new Canvas(width, height, PAPER);
  const thickness = Math.max(1.5, display.cell.width / 6);
  return {
    line(points, { colour, dashed }) {
      const placed = points.map(([x, y]) => [x * (width - 1), y * (height - 1)] as const);
      canvas.line(placed, thickness, colour, dashed ? [4 * thickness, 3 * thickness] : undefined);
    },
    area: () => rasterArea({ width, height, rgb: canvas.data }, display, columns, rows),
  };
}

/** Bits of the Braille pattern (Unicode block 2800) by column and row of its eight dots. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** Eight dots a character; its colour is that of what was drawn last in it. */
function brailleSurface(display: Display, columns: number, rows: number): Surface {
  const bits = new Uint8Array(columns * rows);
  const inks: (Rgb | undefined)[] = [];
  return {
    line(points, { colour, dashed }) {
      strokeCells(points, 2 * columns, 4 * rows, (x, y, along) => {
        if (dashed && along % 6 >= 3) return;
        const cell = (y >> 2) * columns + (x >> 1);
        bits[cell]! |= DOTS[x & 1]![y & 3]!;
        inks[cell] = colour;
      });
    },
    area() {
      const sign = (cell: number) => {
        const ink = inks[cell];
        return ink ? inked(String.fromCharCode(0x2800 + bits[cell]!), display, ink) : ' ';
      };
      return textArea(columns, rows, sign);
    },
  };
}

function letterSurface(columns: number, rows: number): Surface {
  const signs: string[] = [];
  return {
    line(points, { sign, dashed }) {
      strokeCells(points, columns, rows, (x, y, along) => {
        if (!dashed || along % 2 === 0) signs[y * columns + x] = sign;
      });
    },
    area: () => textArea(columns, rows, (cell) => signs[cell] ?? ' '),
  };
}

function textArea(columns: number, rows: number, sign: (cell: number) => string): Area {
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => sign(row * columns + column)).join(''),
  );
  return { columns, lines, before: '', over: '' };
}

/** The cells of a grid along lines, each once (Bresenham); what lies outside is left out. */
function strokeCells(
  points: readonly (readonly [number, number])[],
  width: number,
  height: number,
  mark: (x: number, y: number, along: number) => void,
): void {
  let along = 0;
  const cell = ([x, y]: readonly [number, number]) =>
    [Math.round(x * (width - 1)), Math.round(y * (height - 1))] as const;
  for (let at = 0; at < points.length; at++) {
    const [x0, y0] = cell(points[at]!);
    const [x1, y1] = cell(points[Math.min(at + 1, points.length - 1)]!);
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
    if (steps > 4 * (width + height)) continue;
    for (let step = 0; step <= steps; step++) {
      const x = Math.round(x0 + ((x1 - x0) * step) / steps);
      const y = Math.round(y0 + ((y1 - y0) * step) / steps);
      if (step > 0) along++;
      if (x >= 0 && y >= 0 && x < width && y < height) mark(x, y, along);
    }
  }
}
