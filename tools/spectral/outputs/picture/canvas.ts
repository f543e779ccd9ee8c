import type { Point } from './drawing.ts';
import font from './font.json' with { type: 'json' };
import { encodePng } from './png.ts';
import { type Box, type Coverage, coverageOfArea, coverageOfLine, dashes } from './smooth.ts';

export type Rgb = readonly [number, number, number];

const LINE = 7;
const SPACING = 1;

interface Glyph {
  width: number;
  rows: boolean[][];
}

const glyphs = new Map<string, Glyph>(
  Object.entries(font.glyphs).map(([character, text]) => {
    const rows = text.split(' ').map((row) => [...row].map((dot) => dot === '#'));
    return [character, { width: rows[0].length, rows }];
  }),
);

/** "#rrggbb" → [0..255, 0..255, 0..255]; mid grey for anything else. */
export function parseColour(text: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  return match ? ([1, 2, 3].map((at) => Number.parseInt(match[at], 16)) as unknown as Rgb) : [128, 128, 128];
}

/** An RGB picture to draw on. Coordinates are whole pixels from the upper left corner; what falls outside is cut off. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  #clip: Box;

  constructor(width: number, height: number, background: Rgb) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height * 3);
    this.#clip = { left: 0, top: 0, width, height };
    this.rectangle(0, 0, width, height, background);
  }

  /** Smooth lines and areas are cut off at this box from now on; without one, at the edges of the picture. */
  clipTo(box: Box = { left: 0, top: 0, width: this.width, height: this.height }): void {
    this.#clip = box;
  }

  dot(x: number, y: number, colour: Rgb): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.data.set(colour, (y * this.width + x) * 3);
  }

  rectangle(x: number, y: number, width: number, height: number, colour: Rgb): void {
    const left = Math.max(0, x);
    const right = Math.min(this.width, x + width);
    const [red, green, blue] = colour;
    for (let row = Math.max(0, y); row < Math.min(this.height, y + height); row++) {
      const end = (row * this.width + right) * 3;
      for (let at = (row * this.width + left) * 3; at < end; at += 3) {
        this.data[at] = red;
        this.data[at + 1] = green;
        this.data[at + 2] = blue;
      }
    }
  }

  /** A frame of `thickness` pixels just outside the rectangle. */
  frame(x: number, y: number, width: number, height: number, thickness: number, colour: Rgb): void {
    const t = thickness;
    this.rectangle(x - t, y - t, width + 2 * t, t, colour);
    this.rectangle(x - t, y + height, width + 2 * t, t, colour);
    this.rectangle(x - t, y, t, height, colour);
    this.rectangle(x + width, y, t, height, colour);
  }

  /** A filled polygon (even-odd), corners in pixels. */
  polygon(corners: readonly (readonly [number, number])[], colour: Rgb): void {
    const ys = corners.map(([, y]) => y);
    for (let row = Math.floor(Math.min(...ys)); row <= Math.ceil(Math.max(...ys)); row++) {
      const crossings: number[] = [];
      for (let at = 0; at < corners.length; at++) {
        const [[x0, y0], [x1, y1]] = [corners[at], corners[(at + 1) % corners.length]];
        const middle = row + 0.5;
        if (y0 <= middle !== y1 <= middle) crossings.push(x0 + ((middle - y0) / (y1 - y0)) * (x1 - x0));
      }
      crossings.sort((a, b) => a - b);
      for (let at = 0; at + 1 < crossings.length; at += 2) {
        const from = Math.round(crossings[at]);
        this.rectangle(from, row, Math.round(crossings[at + 1]) - from, 1, colour);
      }
    }
  }

  /** A smooth polyline; coordinates may lie between pixels. */
  line(points: readonly Point[], width: number, colour: Rgb, dash?: readonly [number, number]): void {
    for (const piece of dash ? dashes(points, dash) : [points]) {
      this.#blend(coverageOfLine(piece, width, this.#clip), colour, 1);
    }
  }

  /** A filled polygon (even-odd) with smooth edges. @param opacity 0..1 */
  area(points: readonly Point[], colour: Rgb, opacity: number): void {
    this.#blend(coverageOfArea(points, this.#clip), colour, opacity);
  }

  #blend(coverage: Coverage | undefined, colour: Rgb, opacity: number): void {
    if (!coverage) return;
    const { left, top, width, height, values } = coverage;
    for (let y = 0, cell = 0; y < height; y++) {
      for (let at = ((top + y) * this.width + left) * 3, x = 0; x < width; x++, cell++, at += 3) {
        const share = Math.min(1, values[cell]) * opacity;
        if (share <= 0) continue;
        for (let channel = 0; channel < 3; channel++) {
          const before = this.data[at + channel];
          this.data[at + channel] = Math.round(before + share * (colour[channel] - before));
        }
      }
    }
  }

  /**
   * Text with its upper left corner at (x, y); `scale` is the size of one dot. Unknown characters become "?".
   * @param upwards turned to read from below: (x, y) is then its lower left corner, at the letters' upper edge
   */
  text(x: number, y: number, text: string, scale: number, colour: Rgb, upwards = false): void {
    let pen = 0;
    for (const character of text) {
      const glyph = glyphOf(character);
      glyph.rows.forEach((row, down) => {
        row.forEach((on, across) => {
          if (!on) return;
          const [along, below] = [pen + across * scale, down * scale];
          if (upwards) this.rectangle(x + below, y - along - scale, scale, scale, colour);
          else this.rectangle(x + along, y + below, scale, scale, colour);
        });
      });
      pen += (glyph.width + SPACING) * scale;
    }
  }

  /** The picture as a PNG file; `notes` become its text chunks. */
  png(notes: Record<string, string>): Uint8Array {
    return encodePng(this.width, this.height, this.data, notes);
  }
}

/** Width in pixels of a text drawn at a scale. */
export function textWidth(text: string, scale: number): number {
  let dots = 0;
  for (const character of text) dots += glyphOf(character).width + SPACING;
  return Math.max(0, dots - SPACING) * scale;
}

/** Height of a line of text without descenders. */
export function textHeight(scale: number): number {
  return LINE * scale;
}

/** Cuts a text so that it fits, ending in dots. */
export function fitText(text: string, scale: number, width: number): string {
  if (textWidth(text, scale) <= width) return text;
  let cut = text;
  while (cut && textWidth(`${cut}...`, scale) > width) cut = cut.slice(0, -1);
  return `${cut}...`;
}

function glyphOf(character: string): Glyph {
  return glyphs.get(character) ?? glyphs.get('?')!;
}
