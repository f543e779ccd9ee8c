import { captionStart } from './pdf-captions.ts';
import type { Rule } from './pdf-drawing.ts';
import { type Item, isStretched, letters, quantile, rowsOf } from './pdf-items.ts';
import { countHeadRows, type Table } from './pdf-ruled-tables.ts';

/**
 * Tables without borders between their cells: rows whose pieces stand in columns, between rules of one width or free on
 * the page.
 */

/** Rows without a rule above or below that make a table. */
const MIN_ROWS = 3;
/** Baselines of one row differ by less, in font sizes: columns of text side by side need not agree. */
const SAME_ROW = 0.2;
/** Cells stand apart by this many font sizes. */
const CELL_GAP = 0.9;
/** Columns of prose are read one after the other; cells of a table say less than this many letters. */
const PROSE_LETTERS = 25;
/** Cells that say less are marks on a drawing. */
const MIN_LETTERS = 2;
/** A row may be this many times as far from the next as usual. */
const FAR = 2.6;

interface Edge {
  left: number;
  right: number;
}

interface Row {
  items: Item[];
  y: number;
  size: number;
}

/**
 * Takes tables without borders out of a region.
 * @param columns so many a table between no rules must have: two may still be columns of text
 * @returns the tables and what is left of the items
 */
export function takeOpenTables(
  items: readonly Item[],
  rules: readonly Rule[],
  columns: number,
): { tables: Table[]; rest: Item[] } {
  const tables: Table[] = [];
  let rest = [...items];
  const take = (table: Table | null, taken: readonly Item[]) => {
    if (table === null) return false;
    tables.push(table);
    const gone = new Set(taken);
    rest = rest.filter((item) => !gone.has(item));
    return true;
  };
  for (const [above, below, between] of rulePairs(rules)) {
    const inside = rest.filter(
      ({ table, y, left, right }) =>
        table === undefined &&
        y > above.y0 &&
        y < below.y0 + 1 &&
        (left + right) / 2 > above.x0 &&
        (left + right) / 2 < above.x1,
    );
    const body = withoutCaption(inside);
    take(boundedTable(body, above, below, between), body);
  }
  for (const run of tabularRuns(rest)) {
    const table = openTable(run);
    const items = run.flatMap((row) => row.items);
    if (table !== null && isClear(table, columns)) take(table, items);
  }
  return { tables, rest };
}

/** Most rows have as many cells as a table must have columns. */
function isClear({ rows }: Table, columns: number): boolean {
  const wide = rows.filter((row) => row.filter((cell) => cell !== '').length >= columns).length;
  return wide >= 0.6 * rows.length;
}

/** Pairs of rules of one width, the widest apart first, with the rules of the same width between them. */
function rulePairs(rules: readonly Rule[]): [Rule, Rule, Rule[]][] {
  const flat = rules.filter((rule) => rule.y0 === rule.y1 && rule.x1 - rule.x0 > 60).slice(0, 60);
  const pairs: [Rule, Rule, Rule[]][] = [];
  for (const above of flat) {
    const alike = flat.filter(
      (rule) => rule.y0 > above.y0 + 8 && Math.abs(rule.x0 - above.x0) < 4 && Math.abs(rule.x1 - above.x1) < 4,
    );
    for (const below of alike) pairs.push([above, below, alike.filter((rule) => rule.y0 < below.y0)]);
  }
  return pairs.sort((a, b) => b[1].y0 - b[0].y0 - (a[1].y0 - a[0].y0));
}

const isCaption = (row: readonly Item[]) => captionStart(row.map((item) => item.text).join(' '), true) !== null;

/** A caption may stand between the upper rules. */
function withoutCaption(inside: Item[]): Item[] {
  const rows = rowsOf(inside);
  return rows.length > 0 && isCaption(rows[0]!) ? rows.slice(1).flat() : inside;
}

