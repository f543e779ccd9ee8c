import { type Item, quantile, rowsOf } from './pdf-items.ts';
import type { PageParts } from './pdf-layout.ts';
import { countingNumbers, numbersIn, type PrintedNumber, printedLabels } from './pdf-page-numbers.ts';

/** Rows looked at from the top and from the bottom of a page. */
const MARGIN_ROWS = 3;
/** A row is a running head when so many pages have it at one height. */
const MIN_PAGES = 3;
/** A height at which so many pages, and this part of them, have a running head holds nothing else. */
const BAND_PAGES = 3;
const BAND_SHARE = 0.25;
/** Running heads stand apart from the text by more than its leading times this. */
const APART = 1.25;
/** Larger type than the text's is a heading, also where every chapter has one at the same height. */
const LARGER = 1.2;
/** What the author's program marks as no text is believed in this part of the page's height. */
const MARGIN = 0.12;

/** A row in a margin of a page. */
interface MarginRow {
  page: number;
  part: number;
  items: Item[];
  text: string;
  edge: 'top' | 'bottom';
  /** 0 is the outermost. */
  rank: number;
  /** From the edge of the page, in points. */
  distance: number;
  /** Parted from the text by white, a rule or another type. */
  apart: boolean;
}

/**
 * Takes running heads, running feet and page numbers off the pages: rows of the margins that come back at the same
 * height with the same words, whatever their digits; whatever else stands at these heights; and numbers that count
 * along with the pages.
 * @returns the pages without them, and the printed label of each page where there is one
 */
export function takeRunningHeads(pages: readonly PageParts[][]): { pages: PageParts[][]; labels: (string | null)[] } {
  const sizes = pages.flatMap((parts) => parts.flatMap((part) => part.items.map((item) => item.size)));
  const largest = LARGER * quantile(sizes, 0.5);
  const rows = pages
    .flatMap((parts, page) => parts.flatMap((part, at) => marginRows(part, page, at)))
    // Across the page large type is a watermark.
    .filter((row) => row.part > 0 || row.items.every((item) => item.size <= largest));
  const heads = new Set<MarginRow>();
  const numbers = pageNumbers(rows, pages.length, heads);
  addRepeated(rows, heads);
  addBands(rows, heads, pages.length);
  for (const row of rows) {
    const height = pages[row.page]![row.part]!.height;
    if (row.items.every((item) => item.artifact) && row.distance < MARGIN * height) heads.add(row);
  }
  const gone = new Set([...heads].flatMap((row) => row.items));
  return {
    pages: pages.map((parts) =>
      parts.map((part) => ({ ...part, items: part.items.filter((item) => !gone.has(item)) })),
    ),
    labels: printedLabels(numbers),
  };
}

function marginRows({ items, rules, height }: PageParts, page: number, part: number): MarginRow[] {
  const rows = rowsOf(items);
  const leading = quantile(
    rows.slice(1).map((row, at) => row[0]!.y - rows[at]!.at(-1)!.y),
    0.5,
  );
  const row = (at: number, edge: 'top' | 'bottom', rank: number): MarginRow => {
    const own = rows[at]!;
    const next = rows[edge === 'top' ? at + 1 : at - 1];
    const [y, beyond] = [own[0]!.y, next === undefined ? Number.NaN : next[0]!.y];
    const [from, to] = [Math.min(y, beyond), Math.max(y, beyond)];
    const apart =
      next === undefined ||
      to - from > APART * leading ||
      Math.abs(own[0]!.size - next[0]!.size) > 0.04 * own[0]!.size ||
      rules.some((rule) => rule.y0 > from && rule.y0 < to && rule.x1 - rule.x0 > 100);
    const text = own.map((item) => item.text).join(' ');
    return { page, part, items: own, text, edge, rank, distance: edge === 'top' ? y : height - y, apart };
  };
  const result: MarginRow[] = [];
  // On a page of few rows only the outermost are margins.
  const depth = rows.length < 2 * MARGIN_ROWS ? 1 : MARGIN_ROWS;
  for (let rank = 0; rank < Math.min(depth, rows.length); rank++) {
    if (rows[rank]!.every((item) => item.table === undefined)) result.push(row(rank, 'top', rank));
    const last = rows.length - 1 - rank;
    if (rows[last]!.every((item) => item.table === undefined)) result.push(row(last, 'bottom', rank));
  }
  return result;
}

/** Numbers that count along with the pages; rows that hold little else are heads. */
function pageNumbers(rows: readonly MarginRow[], pages: number, heads: Set<MarginRow>): (PrintedNumber | null)[] {
  const outermost = rows.filter((row) => row.rank < 2 && row.text.length < 120);
  const candidates: PrintedNumber[][] = Array.from({ length: pages }, () => []);
  for (const row of outermost) candidates[row.page]!.push(...numbersIn(row.text));
  const numbers = countingNumbers(candidates);
  for (const row of outermost) {
    const number = numbers[row.page];
    if (number == null || !numbersIn(row.text).some(({ label }) => label === number.label)) continue;
    const rest = row.text.replace(number.label, '').replace(/page|of|第|页|[-–—|•·/\d\s]/gi, '');
    // A running head beside the number, parted from the text; a line of text may begin or end with it by chance.
    if (rest === '' || (row.rank === 0 && row.apart && row.text.length < 90)) heads.add(row);
  }
  return numbers;
}

function addRepeated(rows: readonly MarginRow[], heads: Set<MarginRow>): void {
  const seen = new Map<string, MarginRow[]>();
  for (const row of rows) {
    for (const key of keys(row)) {
      const same = seen.get(key);
      if (same === undefined) seen.set(key, [row]);
      else same.push(row);
    }
  }
  for (const same of seen.values()) {
    const on = new Set(same.map((row) => row.page));
    if (on.size >= MIN_PAGES && same.filter((row) => row.apart).length > 0.5 * same.length) {
      for (const row of same) heads.add(row);
    }
  }
}

/** Two heights, so that rounding does not part rows that differ by a tenth of a point. */
function keys({ text, edge, distance }: MarginRow): string[] {
  const words = text
    .replace(/\d+|\b[ivxl]+\b/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
  return [Math.floor(distance / 4), Math.floor((distance + 2) / 4)].map((at, key) => `${key} ${edge} ${at} ${words}`);
}

/** Heads whose words change from page to page stand where those of other pages stand. */
function addBands(rows: readonly MarginRow[], heads: Set<MarginRow>, pages: number): void {
  const known = [...heads].filter((row) => row.rank === 0);
  for (const row of rows) {
    if (heads.has(row) || row.rank > 0 || !row.apart) continue;
    const alike = known.filter(
      (head) =>
        head.edge === row.edge &&
        Math.abs(head.distance - row.distance) < 1.5 &&
        Math.abs(head.items[0]!.size - row.items[0]!.size) < 0.6,
    );
    const on = new Set(alike.map((head) => head.page)).size;
    if (on >= BAND_PAGES && on >= BAND_SHARE * pages) heads.add(row);
  }
}
