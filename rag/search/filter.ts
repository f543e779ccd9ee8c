import { GossanError } from '../../core/errors.ts';
import type { DocumentInfo, Range, SearchFilter } from '../types.ts';

/** Where a search may look: ids of documents, and pages of them. */
export interface Scope {
  /** All where it is left out. */
  documents?: readonly string[];
  pages?: Range;
}

/**
 * What a filter allows of the documents of a base. All of its parts must hold.
 * @throws GossanError FILTER_WRONG where the filter makes no sense, FILTER_EMPTY where no document passes it
 */
export function scopeOf(filter: SearchFilter, documents: readonly DocumentInfo[], kb: string): Scope {
  const { document, language, years, pages } = filter;
  if (years) checkRange('years', years);
  if (pages) {
    checkRange('pages', pages);
    if ((pages.from ?? 1) < 1) throw wrong(`pages are counted from 1, and ${pages.from} is before that`);
  }
  const none = (detail: string) => new GossanError('FILTER_EMPTY', { kb, detail });
  let left = documents;
  const keep = (detail: string, holds: (info: DocumentInfo) => boolean) => {
    const kept = left.filter(holds);
    if (kept.length === 0) throw none(left.length === documents.length ? detail : `${detail} among those left`);
    left = kept;
  };
  if (document !== undefined) {
    const named = documentsNamed(document, documents);
    keep(`has "${document}" as its id, or in its file name or title`, (info) => named.has(info.id));
  }
  if (language) keep(`is in ${language === 'zh' ? 'Chinese' : 'English'}`, (info) => info.language === language);
  if (years) {
    const undated = left.filter((info) => info.year === undefined).length;
    const without = undated > 0 ? `, and of ${undated} the year is not known` : '';
    keep(`is of ${rangeText(years)}${without}`, (info) => info.year !== undefined && within(info.year, years));
  }
  if (pages?.from !== undefined) {
    const most = Math.max(...left.map((info) => info.pages));
    keep(`has a page ${pages.from}: the longest has ${most}`, (info) => info.pages >= pages.from!);
  }
  return {
    ...(left.length === documents.length ? {} : { documents: left.map((info) => info.id) }),
    ...(pages ? { pages } : {}),
  };
}

/** Whether a number is in a range; an open end holds everything. */
export function within(value: number, { from, to }: Range): boolean {
  return (from === undefined || value >= from) && (to === undefined || value <= to);
}

/**
 * Reads "12", "12-20", "12-" or "-20".
 * @param what for the message: 'pages', 'years'
 * @throws GossanError FILTER_WRONG
 */
export function parseRange(text: string, what: string): Range {
  const parts = /^\s*(\d{1,6})?\s*(?:([-–—~～至到])\s*(\d{1,6})?)?\s*$/.exec(text);
  const [, first, dash, last] = parts ?? [];
  if (parts === null || (first === undefined && last === undefined)) {
    throw wrong(`${what} are "12", "12-20", "12-" or "-20", and "${text}" is none of these`);
  }
  const from = first === undefined ? undefined : Number(first);
  const to = dash === undefined ? from : last === undefined ? undefined : Number(last);
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  checkRange(what, range);
  return range;
}

function checkRange(what: string, { from, to }: Range): void {
  for (const end of [from, to]) {
    if (end !== undefined && (!Number.isInteger(end) || end < 0)) throw wrong(`${what} are whole numbers, not ${end}`);
  }
  if (from !== undefined && to !== undefined && from > to) throw wrong(`${what} ${from} to ${to} run backwards`);
}

/** A document's whole id is that document alone; else every document whose id begins, or whose name or title holds it. */
function documentsNamed(wanted: string, documents: readonly DocumentInfo[]): Set<string> {
  const folded = fold(wanted);
  if (folded === '')
    throw wrong('the document is named by its id, its file name or a part of its title, not by nothing');
  const exact = documents.filter((info) => info.id === folded);
  const named = exact.length
    ? exact
    : documents.filter(({ id, file, title }) => {
        const begins = folded.length >= 4 && id.startsWith(folded);
        return begins || fold(file).includes(folded) || fold(title).includes(folded);
      });
  return new Set(named.map((info) => info.id));
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function rangeText({ from, to }: Range): string {
  if (from === to) return String(from);
  if (from === undefined) return `${to} or before`;
  return to === undefined ? `${from} or later` : `${from} to ${to}`;
}

function wrong(detail: string): GossanError {
  return new GossanError('FILTER_WRONG', { detail });
}
