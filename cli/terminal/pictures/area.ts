import type { Display, Picture } from './picture.ts';
import { classSigns, tones } from './protocols/ascii.ts';
import { halfBlocks } from './protocols/blocks.ts';
import { iterm2 } from './protocols/iterm2.ts';
import { kitty, kittyInTmux, MOST_PLACEHOLDER_ROWS } from './protocols/kitty.ts';
import { sixel } from './protocols/sixel.ts';
import { type Raster, resizeClasses, resizeTones } from './raster.ts';

/** A rectangle of characters that shows a picture. */
export interface Area {
  columns: number;
  /** A line for each row, each as wide as `columns`; blank where the picture is laid over them. */
  lines: string[];
  /** Written before the lines: it shows nothing yet. */
  before: string;
  /** Written with the cursor in the upper left corner of the lines, which stand already. */
  over: string;
}

/** Text rows of an area. The rest of a picture's place. */
export const mostRows = ({ protocol, tmux }: Display): number =>
  protocol === 'kitty' && tmux ? MOST_PLACEHOLDER_ROWS : Number.POSITIVE_INFINITY;

/** Pixels that a character stands for, in the proportion in which the picture is to be drawn. */
export function pixelsOf({ protocol, cell }: Display): { width: number; height: number } {
  return isGraphic(protocol) ? cell : { width: 1, height: 2 };
}

export function isGraphic(protocol: Display['protocol']): boolean {
  return protocol === 'kitty' || protocol === 'iterm2' || protocol === 'sixel';
}

/** Draws a picture into so many characters. `display.protocol` is not `off`. */
export function pictureArea(picture: Picture, display: Display, columns: number, rows: number): Area {
  const { labels, legend } = picture;
  const sized = (width: number, height: number): Raster =>
    labels ? resizeClasses({ ...picture, labels }, width, height) : resizeTones(picture, width, height);
  if (display.protocol === 'ascii') {
    const lines = labels
      ? classSigns(resizeClasses({ ...picture, labels }, columns, rows), legend)
      : tones(resizeTones(picture, columns, rows));
    return text(columns, lines);
  }
  if (display.protocol === 'blocks') return text(columns, halfBlocks(sized(columns, 2 * rows), display));
  const { width, height } = pixelSize(display, columns, rows);
  return rasterArea(sized(width, height), display, columns, rows);
}

/** Pixels of a picture over so many characters. Of Sixel, whose bands have six rows, none reaches into the next line of text. */
export function pixelSize(
  { protocol, cell }: Display,
  columns: number,
  rows: number,
): { width: number; height: number } {
  const height = rows * cell.height;
  return { width: columns * cell.width, height: protocol === 'sixel' ? Math.max(6, height - (height % 6)) : height };
}

/** Pixels over so many characters, by one of the protocols that have pixels. */
export function rasterArea(raster: Raster, display: Display, columns: number, rows: number): Area {
  const blank = Array<string>(rows).fill(' '.repeat(columns));
  if (display.protocol === 'kitty' && display.tmux) return { columns, over: '', ...kittyInTmux(raster, columns, rows) };
  const over =
    display.protocol === 'kitty'
      ? kitty(raster, columns, rows)
      : display.protocol === 'iterm2'
        ? iterm2(raster, columns, rows)
        : sixel(raster);
  return { columns, lines: blank, before: '', over };
}

function text(columns: number, lines: string[]): Area {
  return { columns, lines, before: '', over: '' };
}

/**
 * An area with words beside it, as one text. Rows are written first, so that the terminal has scrolled by the time when the
 * picture is laid over them, and the cursor goes back to the end.
 * @param beside lines of words; may be more than the area has @param gap columns between
 */
export function placed({ columns, lines, before, over }: Area, beside: readonly string[] = [], gap = 2): string {
  const rows = Math.max(lines.length, beside.length);
  const all = Array.from({ length: rows }, (_, row) => {
    const words = beside[row];
    const picture = lines[row] ?? (words ? ' '.repeat(columns) : '');
    return words ? `${picture}${' '.repeat(gap)}${words}` : picture;
  });
  const shown = over ? `\x1b7${rows > 1 ? `\x1b[${rows - 1}A` : ''}\r${over}\x1b8` : '';
  return before + all.join('\n') + shown;
}
