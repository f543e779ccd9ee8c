import { randomInt } from 'node:crypto';
import { encodePng } from '../../../../tools/spectral/outputs/picture/png.ts';
import { throughTmux } from '../ask-terminal.ts';
import type { Raster } from '../raster.ts';

/** Characters of base64 in one sequence, at most (Kitty graphics protocol, "Remote client"). */
const CHUNK = 4096;
const PLACEHOLDER = '\u{10eeee}';
/**
 * The marks that say which row of a picture a placeholder shows: the first of the protocol's table (rowcolumn-diacritics).
 * Columns follow by themselves from the placeholder to the left.
 */
const ROW_MARKS = String.fromCodePoint(
  ...[0x305, 0x30d, 0x30e, 0x310, 0x312, 0x33d, 0x33e, 0x33f, 0x346, 0x34a, 0x34b, 0x34c, 0x350, 0x351, 0x352, 0x357],
  ...[0x35b, 0x363, 0x364, 0x365, 0x366, 0x367, 0x368, 0x369, 0x36a, 0x36b, 0x36c, 0x36d, 0x36e, 0x36f, 0x483, 0x484],
  ...[0x485, 0x486, 0x487, 0x592, 0x593, 0x594, 0x595, 0x597, 0x598, 0x599, 0x59c, 0x59d, 0x59e, 0x59f, 0x5a0, 0x5a1],
);
/** Rows that {@link kittyInTmux} can address. */
export const MOST_PLACEHOLDER_ROWS = ROW_MARKS.length;

/** A picture that is placed where the cursor stands, which does not move. It scrolls with the text. */
export function kitty(raster: Raster, columns: number, rows: number): string {
  return transmission(raster, `a=T,f=100,C=1,q=2,c=${columns},r=${rows}`).join('');
}

/**
 * In tmux, which moves text about without knowing of pictures: the picture is sent to the terminal around it, and shown
 * where placeholders stand, which are text.
 * @returns what to write once, and the rows of text in which the picture shows
 */
export function kittyInTmux(
  raster: Raster,
  columns: number,
  rows: number,
  // 1 to 255: the number of the picture is the colour of its placeholders, and tmux keeps these 256 in any terminal
  id = randomInt(16, 256),
): { before: string; lines: string[] } {
  const before = transmission(raster, `a=T,U=1,f=100,q=2,i=${id},c=${columns},r=${rows}`).map(throughTmux).join('');
  const lines = Array.from(
    { length: rows },
    (_, row) => `\x1b[38;5;${id}m${PLACEHOLDER}${ROW_MARKS[row]}${PLACEHOLDER.repeat(columns - 1)}\x1b[39m`,
  );
  return { before, lines };
}

/** The sequences that carry a picture as PNG; the first says what to do with it. */
function transmission({ width, height, rgb }: Raster, keys: string): string[] {
  const data = Buffer.from(encodePng(width, height, rgb, {})).toString('base64');
  const sequences: string[] = [];
  for (let at = 0; at < data.length; at += CHUNK) {
    const more = at + CHUNK < data.length ? 1 : 0;
    const control = at === 0 ? `${keys},m=${more}` : `m=${more}`;
    sequences.push(`\x1b_G${control};${data.slice(at, at + CHUNK)}\x1b\\`);
  }
  return sequences;
}
