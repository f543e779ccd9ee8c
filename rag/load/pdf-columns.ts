import type { Rule } from './pdf-drawing.ts';
import { type Item, isStretched, letters, quantile, rowsOf, tableItem } from './pdf-items.ts';
import { takeOpenTables } from './pdf-open-tables.ts';

/**
 * The reading order of a page: it is parted at white strips between columns of prose, each strip as tall as nothing
 * crosses it; above and below it the page is parted anew, and so is each side.
 */

/** Items of one column, which are read from top to bottom. */
export interface Column {
  left: number;
  right: number;
  items: Item[];
}

/** Narrower strips are gaps between words, in font sizes. */
const MIN_STRIP = 0.6;
/** Fewer lines beside each other are no columns; beside a narrow strip more are needed. */
const MIN_LINES = 3;
const MIN_LINES_NARROW = 5;
/** In font sizes. */
const NARROW = 1;
/** A line may reach over the strip by this many font sizes: a long formula, an address. */
const OVERSHOOT = 1.5;
const MAX_DEPTH = 12;
/** A table with so many columns is told from columns of text before these are looked for. */
const CLEAR_COLUMNS = 3;
/** White above a heading beside that between lines. */
const WIDER = 1.3;
/** Where fewer baselines agree, the sides of a strip do not belong to rows. */
const AGREEING = 0.6;
/** Strips looked at closely on one part of a page: a page of many thousand pieces is a drawing. */
const MAX_TRIED = 150;

