import { orderColumns } from './pdf-columns.ts';
import type { FontStyle, Rule, Sheet } from './pdf-drawing.ts';
import { markFootnotes } from './pdf-footnotes.ts';
import { type Item, isStretched, joinLeaders, rowsOf, segmentItem, tableItem } from './pdf-items.ts';
import { withoutLineNumbers } from './pdf-line-numbers.ts';
import { type Table, takeRuledTables } from './pdf-ruled-tables.ts';
import { joinFragments } from './pdf-segments.ts';
import { turnStackedLines } from './pdf-stacked.ts';

/**
 * From the pieces of text on a page to lines in reading order. Programs write a page's text in any order; people read
 * columns from left to right and each from top to bottom. Distances are in points, y runs down the page.
 */

/** What stands on a page, before running heads are taken off: one part a writing direction, the main one first. */
export interface PageParts {
  width: number;
  height: number;
  items: Item[];
  /** Horizontal rules that belong to no table. */
  rules: Rule[];
}

/** One line of a column, with the column it stands in. */
export interface PlacedLine {
  text: string;
  left: number;
  right: number;
  /** Baseline. */
  y: number;
  /** Font size of most of its characters. */
  size: number;
  style: FontStyle;
  /** Lines of one column share an object; a new one starts a new block of text. */
  column: { left: number; right: number };
  /** A whole table; its text is the first row. */
  table?: Table;
  /** Stands below the rule that parts footnotes from the text. */
  footnote?: boolean;
}

/** More rules across a page are graph paper, not parts of its layout. */
const MAX_RULES = 200;

/** Joins a page's fragments to pieces of lines and reads its bordered tables. */
export function partsOfPage(sheets: readonly Sheet[]): PageParts[] {
  return turnStackedLines(sheets).map(({ fragments, rules, width, height }) => {
    const { tables, rest } = takeRuledTables(withoutLineNumbers(fragments), rules);
    const segments = joinFragments(rest);
    const flat = rules.filter(({ x0, x1, y0, y1 }) => {
      const inside = tables.some(
        (table) => y0 > table.top - 3 && y0 < table.bottom + 3 && x0 > table.left - 3 && x1 < table.right + 3,
      );
      return y0 === y1 && x1 - x0 > 20 && !inside;
    });
    return {
      width,
      height,
      items: [...segments.map(segmentItem), ...tables.map(tableItem)],
      rules: flat.length > MAX_RULES ? [] : flat,
    };
  });
}

/** The lines of one page in reading order. Text that runs in another direction (margin notes) comes last. */
export function linesInReadingOrder(parts: readonly PageParts[]): PlacedLine[] {
  return parts.flatMap(({ items, rules, height }) => {
    const lines: PlacedLine[] = [];
    for (const { left, right, items: within } of orderColumns(joinLeaders(items), rules)) {
      const column = { left, right };
      for (const row of rowsOf(within)) lines.push(placeLine(row, column));
    }
    return markFootnotes(lines, rules, height);
  });
}

/** All pieces of a line are single Han characters. */
function isSpread(row: readonly Item[]): boolean {
  return row.every((item) => /^\p{Script=Han}$/u.test(item.text));
}

/** Wider gaps inside of a line are kept apart by more than a word space. */
const APART = 1.4;

function placeLine(row: readonly Item[], column: { left: number; right: number }): PlacedLine {
  const [first, ...others] = row as [Item, ...Item[]];
  const stretched = isStretched(row, column.left, column.right);
  const spread = isSpread(row);
  const main = row.reduce((a, b) => (b.text.length > a.text.length ? b : a));
  let text = first.table === undefined ? first.text : first.table.rows[0]!.join(' ');
  let right = first.right;
  for (const item of others) {
    const gap = item.left - right;
    // Chinese headings are spread: "目 录".
    text += (spread && gap < 3 * item.size ? '' : stretched || gap < APART * item.size ? ' ' : '\t') + item.text;
    right = Math.max(right, item.right);
  }
  const { y, size, style, table } = main;
  return { text, left: first.left, right, y, size, style, column, ...(table === undefined ? {} : { table }) };
}
