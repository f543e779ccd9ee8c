import { cutDisplay, displayWidth } from '../terminal/display-width.ts';
import { type Line, moveTo, type Piece } from './line-editor.ts';

export interface WrappedLine {
  rows: string[];
  /** The piece with which each row begins. */
  starts: number[];
  /** Where the cursor is: row from the top, column from the left. */
  row: number;
  column: number;
}

/** How a tab is shown. */
export const TAB = '    ';

/** Breaks what is typed into rows of `columns` columns, and finds the cursor in them. Wide characters are never split. */
export function wrapLine({ pieces, cursor }: Line, columns: number): WrappedLine {
  const rows = [''];
  const starts = [0];
  let used = 0;
  let row = 0;
  let column = 0;
  const nextRow = (start: number) => {
    rows.push('');
    starts.push(start);
    used = 0;
  };
  pieces.forEach((piece, at) => {
    const shown = shownPiece(piece, columns);
    const width = displayWidth(shown);
    if (used + width > columns) nextRow(at);
    if (at === cursor) [row, column] = [rows.length - 1, used];
    rows[rows.length - 1] += shown;
    used += width;
    if (piece === '\n') nextRow(at + 1);
  });
  if (cursor >= pieces.length) {
    if (used >= columns) nextRow(pieces.length);
    [row, column] = [rows.length - 1, used];
  }
  return { rows, starts, row, column };
}

/**
 * The cursor one row higher or lower, as near to a column as that row allows; undefined where there is no such row.
 * @param goal the column from which the moving began
 */
export function moveByRow(line: Line, columns: number, step: -1 | 1, goal: number): Line | undefined {
  const { starts, row } = wrapLine(line, columns);
  const start = starts[row + step];
  if (start === undefined) return undefined;
  const next = starts[row + step + 1];
  // the place behind the last character of a row that goes on is the next row's first
  const last = next === undefined ? line.pieces.length : next - 1;
  let at = start;
  for (let used = 0; at < last; at++) {
    used += displayWidth(shownPiece(line.pieces[at]!, columns));
    if (used > goal) break;
  }
  return moveTo(line, at);
}

/** The part of the rows that is shown: so many, with the cursor's among them, moved no further than needed. */
export function visibleRows({ rows, row }: WrappedLine, most: number, before: number): { from: number; to: number } {
  const highest = Math.max(0, rows.length - most);
  const from = Math.min(highest, Math.max(row - most + 1, Math.min(before, row)));
  return { from, to: Math.min(rows.length, from + most) };
}

function shownPiece(piece: Piece, columns: number): string {
  if (typeof piece !== 'string') return cutDisplay(piece.mark, columns);
  return piece === '\n' ? '' : piece === '\t' ? TAB : piece;
}
