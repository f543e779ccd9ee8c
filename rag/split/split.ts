import { stableId } from '../../core/hash.ts';
import type { Heading, LoadedPage } from '../load/document.ts';
import type { Chunk } from '../types.ts';
import { type Span, sentences } from './sentences.ts';

/** Changes whenever the same page would be cut differently: stored documents are then cut and indexed again. */
export const CHUNKER_VERSION = 'sentences-3';
/** Between the headings of a path, outermost first. */
export const HEADING_SEPARATOR = ' › ';

/** What a chunk should hold and may hold at most, in characters of Latin prose. */
const TARGET_SIZE = 850;
const MAX_SIZE = 1000;
/** The embedder sees 256 word pieces, two of them its own marks. */
const MAX_PIECES = 240;
/** Of a table's caption and head, so much is told of rows that stand in another chunk. */
const MAX_TABLE_HEADING = 200;
/** A heading starts a new chunk once the chunk before it holds this much. */
const MIN_SIZE = 250;

/**
 * Cuts the pages of a document into chunks of about 850 characters at sentence ends, never across a page, and where
 * possible at headings and paragraphs. For each chunk, `page.text.slice(start, end) === text`.
 * @returns chunks in reading order; ids are stable for the same document, page, place and text
 */
export function splitDocument(document: string, pages: readonly LoadedPage[]): Chunk[] {
  const chunks: Chunk[] = [];
  const path: Heading[] = [];
  for (const page of pages) {
    let next = 0;
    const takeHeadings = (before: number) => {
      for (; next < page.headings.length && page.headings[next]!.start < before; next++) {
        const heading = page.headings[next]!;
        while (path.length > 0 && path.at(-1)!.level >= heading.level) path.pop();
        path.push(heading);
      }
    };
    for (const span of pageSpans(page)) {
      // The headings that open a chunk belong to its path; those that begin inside it belong to the next.
      takeHeadings(openingEnd(page, span));
      const text = page.text.slice(span.start, span.end);
      const heading = [...path.map((entry) => entry.text), ...tableHeadings(page, span)].join(HEADING_SEPARATOR);
      const id = stableId(document, page.page, span.start, text);
      chunks.push({ id, document, page: page.page, start: span.start, end: span.end, heading, text });
    }
    takeHeadings(Infinity);
  }
  return chunks;
}

/**
 * The caption and the column names of the table that a span begins in, where they stand before it: a row says little
 * without them.
 */
function tableHeadings(page: LoadedPage, { start, end }: { start: number; end: number }): string[] {
  const table = page.tables?.find((table) => start < table.end && end > table.start);
  if (table === undefined) return [];
  const text = page.text.slice(start, end);
  return [table.caption, table.head]
    .filter((line) => line !== '' && !text.includes(line))
    .map((line) => line.slice(0, MAX_TABLE_HEADING));
}

/** Where the headings at the very start of a span end. */
function openingEnd(page: LoadedPage, span: { start: number; end: number }): number {
  let end = span.start + 1;
  for (const heading of page.headings) {
    if (heading.start < span.start || heading.start >= span.end) continue;
    const gap = page.text.slice(span.start, heading.start);
    if (gap.trim() === '' || page.headings.some((other) => gap.trim() === other.text)) end = heading.start + 1;
    else break;
  }
  return end;
}

function pageSpans(page: LoadedPage): { start: number; end: number }[] {
  const starts = new Set(page.headings.map((heading) => heading.start));
  const spans: { start: number; end: number }[] = [];
  for (const section of sections(
    wholeCaptions(sentences(page.text), page).flatMap((unit) => cutLong(page.text, unit)),
    starts,
    page.text,
  )) {
    spans.push(...packSection(section, page.text));
  }
  return spans;
}

/** The sentences of a caption are one unit: they are read together. */
function wholeCaptions(units: Span[], page: LoadedPage): Span[] {
  const captions = page.captions ?? [];
  if (captions.length === 0) return units;
  const joined: Span[] = [];
  for (const unit of units) {
    const last = joined.at(-1);
    const within = captions.some(({ start, end }) => last !== undefined && last.start >= start && unit.end <= end);
    if (within) last!.end = unit.end;
    else joined.push({ ...unit });
  }
  return joined;
}

