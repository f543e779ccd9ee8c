import type { Rgb } from './canvas.ts';

/** A second colour over the first, where colours alone would not tell two classes of a legend apart, or for two at once. */
export interface Pattern {
  kind: 'stripes' | 'dots' | 'lines' | 'hatch' | 'columns' | 'grid';
  colour: Rgb;
}

/**
 * Whether the second colour shows at a point of the picture. Patterns follow the picture and not the pixels of the scene,
 * so that they run on from one pixel to the next and look alike in map and legend.
 */
export function showsSecond(kind: Pattern['kind'], x: number, y: number): boolean {
  switch (kind) {
    case 'stripes':
      return ((x + y) & 7) >= 4;
    case 'dots':
      return x % 6 < 2 && y % 6 < 2;
    case 'lines':
      return y % 6 < 2;
    case 'hatch':
      return ((x - y) & 7) < 2;
    case 'columns':
      return x % 6 < 2;
    case 'grid':
      return x % 7 === 0 || y % 7 === 0;
  }
}