function boundedTable(inside: Item[], above: Rule, below: Rule, between: Rule[]): Table | null {
  const rows = toRows(inside);
  if (rows.length < 2 || rows.length > 120) return null;
  const tabular = (row: Row) => isTabular(row, -Infinity, Infinity);
  // A caption inside is another table's.
  if (rows.filter(tabular).length < 2 || rows.some((row) => isCaption(row.items))) return null;
  // Rules of the same width may stand far below, over a foot or around a box: what is between any two must be rows.
  const heights = [above.y0, ...between.map((rule) => rule.y0), below.y0].sort((a, b) => a - b);
  for (const [at, to] of heights.slice(1).entries()) {
    const own = rows.filter((row) => row.y > heights[at]! && row.y <= to + 1);
    if (own.filter(tabular).length < 0.5 * own.length) return null;
  }
  const edges = columnEdges(rows);
  if (edges.length < 2 || isProse(rows, edges) || endsInNumbers(rows, edges)) return null;
  const headEnd = between.length > 0 ? Math.min(...between.map((rule) => rule.y0)) : null;
  const head = headEnd === null ? [] : rows.filter((row) => row.y < headEnd);
  const body = rows.filter((row) => !head.includes(row));
  if (head.length > 6 || body.length === 0) return null;
  const table = writeTable(body, edges);
  if (head.length > 0) {
    table.rows.unshift(stack(head.map((row) => cellsOf(row, edges))));
    table.headRows = 1;
  }
  return { ...withoutEmpty(table), left: above.x0, right: above.x1, top: above.y0, bottom: below.y0 };
}

/** A place between two columns that only headings across them reach into is none. */
function withoutEmpty<T extends Pick<Table, 'rows' | 'columns'>>(table: T): T {
  const used = table.columns.map((_, at) => table.rows.some((row) => (row[at] ?? '') !== ''));
  const rows = table.rows.map((row) => (row.length === used.length ? row.filter((_, at) => used[at]) : row));
  return { ...table, rows, columns: table.columns.filter((_, at) => used[at]) };
}

/** Runs of rows most of which have several cells. */
function tabularRuns(items: readonly Item[]): Row[][] {
  const rows = toRows(items.filter((item) => item.table === undefined));
  const [left, right] = [Math.min(...items.map((item) => item.left)), Math.max(...items.map((item) => item.right))];
  const usual = quantile(
    rows.slice(1).map((row, at) => row.y - rows[at]!.y),
    0.5,
  );
  const tabular = rows.map((row) => isTabular(row, left, right));
  const runs: Row[][] = [];
  for (let at = 0; at < rows.length; at++) {
    if (!tabular[at]) continue;
    const run = [rows[at]!];
    let last = at;
    for (let next = at + 1; next < rows.length; next++) {
      const gap = rows[next]!.y - rows[next - 1]!.y;
      if (gap > FAR * Math.max(usual, rows[next]!.size * 1.2) || next - last > 3) break;
      run.push(rows[next]!);
      if (tabular[next]) last = next;
    }
    run.splice(last - at + 1);
    if (run.length >= MIN_ROWS) runs.push(run);
    at = last;
  }
  return runs;
}

function toRows(items: readonly Item[]): Row[] {
  return rowsOf(items, SAME_ROW).map((row) => ({
    items: row,
    y: row[0]!.y,
    size: quantile(
      row.map((item) => item.size),
      0.5,
    ),
  }));
}

/** Several cells side by side, which are no words of a stretched line and no listing. */
function isTabular({ items }: Row, left: number, right: number): boolean {
  if (items.length < 2 || items.every((item) => item.style.mono) || isStretched(items, left, right)) return false;
  return items.slice(1).some((item, at) => item.left - items[at]!.right > CELL_GAP * item.size);
}

/**
 * Left and right edges of the columns. The rows with the most cells tell them apart; the others, which have empty cells
 * and headings across, only widen them.
 */
function columnEdges(rows: readonly Row[]): Edge[] {
  const telling = rowsThatTell(rows);
  const edges = joinNear(stretches(telling), rows[0]?.size ?? 10);
  for (const { items } of rows) {
    for (const { left, right } of items) {
      const over = edges.filter((edge) => left < edge.right && right > edge.left);
      if (over.length !== 1) continue;
      over[0]!.left = Math.min(over[0]!.left, left);
      over[0]!.right = Math.max(over[0]!.right, right);
    }
  }
  return edges;
}

/** Rows with as many pieces as a fifth of the rows have, or more. */
function rowsThatTell(rows: readonly Row[]): Row[] {
  const counts = rows.map((row) => row.items.length).toSorted((a, b) => b - a);
  const most = counts[Math.max(1, Math.floor(0.2 * counts.length)) - 1] ?? 0;
  return rows.filter((row) => row.items.length >= most);
}

/** Stretches that most rows fill: one row may reach from one column into the next. */
function stretches(rows: readonly Row[]): Edge[] {
  const ends = rows.flatMap((row) =>
    row.items.flatMap((item) => [
      { x: item.left, step: 1 },
      { x: item.right, step: -1 },
    ]),
  );
  ends.sort((a, b) => a.x - b.x || b.step - a.step);
  const across = Math.floor(0.2 * rows.length);
  const edges: Edge[] = [];
  let depth = 0;
  for (const { x, step } of ends) {
    const before = depth;
    depth += step;
    if (before <= across && depth > across) edges.push({ left: x, right: x });
    else if (before > across && depth <= across) edges.at(-1)!.right = x;
  }
  return edges;
}

