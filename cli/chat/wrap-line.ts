import { displayWidth } from '../terminal/display-width.ts';
import type { Line } from './line-editor.ts';

export interface WrappedLine {
  rows: string[];
  /** Where the cursor is: row from the top, column from the left. */
  row: number;
  column: number;
}

/** Breaks the typed line into rows of `columns` columns, and finds the cursor in them. Wide characters are never split. */
export function wrapLine({ graphemes, cursor }: Line, columns: number): WrappedLine {
  const rows = [''];
  let used = 0;
  let row = 0;
  let column = 0;
  graphemes.forEach((grapheme, at) => {
    const width = displayWidth(grapheme);
    if (used + width > columns) {
      rows.push('');
      used = 0;
    }
    if (at === cursor) [row, column] = [rows.length - 1, used];
    rows[rows.length - 1] += grapheme;
    used += width;
  });
  if (cursor >= graphemes.length) {
    if (used >= columns) {
      rows.push('');
      used = 0;
    }
    [row, column] = [rows.length - 1, used];
  }
  return { rows, row, column };
}
