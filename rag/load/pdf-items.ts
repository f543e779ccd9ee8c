import type { FontStyle } from './pdf-drawing.ts';
import type { Table } from './pdf-ruled-tables.ts';
import type { Segment } from './pdf-segments.ts';

/** What is put in reading order: a piece of a line, or a whole table. */
export interface Item {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Baseline. */
  y: number;
  size: number;
  style: FontStyle;
  artifact: boolean;
  table?: Table;
}

const PLAIN: FontStyle = { bold: false, italic: false, mono: false };

export function segmentItem(segment: Segment): Item {
  const { y, size } = segment;
  return { ...segment, top: y - 0.8 * size, bottom: y + 0.22 * size };
}

export function tableItem(table: Table): Item {
  const { left, right, top, bottom, size, rows } = table;
  const text = rows.map((row) => row.join(' ')).join(' ');
  return { text, left, right, top, bottom, y: top + size, size, style: PLAIN, artifact: false, table };
}

/**
 * Items on one baseline, from left to right; rows from top to bottom. A table is a row of its own.
 * @param tolerance how far baselines of one row may differ, in font sizes
 */
export function rowsOf(items: readonly Item[], tolerance = 0.4): Item[][] {
  const rows: Item[][] = [];
  for (const item of items.toSorted((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    const anchor = row?.reduce((a, b) => (b.text.length > a.text.length ? b : a));
    const same =
      anchor !== undefined &&
      anchor.table === undefined &&
      item.table === undefined &&
      Math.abs(item.y - anchor.y) <= tolerance * Math.max(item.size, anchor.size);
    if (same) row!.push(item);
    else rows.push([item]);
  }
  for (const row of rows) row.sort((a, b) => a.left - b.left);
  return rows;
}

/** Lines of contents are one item each: the dots lead from the title to the number of its page. */
export function joinLeaders(items: readonly Item[]): Item[] {
  if (!items.some((item) => LEADER.test(item.text))) return [...items];
  return rowsOf(items).flatMap((row) => {
    const joined: Item[] = [];
    for (const item of row) {
      const last = joined.at(-1);
      const led = last !== undefined && LEADER.test(last.text) && item.text.length <= 8;
      if (last === undefined || !(led || LEADER.test(item.text))) joined.push(item);
      else joined.splice(-1, 1, { ...last, text: `${last.text} ${item.text}`, right: item.right });
    }
    return joined;
  });
}

/** Dots that lead to the number of a page. */
const LEADER = /(?:[.…·]\s?){4,}$|^(?:[.…]\s?){2,}$/;

/** Letters of Latin prose that a text is worth: a Han character says as much as two. */
export function letters(text: string): number {
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/**
 * A line of justified prose whose few words were pulled apart: full width, gaps alike. Cells of a table stand at
 * distances of their own.
 */
export function isStretched(row: readonly Item[], left: number, right: number): boolean {
  if (row.length < 2) return false;
  const [first, last] = [row[0]!, row.at(-1)!];
  if (first.left - left > 4 * first.size || right - last.right > first.size) return false;
  const gaps = row.slice(1).map((item, at) => item.left - row[at]!.right);
  const [least, most] = [Math.min(...gaps), Math.max(...gaps)];
  if (most < 1.05 * first.size) return row.length > 2 || /\p{L}{2}|\p{Script=Han}/u.test(first.text);
  // Figures side by side are cells.
  if (row.filter((item) => /\p{L}{2}|\p{Script=Han}/u.test(item.text)).length < 0.6 * row.length) return false;
  // Every gap of the line is pulled apart, so no piece holds a space.
  const pieces = row.filter((item) => item.text.includes(' ')).length;
  return (
    row.length > 2 && pieces <= 0.1 * row.length && most < 1.5 * least + 0.25 * first.size && most < 4 * first.size
  );
}
