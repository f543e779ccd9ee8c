import { inked } from '../ink-text.ts';
import type { Display, Rgb } from '../picture.ts';
import type { Raster } from '../raster.ts';

/** Rows of text in which each character shows two pixels: the upper one as ink, the lower as ground. Height is even. */
export function halfBlocks({ width, height, rgb }: Raster, display: Pick<Display, 'colours'>): string[] {
  const at = (x: number, y: number): Rgb => {
    const cell = 3 * (y * width + x);
    return [rgb[cell]!, rgb[cell + 1]!, rgb[cell + 2]!];
  };
  return Array.from({ length: height / 2 }, (_, row) => {
    let line = '';
    for (let x = 0; x < width; ) {
      const [upper, lower] = [at(x, 2 * row), at(x, 2 * row + 1)];
      let end = x + 1;
      while (end < width && same(at(end, 2 * row), upper) && same(at(end, 2 * row + 1), lower)) end++;
      line += inked('▀'.repeat(end - x), display, upper, lower);
      x = end;
    }
    return line;
  });
}

function same(a: Rgb, b: Rgb): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}
