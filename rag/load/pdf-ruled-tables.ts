import type { Fragment, Rule } from './pdf-drawing.ts';
import { joinFragments, type Segment } from './pdf-segments.ts';

/** A table as it stands on a page. */
export interface Table {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Font size of most of its text. */
  size: number;
  /**
   * Cells of each row; a cell's lines are parted by line feeds, and by form feeds where a line reaches the cell's edge.
   * An empty cell is ''.
   */
  rows: string[][];
  /** So many rows at the top name the columns. */
  headRows: number;
  /** Where each column begins: tells whether a table on the next page goes on with this one. */
  columns: number[];
}

/** Rules nearer than this are one, and meet; points. */
const TOUCH = 3;
/** Of a border between two cells, so much must be drawn. */
const DRAWN = 0.6;
/** A grid with fewer of its cells filled is a diagram. */
const FILLED = 0.4;
/** A grid that cuts through more of its words is a diagram, or a map. */
const CUT_WORDS = 0.12;
/** More lines in one direction, or pieces of lines in all, are graph paper. */
const MAX_LINES = 400;
const MAX_PIECES = 6000;

/** Finds tables whose cells are bordered by rules, and the fragments that are left over. */
export function takeRuledTables(
  fragments: readonly Fragment[],
  rules: readonly Rule[],
): { tables: Table[]; rest: Fragment[] } {
  if (rules.length > MAX_PIECES) return { tables: [], rest: [...fragments] };
  const flat = mergeRules(rules.filter((rule) => rule.y0 === rule.y1));
  const upright = mergeRules(rules.filter((rule) => rule.x0 === rule.x1).map(flip)).map(flip);
  const tables: Table[] = [];
  let rest = [...fragments];
  for (const grid of connect(flat, upright)) {
    const inside = rest.filter((fragment) => contains(grid, fragment));
    const table = inside.length === 0 ? null : readGrid(grid, inside);
    if (table === null) continue;
    tables.push(table);
    const taken = new Set(inside);
    rest = rest.filter((fragment) => !taken.has(fragment));
  }
  return { tables, rest };
}

function flip({ x0, y0, x1, y1 }: Rule): Rule {
  return { x0: y0, y0: x0, x1: y1, y1: x1 };
}

/** Rules on one line that touch become one: borders are drawn cell by cell. */
function mergeRules(flat: Rule[]): Rule[] {
  const merged: Rule[] = [];
  for (const rule of flat.toSorted((a, b) => a.y0 - b.y0 || a.x0 - b.x0)) {
    const same = merged.findLast(
      (other) => Math.abs(other.y0 - rule.y0) < 1.5 && rule.x0 <= other.x1 + TOUCH && rule.x1 >= other.x0 - TOUCH,
    );
    if (same === undefined || rule.y0 - merged.at(-1)!.y0 > 40) merged.push({ ...rule });
    else {
      same.x0 = Math.min(same.x0, rule.x0);
      same.x1 = Math.max(same.x1, rule.x1);
    }
  }
  return merged;
}

interface Grid {
  flat: Rule[];
  upright: Rule[];
  /** Positions of its lines, ascending, with the outer edges. */
  xs: number[];
  ys: number[];
}

/** Rules that meet belong together. */
function connect(flat: Rule[], upright: Rule[]): Grid[] {
  if (flat.length > MAX_LINES || upright.length > MAX_LINES) return [];
  const groups = new Map<Rule, Rule[]>([...flat, ...upright].map((rule) => [rule, [rule]]));
  for (const h of flat) {
    for (const v of upright) {
      const meet = v.x0 > h.x0 - TOUCH && v.x0 < h.x1 + TOUCH && h.y0 > v.y0 - TOUCH && h.y0 < v.y1 + TOUCH;
      const [a, b] = [groups.get(h)!, groups.get(v)!];
      if (!meet || a === b) continue;
      const [into, from] = a.length > b.length ? [a, b] : [b, a];
      for (const rule of from) {
        into.push(rule);
        groups.set(rule, into);
      }
    }
  }
  return [...new Set(groups.values())].flatMap((rules) => {
    const [h, v] = [rules.filter((rule) => rule.y0 === rule.y1), rules.filter((rule) => rule.y0 !== rule.y1)];
    if (h.length < 2 || v.length < 1) return [];
    const xs = positions([...v.map((rule) => rule.x0), ...h.flatMap((rule) => [rule.x0, rule.x1])]);
    const ys = positions([...h.map((rule) => rule.y0), ...v.flatMap((rule) => [rule.y0, rule.y1])]);
    return xs.length * ys.length < 6 ? [] : [{ flat: h, upright: v, xs, ys }];
  });
}

