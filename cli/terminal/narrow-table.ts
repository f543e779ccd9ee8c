import { displayWidth } from './display-width.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** The rule below the header of `textTable`. */
const RULE = /^─+(?: {2}─+)*$/;

/**
 * Tables of `textTable` that are wider than so many columns, a row as a small paragraph: its first cell, and below it the
 * others with the names of their columns. All else stays as it is.
 */
export function narrowTables(text: string, width: number): string {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const rule = lines[at + 1];
    if (rule === undefined || !RULE.test(rule)) {
      out.push(lines[at]!);
      continue;
    }
    const spans = spansOf(rule);
    let end = at + 2;
    while (end < lines.length && lines[end] !== '' && fits(lines[end]!, spans)) end++;
    const table = lines.slice(at, end);
    out.push(...(Math.max(...table.map(displayWidth)) <= width ? table : paragraphs(table, spans)));
    at = end - 1;
  }
  return out.join('\n');
}

interface Span {
  from: number;
  to: number;
}

function spansOf(rule: string): Span[] {
  return [...rule.matchAll(/─+/g)].map(({ index, 0: { length } }) => ({ from: index, to: index + length }));
}

function paragraphs([header, , ...rows]: string[], spans: readonly Span[]): string[] {
  const names = cells(header!, spans);
  return rows.flatMap((row) => {
    const all = cells(row, spans);
    // marks stand in a column without a name, and belong to the name behind them
    const named = Math.max(0, names.findIndex(Boolean));
    const first = all
      .slice(0, named + 1)
      .filter(Boolean)
      .join(' ');
    const rest = all.slice(named + 1).flatMap((cell, at) => (cell ? [`  ${names[named + 1 + at]}: ${cell}`] : []));
    return [first, ...rest];
  });
}

/** The last cell goes on to the end of the line. */
function cells(line: string, spans: readonly Span[]): string[] {
  return spans.map(({ from, to }, at) => {
    const last = at === spans.length - 1;
    return cutColumns(line, from, last ? Number.POSITIVE_INFINITY : to).trim();
  });
}

/** A row of the table has blanks between its columns. */
function fits(line: string, spans: readonly Span[]): boolean {
  return spans.slice(1).every(({ from }) => cutColumns(line, from - 2, from).trim() === '');
}

function cutColumns(line: string, from: number, to: number): string {
  let column = 0;
  let cut = '';
  for (const { segment } of graphemes.segment(line)) {
    if (column >= from && column < to) cut += segment;
    column += displayWidth(segment);
  }
  return cut;
}