function joinNear(edges: readonly Edge[], size: number): Edge[] {
  const columns: Edge[] = [];
  for (const edge of edges) {
    const last = columns.at(-1);
    if (last !== undefined && edge.left - last.right < 0.5 * size) last.right = edge.right;
    else columns.push({ ...edge });
  }
  return columns;
}

/** The pieces of a row by column; a heading across several stands in the first of them. */
function cellsOf({ items }: Row, edges: readonly Edge[]): string[] {
  const cells = edges.map(() => '');
  for (const item of items) {
    const starts = edges.findIndex((edge) => Math.abs(edge.left - item.left) < 0.5 * item.size);
    const overlaps = edges.map((edge) => Math.min(edge.right, item.right) - Math.max(edge.left, item.left));
    const best = Math.max(...overlaps);
    const wide = best > 0 && overlaps.filter((overlap) => overlap > 0.5 * best && overlap > item.size).length > 1;
    const first = wide ? overlaps.findIndex((overlap) => overlap > 0) : overlaps.indexOf(best);
    const at = starts >= 0 ? starts : first;
    cells[at] = cells[at] === '' ? item.text : `${cells[at]} ${item.text}`;
  }
  return cells;
}

/** Displayed formulas, each with its number. */
function endsInNumbers(rows: readonly Row[], edges: readonly Edge[]): boolean {
  const last = rows.map((row) => cellsOf(row, edges).at(-1)!).filter((cell) => cell !== '');
  return last.every((cell) => /^\(\d{1,3}[a-z]?\)$/.test(cell));
}

function isProse(rows: readonly Row[], edges: readonly Edge[]): boolean {
  const cells = rows.map((row) => cellsOf(row, edges));
  return edges.every((_, column) => {
    const texts = cells.map((row) => row[column]!).filter((text) => text !== '');
    return (
      texts.length >= 0.6 * rows.length &&
      texts.reduce((sum, text) => sum + letters(text), 0) / texts.length >= PROSE_LETTERS
    );
  });
}

const LABEL =
  /^(?:[•·▪■●○◦‣*–—-]|\(?(?:\d{1,3}|\p{L}|[ivxIVX]{1,5})[.)\]]?|\[\d+\]|[A-Z]?\d+(?:\.\d+)*\.?|(?:Fig(?:ure)?|Table|Step|Chapter|Appendix|图|表)\.?\s*[\dA-Z]+[.:]?)$/u;

const mean = (texts: string[]) => texts.reduce((sum, text) => sum + letters(text), 0) / Math.max(1, texts.length);

/** Lines of displayed formulas stand in columns by chance. */
const FORMULA = /[∂∇∑∏∫√⎛-⎭\ufffd]|\p{L}\)? ?= ?\S|=$|^[()[\]{}+=|]+$/u;

/** Reads a run of rows as a table; null where it is a list, two columns of prose, or anything else. */
function openTable(run: Row[]): Table | null {
  const edges = columnEdges(run);
  if (edges.length < 2) return null;
  const cells = run.map((row) => cellsOf(row, edges));
  const full = cells.filter((row) => row.filter((cell) => cell !== '').length >= 2);
  if (full.length < MIN_ROWS || full.length < 0.5 * run.length) return null;
  // Labels scattered over a drawing leave most places of their grid empty.
  const filled = full.flat().filter((cell) => cell !== '');
  if (filled.length < 0.6 * full.length * edges.length || mean(filled) < MIN_LETTERS) return null;
  const column = (at: number) => full.map((row) => row[at]!).filter((cell) => cell !== '');
  const long = edges.map((_, at) => mean(column(at)));
  // Running text in a column whose lines are as many as the rows is no cell.
  const running = edges.filter((_, at) => long[at]! >= PROSE_LETTERS && column(at).length > 0.8 * full.length).length;
  if (running > (edges.length > 3 ? 1 : 0) || endsInNumbers(run, edges)) return null;
  if (
    edges.length === 2 &&
    column(0).filter((text) => LABEL.test(text)).length > 0.7 * column(0).length &&
    long[1]! > 8
  ) {
    return null;
  }
  if (!edges.every((_, at) => isAligned(run, edges, at))) return null;
  if (run.filter((row) => row.items.some((item) => FORMULA.test(item.text))).length > 0.4 * run.length) return null;
  const items = run.flatMap((row) => row.items);
  return {
    ...writeTable(run, edges),
    left: Math.min(...items.map((item) => item.left)),
    right: Math.max(...items.map((item) => item.right)),
    top: Math.min(...items.map((item) => item.top)),
    bottom: Math.max(...items.map((item) => item.bottom)),
  };
}

