import type { Rule } from './pdf-drawing.ts';
import { quantile } from './pdf-items.ts';
import type { PlacedLine } from './pdf-layout.ts';

/** Marks with which a footnote begins. */
const MARK = /^(?:[*†‡§¶∗]+|[¹²³⁰⁴-⁹]+|\d{1,2})(?:[\s\p{L}“"(]|$)/u;
/** A rule over footnotes is shorter than this part of its column. */
const SHORT = 0.62;
/** Footnotes are set smaller than the text by this factor. */
const SMALLER = 0.95;

/**
 * Marks the footnotes at the feet of a page's columns: lines below a short rule, or in small type with a mark.
 * @returns the lines of the text, then the footnotes
 */
export function markFootnotes(lines: readonly PlacedLine[], rules: readonly Rule[], height: number): PlacedLine[] {
  const text = quantile(
    lines.filter((line) => line.table === undefined && line.text.length > 20).map((line) => line.size),
    0.5,
  );
  const feet = new Set<PlacedLine>();
  for (const column of new Set(lines.map((line) => line.column))) {
    const own = lines.filter((line) => line.column === column);
    const foot = ruledFoot(own, rules, height, text) ?? smallFoot(own, text);
    for (const line of foot) feet.add(line);
  }
  const notes = lines.filter((line) => feet.has(line)).map((line) => ({ ...line, footnote: true }));
  return [...lines.filter((line) => !feet.has(line)), ...notes];
}

/** Lines below a short rule at the left of the lower half of the page. */
function ruledFoot(own: PlacedLine[], rules: readonly Rule[], height: number, text: number): PlacedLine[] | null {
  const { column } = own[0]!;
  const rule = rules.find(
    ({ x0, x1, y0 }) =>
      y0 > 0.4 * height &&
      Math.abs(x0 - column.left) < 12 &&
      x1 - x0 < SHORT * (column.right - column.left) &&
      x1 - x0 > 25,
  );
  if (rule === undefined) return null;
  const below = own.filter((line) => line.y > rule.y0);
  const isNote = below.length > 0 && below.every((line) => line.size <= text + 0.1 && line.table === undefined);
  return isNote && (MARK.test(below[0]!.text) || below.every((line) => line.size < SMALLER * text)) ? below : null;
}

/** The last lines of a column, in small type, the first of them with a mark. */
function smallFoot(own: PlacedLine[], text: number): PlacedLine[] {
  let from = own.length;
  while (from > 0 && own[from - 1]!.size < SMALLER * text && own[from - 1]!.table === undefined) from--;
  const first = own.findIndex((line, at) => at >= from && MARK.test(line.text));
  // A whole column in small type is a list of references, a legend.
  if (first <= 0 || own.length - first > 0.6 * own.length) return [];
  const gap = own[first]!.y - own[first - 1]!.y;
  return gap > 1.3 * own[first]!.size ? own.slice(first) : [];
}