/** Distinct values, those nearer than the width of a rule taken together. */
function positions(values: number[]): number[] {
  const distinct: number[] = [];
  for (const value of values.toSorted((a, b) => a - b)) {
    if (distinct.length === 0 || value - distinct.at(-1)! > TOUCH) distinct.push(value);
  }
  return distinct;
}

const middle = (fragment: Fragment) => ({
  x: (fragment.left + fragment.right) / 2,
  y: fragment.y - 0.3 * fragment.size,
});

function contains({ xs, ys }: Grid, fragment: Fragment): boolean {
  const { x, y } = middle(fragment);
  return x > xs[0]! && x < xs.at(-1)! && y > ys[0]! && y < ys.at(-1)!;
}

/** Reads a grid as a table; null where it is none. */
function readGrid(grid: Grid, fragments: Fragment[]): Table | null {
  const { xs, ys } = grid;
  const [columns, rows] = [xs.length - 1, ys.length - 1];
  const cellOf = joinCells(grid);
  const texts = new Map<number, Fragment[]>();
  let cut = 0;
  for (const fragment of fragments) {
    const { x, y } = middle(fragment);
    const column = xs.findLastIndex((edge) => edge <= x);
    const row = ys.findLastIndex((edge) => edge <= y);
    const cell = cellOf(row, column);
    const crosses = (at: number, edge: number) =>
      at >= 0 && at < columns && cellOf(row, at) !== cell && fragment.left < edge - 2 && fragment.right > edge + 2;
    if (crosses(column - 1, xs[column]!) || crosses(column + 1, xs[column + 1]!)) cut++;
    const text = texts.get(cell);
    if (text === undefined) texts.set(cell, [fragment]);
    else text.push(fragment);
  }
  const byRow = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => cellOf(row, column)),
  );
  const widest = Math.max(...byRow.map((row) => [...new Set(row)].filter((cell) => texts.has(cell)).length));
  const cells = new Set(byRow.flat());
  const enough = widest >= 2 ? texts.size >= 3 : texts.size >= 4;
  if (!enough || texts.size < FILLED * cells.size || cut > CUT_WORDS * fragments.length) return null;
  return {
    left: xs[0]!,
    right: xs.at(-1)!,
    top: ys[0]!,
    bottom: ys.at(-1)!,
    columns: xs.slice(0, -1),
    ...writeRows(byRow, texts, xs),
  };
}

/** The cell at a place of the grid: places without a border between them are one cell, called by its first place. */
function joinCells({ flat, upright, xs, ys }: Grid): (row: number, column: number) => number {
  const columns = xs.length - 1;
  const parents = Array.from({ length: columns * (ys.length - 1) }, (_, at) => at);
  const find = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root]!;
    parents[at] = root;
    return root;
  };
  const join = (a: number, b: number) => {
    const [first, second] = [find(a), find(b)].sort((m, n) => m - n) as [number, number];
    parents[second] = first;
  };
  for (let row = 0; row < ys.length - 1; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const [x0, x1, y0, y1] = [xs[column]!, xs[column + 1]!, ys[row]!, ys[row + 1]!];
      if (column + 1 < columns && !drawn(upright.map(flip), x1, y0, y1)) join(at, at + 1);
      if (row + 2 < ys.length && !drawn(flat, y1, x0, x1)) join(at, at + columns);
    }
  }
  return (row, column) => find(row * columns + column);
}

