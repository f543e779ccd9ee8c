import { parseColour, type Rgb } from './canvas.ts';
import type { Box } from './smooth.ts';

export type Point = readonly [x: number, y: number];

/** One stroke of a drawing. Coordinates are picture points from the upper left corner; colours "#rrggbb". */
export type Mark =
  | {
      kind: 'line';
      points: readonly Point[];
      colour: string;
      width: number;
      dash?: readonly [on: number, off: number];
      /** What lies outside of it is not drawn. */
      clip?: Box;
    }
  | { kind: 'area'; points: readonly Point[]; colour: string; opacity: number }
  | {
      kind: 'text';
      x: number;
      /** Upper edge of the capitals (of the left edge, where the text is turned to read upwards). */
      y: number;
      text: string;
      /** Height of a dot of the bitmap letters: 1 small print, 2 plain, 3 title. */
      scale: 1 | 2 | 3;
      colour: string;
      anchor: 'start' | 'middle' | 'end';
      upwards?: boolean;
    };

/** A drawing that can be written as SVG and as PNG alike. */
export interface Drawing {
  width: number;
  height: number;
  title: string;
  marks: Mark[];
}

export const rgbOf = (colour: string): Rgb => parseColour(colour);