/** Units from one heading to the next; a section that is too short for a chunk takes the following one in. */
function sections(units: Span[], starts: Set<number>, text: string): Span[][] {
  const result: Span[][] = [];
  let size = 0;
  for (const unit of units) {
    if (result.length === 0 || (starts.has(unit.start) && size >= MIN_SIZE)) {
      result.push([]);
      size = 0;
    }
    result.at(-1)!.push(unit);
    size += sizeOf(text.slice(unit.start, unit.end));
  }
  // A short rest at the end of the page joins the section before it.
  if (result.length > 1 && size < MIN_SIZE / 2) result.at(-2)!.push(...result.pop()!);
  return result;
}

/** Spreads a section evenly over as few chunks as hold it, so that no crumb is left at its end. */
function packSection(units: Span[], text: string): { start: number; end: number }[] {
  const sizes = units.map((unit) => sizeOf(text.slice(unit.start, unit.end)) + 1);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const even = total <= MAX_SIZE ? MAX_SIZE : total / Math.ceil(total / TARGET_SIZE);
  const spans: { start: number; end: number }[] = [];
  let size = 0;
  for (const [at, unit] of units.entries()) {
    const last = spans.at(-1);
    // Stop early at a paragraph's end, late in the middle of one.
    const enough = size >= even || (unit.paragraph && size >= 0.75 * even);
    if (last === undefined || size + sizes[at]! > MAX_SIZE || (enough && size + sizes[at]! > even)) {
      spans.push({ start: unit.start, end: unit.end });
      size = sizes[at]!;
    } else {
      last.end = unit.end;
      size += sizes[at]!;
    }
  }
  return spans;
}

/** A unit without sentence ends (a table cell, a list of names) is cut at a space or comma before the limit. */
function cutLong(text: string, unit: Span): Span[] {
  const pieces: Span[] = [];
  let start = unit.start;
  while (sizeOf(text.slice(start, unit.end)) > MAX_SIZE) {
    let end = start;
    // The size grows with the length, so the longest prefix that fits is found by halving.
    for (let step = Math.min(MAX_SIZE, unit.end - start); step >= 1; step = Math.floor(step / 2)) {
      while (end + step <= unit.end && sizeOf(text.slice(start, end + step)) <= MAX_SIZE) end += step;
    }
    end = Math.max(end, start + 1);
    const breaks = [...text.slice(start, end).matchAll(/[\s,;，、；]+/g)];
    const cut = breaks.findLast((match) => match.index > (end - start) / 2);
    if (cut !== undefined) end = start + cut.index + cut[0].length;
    else if (isHighSurrogate(text, end - 1)) end--;
    pieces.push({
      start,
      end: end - (/\s+$/.exec(text.slice(start, end))?.[0].length ?? 0),
      paragraph: unit.paragraph,
    });
    start = end;
  }
  if (start < unit.end) pieces.push({ ...unit, start });
  return pieces;
}

function isHighSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code <= 0xdbff;
}

/**
 * The size of a text as the embedder and a reader feel it, in characters of Latin prose: a Han character says as much
 * as two letters; numbers, formulas and rare names break into many word pieces, so those are counted too.
 */
function sizeOf(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  // Where Han prevails the dense index is not used (its tokenizer is English), and word pieces do not matter.
  if (han * 2 > text.length) return text.length + han;
  return Math.max(text.length + han, (estimatePieces(text) * MAX_SIZE) / MAX_PIECES);
}

/** Word pieces of a text: measured on reports, a word of n letters gives about 1 + (n-5)/5, two digits one piece. */
function estimatePieces(text: string): number {
  let pieces = 0;
  for (const [word] of text.matchAll(/\p{Script=Han}|\p{L}+|\p{N}+|[^\s\p{L}\p{N}]/gu)) {
    if (/\p{N}/u.test(word)) pieces += Math.ceil(word.length / 2.2);
    else pieces += word.length <= 7 ? 1 : 1 + (word.length - 5) / 5;
  }
  return pieces;
}
