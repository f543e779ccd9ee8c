import { GossanError } from '../../core/errors.ts';
import type { LoadedPage } from './document.ts';
import { PageWriter } from './page-writer.ts';
import { type Grid, sheetLines } from './table-rows.ts';

/** Rows of one page: about as much text as three printed pages, so that a quotation's place says something. */
const PAGE_ROWS = 250;
/** A table of more rows is data for a data base; its passages would drown those of the reports. */
export const MAX_ROWS = 50_000;

/**
 * Writes the rows of a sheet as pages. Names of columns hold for all of its pages.
 * @param name of the sheet, as a heading and as the label of its pages; null where the file has but one
 */
export function writeSheet(pages: LoadedPage[], rows: Grid, name: string | null): void {
  const lines = sheetLines(rows);
  for (let from = 0; from < lines.length; from += PAGE_ROWS) {
    const writer = new PageWriter(pages.length + 1);
    if (name !== null && from === 0) writer.heading(1, name);
    const part = lines.slice(from, from + PAGE_ROWS);
    for (const line of part) writer.block(line, true);
    const range = lines.length > PAGE_ROWS ? `${from + 1}–${from + part.length}` : '';
    const label = [name, range].filter(Boolean).join(' ');
    pages.push({ ...writer.page(), ...(label === '' ? {} : { label }) });
  }
}

/** @throws GossanError DOCUMENT_TOO_LARGE */
export function refuseTooManyRows(path: string, rows: number): void {
  if (rows > MAX_ROWS) {
    const detail = `more than ${MAX_ROWS} rows`;
    throw new GossanError('DOCUMENT_TOO_LARGE', { path, detail });
  }
}
