import { plainLine } from '../../../core/plain-text.ts';
import { wrapWords } from '../wrap-words.ts';
import { type Area, mostRows, pictureArea, pixelsOf, placed } from './area.ts';
import { legendLines, legendWidth, pictureWords } from './legend.ts';
import type { Display, Picture } from './picture.ts';

/** Columns for a legend beside a picture, at least. */
const LEGEND_COLUMNS = 30;
const GAP = 2;
/** Columns of a terminal from which on the legend stands beside. */
const WIDE = 70;
/** Pictures higher than this push out of sight what was said before. */
const MOST_ROWS = 32;
/** Rows of the prompt and of what stands around it. */
const OTHER_ROWS = 6;

/** Size of the terminal in characters. */
export interface Room {
  columns: number;
  rows: number;
}

/**
 * A picture as text for the terminal: title, picture, legend beside it or below. It ends without a line break.
 * Nothing is wider than the terminal, and the picture is lower than it.
 */
export function layOut(picture: Picture, display: Display, room: Room): string {
  const width = Math.max(10, room.columns - 1);
  if (display.spoken) return pictureWords(picture);
  if (display.protocol === 'off')
    return pictureWords(picture)
      .split('\n')
      .flatMap((line) => wrapWords(line, width))
      .join('\n');
  let beside = width >= WIDE;
  const wanted = Math.max(LEGEND_COLUMNS, Math.min(Math.floor(width / 2), legendWidth(picture)));
  const size = sizeOf(picture, display, { columns: beside ? width - wanted - GAP : width, rows: room.rows });
  const area: Area = pictureArea(picture, display, size.columns, size.rows);
  const legend = legendLines(picture, display, beside ? width - size.columns - GAP : width, size);
  // beside a picture it has to be on the screen as a whole, or the picture could not be laid over its place
  if (legend.length >= room.rows - 1) beside = false;
  const title = wrapWords(plainLine(picture.title), width);
  const file = picture.file ? wrapWords(plainLine(picture.file), width) : [];
  return [...title, placed(area, beside ? legend : [], GAP), ...(beside ? [] : legend), ...file].join('\n');
}

/** Columns and rows of a picture that keeps its proportions. */
function sizeOf({ width, height }: Picture, display: Display, room: Room): Room {
  const pixels = pixelsOf(display);
  const most = Math.max(4, Math.min(MOST_ROWS, room.rows - OTHER_ROWS, mostRows(display)));
  const rowsFor = (columns: number) => (columns * pixels.width * height) / (width * pixels.height);
  const columns = Math.max(
    1,
    Math.min(room.columns, Math.floor((most * pixels.height * width) / (height * pixels.width))),
  );
  return { columns, rows: Math.max(1, Math.min(most, Math.round(rowsFor(columns)))) };
}