/** True where the flat rules at a height draw most of the way from x0 to x1. */
function drawn(flat: Rule[], y: number, x0: number, x1: number): boolean {
  let covered = 0;
  for (const rule of flat) {
    if (Math.abs(rule.y0 - y) <= TOUCH) covered += Math.max(0, Math.min(rule.x1, x1) - Math.max(rule.x0, x0));
  }
  return covered >= DRAWN * (x1 - x0);
}

function writeRows(
  byRow: number[][],
  texts: Map<number, Fragment[]>,
  xs: number[],
): Pick<Table, 'rows' | 'headRows' | 'size'> {
  const edgeOf = (cell: number) => Math.max(...byRow.map((row) => xs[row.lastIndexOf(cell) + 1]!));
  const written = new Set<number>();
  const bold: boolean[] = [];
  const rows: string[][] = [];
  const sizes: number[] = [];
  for (const row of byRow) {
    let bolds = 0;
    let filled = 0;
    // A heading over the whole width stands alone; any other cell keeps its column.
    const cells = (new Set(row).size === 1 ? row.slice(0, 1) : row).map((cell) => {
      // A cell over several rows or columns is read with the first of them.
      if (written.has(cell)) return '';
      written.add(cell);
      const segments = joinFragments(texts.get(cell) ?? []);
      if (segments.length === 0) return '';
      filled++;
      if (segments.every(({ style }) => style.bold)) bolds++;
      sizes.push(...segments.map(({ size }) => size));
      return cellText(segments, edgeOf(cell));
    });
    if (filled === 0) continue;
    rows.push(cells);
    bold.push(bolds === filled);
  }
  sizes.sort((a, b) => a - b);
  return { rows, headRows: countHeadRows(rows, bold), size: sizes[sizes.length >> 1] ?? 10 };
}

/** Nearer to the edge of its cell, in font sizes, a line left no room for more. */
const FULL = 1.6;

/** The lines of a cell, from top to bottom. */
function cellText(segments: Segment[], edge: number): string {
  const lines: { y: number; parts: Segment[] }[] = [];
  for (const segment of segments.toSorted((a, b) => a.y - b.y)) {
    const last = lines.at(-1);
    if (last !== undefined && segment.y - last.y < 0.4 * segment.size) last.parts.push(segment);
    else lines.push({ y: segment.y, parts: [segment] });
  }
  return lines.reduce((text, { parts }, at) => {
    const line = parts
      .toSorted((a, b) => a.left - b.left)
      .map((part) => part.text)
      .join(' ');
    const last = lines[at - 1]?.parts ?? [];
    const full = last.some(({ right, size }) => right > edge - FULL * size);
    return at === 0 ? line : text + (full ? '\f' : '\n') + line;
  }, '');
}

/** Rows in bold above rows that are not; else the first row, when it names all columns without a number. */
export function countHeadRows(rows: string[][], bold: boolean[]): number {
  const full = (row: string[]) => row.filter((cell) => cell !== '').length >= 2;
  const first = rows.findIndex(full);
  if (first < 0 || rows.length < 2) return 0;
  if (bold.some((is) => is) && bold.some((is) => !is)) {
    let end = first;
    while (end < rows.length && bold[end] && full(rows[end]!)) end++;
    return end > first && end < rows.length ? end : 0;
  }
  // Two columns without a head are names and values.
  if (rows[first]!.length < 3) return 0;
  const numeric = (cell: string) => /^[<>≤≥~±+−-]?\d/.test(cell);
  const named = rows[first]!.every((cell) => !numeric(cell)) && rows[first]!.filter((cell) => cell === '').length <= 1;
  return named && rows.slice(first + 1).some((row) => row.some(numeric)) ? first + 1 : 0;
}
