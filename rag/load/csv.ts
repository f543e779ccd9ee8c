import { GossanError } from '../../core/errors.ts';
import type { LoadedDocument, LoadedPage, SourceFile } from './document.ts';
import { MAX_ROWS, refuseTooManyRows, writeSheet } from './sheet-pages.ts';
import { decodeText } from './text-encoding.ts';
import { titleFromFile } from './title.ts';
import { type Parse, workerLoader } from './worker-loader.ts';

/**
 * Tables as text: CSV and TSV in any encoding, with commas, semicolons, tabs or bars. (LangChain's CSVLoader takes UTF-8
 * and commas for granted, calls the first line the names of columns though it be a title, and keeps one of two columns
 * of the same name.)
 */
export const csvLoader = workerLoader({
  format: 'csv',
  version: 1,
  extensions: ['.csv', '.tsv', '.tab'],
  recognises: () => false,
  parse: parseCsv,
});

function parseCsv(file: SourceFile, report: Parameters<Parse>[1]): LoadedDocument {
  const { text } = decodeText(file.bytes, file.path);
  const { separator, body } = separatorOf(text);
  const rows = readRows(body, separator, (row) => {
    if (row % 1000 === 0) report(row, row, 'rows');
    refuseTooManyRows(file.path, row);
  });
  const pages: LoadedPage[] = [];
  writeSheet(pages, rows, null);
  if (pages.length === 0) {
    throw new GossanError('DOCUMENT_FORMAT', { path: file.path, detail: 'the table is empty' });
  }
  return { format: 'csv', title: titleFromFile(file.path), pages };
}

const SEPARATORS = ['\t', ';', ',', '|'];
/** So many rows at the beginning show the separator. */
const TRIED_ROWS = 60;

/** Excel names the separator in a first line "sep=;"; else it is the one that gives most rows the same number of cells. */
function separatorOf(text: string): { separator: string; body: string } {
  const named = /^sep=(.)\r?\n/i.exec(text);
  if (named !== null) return { separator: named[1]!, body: text.slice(named[0].length) };
  let [best, score] = [',', 0];
  for (const separator of SEPARATORS) {
    const counts = new Map<number, number>();
    for (const { length } of readRows(text.slice(0, 1 << 16), separator, undefined, TRIED_ROWS)) {
      if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
    }
    for (const [cells, rows] of counts) {
      // Decimal commas make ragged rows of a file with semicolons; many cells a row decide where rows tell nothing.
      const value = rows + cells / 1000;
      if (value > score) [best, score] = [separator, value];
    }
  }
  return { separator: best, body: text };
}

/** RFC 4180, and what programs write besides: quotes inside of a cell, any line end, rows of unequal length. */
function readRows(text: string, separator: string, onRow = (_: number): void => {}, most = MAX_ROWS + 1): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length && rows.length < most) {
    let cell: string;
    const closing = text[at] === '"' ? closingQuote(text, at, separator) : -1;
    if (closing === -1) {
      let end = at;
      while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
      cell = text.slice(at, end);
      at = end;
    } else {
      cell = text.slice(at + 1, closing).replaceAll('""', '"');
      at = closing + 1;
    }
    row.push(cell);
    if (text[at] === separator && at < text.length) {
      at++;
      if (at < text.length) continue;
      row.push('');
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    rows.push(row);
    row = [];
    onRow(rows.length);
  }
  return rows;
}

/** Longer than any remark: a quote that is not closed within it is an inch or a slip, and no quote. */
const LONGEST_CELL = 20_000;

/** The quote that ends a quoted cell: a separator, a line end or the end of the file follows it. */
function closingQuote(text: string, opening: number, separator: string): number {
  const limit = Math.min(text.length, opening + LONGEST_CELL);
  for (let at = opening + 1; at < limit; at++) {
    if (text[at] !== '"') continue;
    const next = text[at + 1];
    if (next === '"') at++;
    else if (next === undefined || next === separator || next === '\n' || next === '\r') return at;
    else return -1;
  }
  return -1;
}