interface Strip {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The columns of a page in reading order, tables without borders found on the way. */
export function orderColumns(items: readonly Item[], rules: readonly Rule[], depth = 0): Column[] {
  if (items.length === 0) return [];
  const { tables, rest } = takeOpenTables(items, rules, CLEAR_COLUMNS);
  const all = [...rest, ...tables.map(tableItem)];
  const strip = depth < MAX_DEPTH ? findStrip(all, rules) : null;
  if (strip === null) {
    const narrow = takeOpenTables(all, [], 2);
    return [oneColumn([...narrow.rest, ...narrow.tables.map(tableItem)])];
  }
  const above: Item[] = [];
  const below: Item[] = [];
  const left: Item[] = [];
  const right: Item[] = [];
  const middle = (strip.left + strip.right) / 2;
  for (const item of all) {
    const height = (item.top + item.bottom) / 2;
    if (height < strip.top) above.push(item);
    else if (height > strip.bottom) below.push(item);
    else if ((item.left + item.right) / 2 < middle) left.push(item);
    else right.push(item);
  }
  return [above, left, right, below].flatMap((part) => orderColumns(part, rules, depth + 1));
}

function oneColumn(items: Item[]): Column {
  return {
    left: quantile(
      items.map((item) => item.left),
      0.1,
    ),
    right: quantile(
      items.map((item) => item.right),
      0.9,
    ),
    items,
  };
}

/** The strip with the most lines of prose on both sides. */
function findStrip(items: readonly Item[], rules: readonly Rule[]): Strip | null {
  const sorted = items.toSorted((a, b) => a.top - b.top);
  const tried = new Set<string>();
  let best: { strip: Strip; lines: number } | null = null;
  for (const [at, item] of sorted.entries()) {
    const neighbour = nextToTheRight(sorted, item);
    if (neighbour === null) continue;
    const strip = grow(sorted, at, item, neighbour, rules);
    const key = [strip.left, strip.right, strip.top, strip.bottom].map(Math.round).join();
    if (tried.has(key) || strip.bottom - strip.top < 2.5 * item.size) continue;
    tried.add(key);
    if (tried.size > MAX_TRIED) break;
    const inside = sorted.filter((other) => middleOf(other) > strip.top && middleOf(other) < strip.bottom);
    const centre = (strip.left + strip.right) / 2;
    const leftSide = inside.filter((other) => (other.left + other.right) / 2 < centre);
    const rightSide = inside.filter((other) => (other.left + other.right) / 2 >= centre);
    const apart = !inRows(leftSide, rightSide);
    const lines = Math.min(proseLines(leftSide, 'right', apart), proseLines(rightSide, 'left', apart));
    const least = strip.right - strip.left < NARROW * item.size ? MIN_LINES_NARROW : MIN_LINES;
    const columns = lines >= least || flowsOver(leftSide, rightSide, strip.right - strip.left);
    if (columns && (best === null || lines > best.lines) && !isRiver(inside)) {
      best = { strip: trim(strip, leftSide, rightSide), lines };
    }
  }
  return best?.strip ?? null;
}

const middleOf = (item: Item) => (item.top + item.bottom) / 2;

/** The nearest item that stands beside another at its right, with a gap as wide as a strip. */
function nextToTheRight(items: readonly Item[], item: Item): Item | null {
  let best: Item | null = null;
  for (const other of items) {
    if (other.top > item.bottom) break;
    const beside = Math.min(item.bottom, other.bottom) - Math.max(item.top, other.top);
    if (other.left <= item.right || beside < 0.3 * Math.min(item.bottom - item.top, other.bottom - other.top)) continue;
    if (best === null || other.left < best.left) best = other;
  }
  const size = Math.min(item.size, best?.size ?? Infinity);
  return best !== null && best.left - item.right >= MIN_STRIP * size ? best : null;
}

/** Lets the strip between two neighbours grow upwards and downwards until something crosses it. */
function grow(sorted: readonly Item[], at: number, item: Item, neighbour: Item, rules: readonly Rule[]): Strip {
  const strip: Strip = { left: item.right, right: neighbour.left, top: item.top, bottom: item.bottom };
  const least = MIN_STRIP * Math.min(item.size, neighbour.size);
  const crosses = (other: Item): boolean => {
    if (other.right <= strip.left || other.left >= strip.right) return false;
    const centre = (strip.left + strip.right) / 2;
    const [left, right] =
      (other.left + other.right) / 2 < centre
        ? [Math.max(strip.left, other.right), strip.right]
        : [strip.left, Math.min(strip.right, other.left)];
    if (right - left >= least) {
      strip.left = left;
      strip.right = right;
      return false;
    }
    // It begins in its own column and reaches only a little into the other.
    const over = (other.left + other.right) / 2 < centre ? other.right - strip.right : strip.left - other.left;
    return over > OVERSHOOT * other.size || other.right - other.left < 4 * other.size;
  };
  const ruled = (from: number, to: number) =>
    rules.some(
      ({ x0, x1, y0, y1 }) => y0 === y1 && y0 > from && y0 < to && x0 < strip.left - 20 && x1 > strip.right + 20,
    );
  for (let next = at + 1; next < sorted.length; next++) {
    const other = sorted[next]!;
    if (crosses(other) || ruled(strip.bottom, other.top)) {
      strip.bottom = Math.max(strip.bottom, Math.min(other.top, ...ruleHeights(rules, strip, strip.bottom, other.top)));
      break;
    }
    strip.bottom = Math.max(strip.bottom, other.bottom);
  }
  const upwards = sorted.slice(0, at).sort((a, b) => b.bottom - a.bottom);
  for (const other of upwards) {
    if (crosses(other) || ruled(other.bottom, strip.top)) {
      strip.top = Math.min(strip.top, Math.max(other.bottom, ...ruleHeights(rules, strip, other.bottom, strip.top)));
      break;
    }
    strip.top = Math.min(strip.top, other.top);
  }
  return strip;
}

function ruleHeights(rules: readonly Rule[], strip: Strip, from: number, to: number): number[] {
  return rules
    .filter(({ x0, x1, y0, y1 }) => y0 === y1 && y0 > from && y0 < to && x0 < strip.left - 20 && x1 > strip.right + 20)
    .map((rule) => rule.y0);
}

/** True where most lines of the side with fewer lines share their baselines with lines on the other: rows of a table. */
function inRows(left: readonly Item[], right: readonly Item[]): boolean {
  const [few, many] = [rowsOf(left), rowsOf(right)].sort((a, b) => a.length - b.length) as [Item[][], Item[][]];
  const agree = few.filter(([item]) =>
    many.some(([other]) => Math.abs(item!.y - other!.y) < 0.12 * Math.min(item!.size, other!.size)),
  );
  return few.length < MIN_LINES_NARROW || agree.length > AGREEING * few.length;
}

/**
 * The right side holds but the last lines of what the left one says: it begins beside the first line, in the middle of the
 * sentence that the last full line of the left breaks off. Short pages, and those where an article ends, look so.
 */
function flowsOver(left: readonly Item[], right: readonly Item[], width: number): boolean {
  const [all, others] = [rowsOf(left), rowsOf(right)];
  const next = others[0]?.[0];
  if (next === undefined || width < NARROW * next.size) return false;
  if (others.length >= MIN_LINES_NARROW || others.some((row) => row.length > 1)) return false;
  // A title may stand above.
  const beside = all.findIndex(([item]) => Math.abs(item!.y - next.y) < 0.4 * next.size);
  if (beside < 0 || beside > MIN_LINES) return false;
  const rows = all.slice(beside);
  if (proseLines(rows.flat(), 'right', true) < MIN_LINES) return false;
  const last = rows.at(-1)!.at(-1)!;
  const edge = quantile(
    rows.map((row) => Math.max(...row.map((item) => item.right))),
    0.5,
  );
  const reaches = last.right > edge - 4 * last.size;
  return reaches && !/[.。!！?？:：;；]\s*$/.test(last.text) && /^[\p{Ll}\p{Script=Han}]/u.test(next.text);
}

/** White that runs down through stretched lines of one column by chance. */
function isRiver(items: readonly Item[]): boolean {
  const left = Math.min(...items.map((item) => item.left));
  const right = Math.max(...items.map((item) => item.right));
  const rows = rowsOf(items).filter((row) => row.length > 1);
  return rows.filter((row) => isStretched(row, left, right)).length > 0.3 * rows.length;
}

/**
 * How many lines of prose the column beside a strip has; 0 where it is no column: most lines of prose are nearly as wide
 * as their column, so tables, whose cells are ragged and short, keep their rows.
 * @param apart the lines make no rows with those of the other side, so short ones are lines of a column too
 */
function proseLines(side: readonly Item[], edge: 'left' | 'right', apart: boolean): number {
  const lines = rowsOf(side).map((row) => {
    const nearest = edge === 'right' ? row.toReversed() : row;
    const line = { left: Infinity, right: -Infinity, letters: 0, tall: 1 };
    for (const item of nearest) {
      const gap = edge === 'right' ? line.left - item.right : item.left - line.right;
      if (line.letters > 0 && gap > 2.5 * item.size) break;
      line.left = Math.min(line.left, item.left);
      line.right = Math.max(line.right, item.right);
      line.letters += letters(item.text);
      // A table counts as the lines that it is as tall as.
      line.tall = item.table?.rows.length ?? 1;
    }
    return line;
  });
  if (lines.length === 0) return 0;
  const from = quantile(
    lines.map((line) => line.left),
    0.1,
  );
  const to = quantile(
    lines.map((line) => line.right),
    0.9,
  );
  const long = lines.filter((line) => line.right - line.left > 0.7 * (to - from)).length;
  const mean = lines.reduce((sum, line) => sum + line.letters, 0) / lines.length;
  if (apart ? mean < 9 : long < 0.4 * lines.length || mean < 18) return 0;
  return lines.reduce((sum, line) => sum + line.tall, 0);
}

/**
 * A strip reaches into the white beside short lines that belong to no column: a date at the right above both, a heading
 * at the left below both.
 */
function trim(strip: Strip, left: readonly Item[], right: readonly Item[]): Strip {
  const ends = (side: readonly Item[]) => Math.max(...side.map((item) => item.bottom));
  const begins = (side: readonly Item[]) => Math.min(...side.map((item) => item.top));
  const trimmed = { ...strip };
  const [first, second] = begins(left) < begins(right) ? [left, right] : [right, left];
  const before = first.filter((item) => item.bottom < begins(second)).toSorted((a, b) => a.bottom - b.bottom);
  const next = Math.min(...first.filter((item) => !before.includes(item)).map((item) => item.top), begins(second));
  const last = before.at(-1);
  if (last !== undefined && before.length <= 3 && next - last.bottom > 0.8 * last.size) trimmed.top = last.bottom + 0.1;
  const bottom = ends(right);
  const after = left.filter((item) => item.top > bottom - 0.2 * item.size).toSorted((a, b) => a.top - b.top);
  const kept = left.filter((item) => !after.includes(item));
  if (after.length > 0 && kept.length > 0) {
    const gap = after[0]!.top - ends(kept);
    const balanced = Math.abs(ends(kept) - bottom) < 2.5 * after[0]!.size;
    const wide = gap > 0.9 * after[0]!.size && gap > WIDER * usualGap(left);
    if (balanced && wide && rowsOf(after).length <= MIN_LINES) trimmed.bottom = after[0]!.top - 0.1;
  }
  return trimmed;
}

/** The white between the lines of a column, which letters that were read in a picture of a page seem too small for. */
function usualGap(items: readonly Item[]): number {
  const rows = rowsOf(items);
  const gaps = rows.slice(1).map(([item], at) => item!.top - Math.max(...rows[at]!.map(({ bottom }) => bottom)));
  return gaps.length === 0 ? 0 : quantile(gaps, 0.5);
}