/** Most cells of a column begin, end or are centred at one place. */
function isAligned(run: readonly Row[], edges: readonly Edge[], column: number): boolean {
  const { left, right } = edges[column]!;
  const items = run.flatMap((row) => row.items.filter((item) => item.left >= left - 1 && item.right <= right + 1));
  if (items.length < 2) return edges.length > 2;
  const even = (place: (item: Item) => number) => {
    const usual = quantile(items.map(place), 0.5);
    return items.filter((item) => Math.abs(place(item) - usual) < 0.8 * item.size).length >= 0.55 * items.length;
  };
  return even((item) => item.left) || even((item) => item.right) || even((item) => (item.left + item.right) / 2);
}

function writeTable(
  run: readonly Row[],
  edges: readonly Edge[],
): Pick<Table, 'rows' | 'headRows' | 'size' | 'columns' | 'left' | 'right' | 'top' | 'bottom'> {
  const merged = mergeWrapped(run, edges);
  const bold = merged.map(({ rows }) => rows.every((row) => row.items.every((item) => item.style.bold)));
  // A heading over all columns stands alone.
  const rows = merged.map(({ cells, rows }) => {
    const [item] = rows[0]!.items as [Item];
    const alone = rows.length === 1 && rows[0]!.items.length === 1 && item.right > edges[1]!.left;
    return alone ? cells.filter((cell) => cell !== '') : cells;
  });
  return {
    rows,
    headRows: countHeadRows(rows, bold),
    size: quantile(
      run.map((row) => row.size),
      0.5,
    ),
    columns: edges.map((edge) => edge.left),
    left: 0,
    right: 0,
    top: 0,
    bottom: 0,
  };
}

/** Lines of one row put together: they follow closer than rows do, or have no cells of their own. */
function mergeWrapped(run: readonly Row[], edges: readonly Edge[]): { rows: Row[]; cells: string[] }[] {
  const cells = run.map((row) => cellsOf(row, edges));
  const gaps = run.slice(1).map((row, at) => row.y - run[at]!.y);
  const near = quantile(gaps, 0.1);
  const filled = (row: string[]) => row.filter((cell) => cell !== '').length;
  const close = gaps.map((gap, at) => ({ gap, at: at + 1 })).filter(({ gap }) => gap < 1.12 * near);
  // Where rows as full as the ones before follow at the least distance, that is the distance of rows.
  const rowsFollow = close.filter(({ at }) => filled(cells[at]!) >= Math.max(2, filled(cells[at - 1]!))).length;
  const twoDistances = quantile(gaps, 0.9) > 1.3 * near && rowsFollow < 0.35 * close.length;
  const merged: { rows: Row[]; cells: string[] }[] = [];
  for (const [at, row] of run.entries()) {
    const last = merged.at(-1);
    const wraps =
      last !== undefined && (twoDistances ? gaps[at - 1]! < 1.12 * near : continues(row, cells[at]!, last, edges));
    if (wraps) {
      last.rows.push(row);
      last.cells = stack([last.cells, cells[at]!]);
    } else merged.push({ rows: [row], cells: cells[at]! });
  }
  return merged;
}

/** A cell whose line leaves more of its column free than this has ended. */
const REACHES = 0.74;

/** A line with fewer cells than the row above it, all of them words below words that reach their edge: wrapped cells. */
function continues(
  row: Row,
  cells: string[],
  above: { rows: Row[]; cells: string[] },
  edges: readonly Edge[],
): boolean {
  const own = cells.flatMap((cell, at) => (cell === '' ? [] : [at]));
  const fewer = own.length < above.cells.filter((cell) => cell !== '').length;
  if (!fewer || own.some((at) => above.cells[at] === '' || !/\p{L}/u.test(cells[at]!))) return false;
  const reaches = own.every((at) => {
    const { left, right } = edges[at]!;
    const upper = above.rows.at(-1)!.items.filter((item) => item.left < right && item.right > left);
    return upper.length === 0 || Math.max(...upper.map((item) => item.right)) - left > REACHES * (right - left);
  });
  // A first cell alone is a heading, unless it is indented below the cell that it continues.
  const indented = own.length === 1 && row.items[0]!.left > edges[0]!.left + 0.5 * row.size;
  return reaches && (cells[0] === '' || indented);
}

function stack(rows: string[][]): string[] {
  return rows[0]!.map((_, column) =>
    rows
      .map((row) => row[column]!)
      .filter((cell) => cell !== '')
      .join('\n'),
  );
}
