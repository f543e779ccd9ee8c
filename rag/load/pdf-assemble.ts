import type { Caption, Heading, PageTable } from './document.ts';
import { type CaptionStart, captionStart } from './pdf-captions.ts';
import { detectHeadings } from './pdf-headings.ts';
import { countWords, mendHyphen } from './pdf-hyphens.ts';
import { quantile } from './pdf-items.ts';
import type { PlacedLine } from './pdf-layout.ts';
import type { OutlineEntry } from './pdf-outline.ts';
import { type Block, cleanLine, joinLines } from './pdf-paragraphs.ts';
import type { Table } from './pdf-ruled-tables.ts';

export interface AssembledPage {
  text: string;
  headings: Heading[];
  captions?: Caption[];
  tables?: PageTable[];
}

/** A line within its page's text. */
export interface TextLine extends PlacedLine {
  start: number;
}

/** Between the cells of a row. */
const CELL = ' | ';

/** A block with what it is. */
interface Part extends Block {
  caption: CaptionStart | null;
  table: Table | null;
}

/**
 * The text of the pages: wrapped lines of prose joined to paragraphs, words divided at line ends mended, tables as rows,
 * captions as paragraphs of their own, footnotes after the text, blank lines between paragraphs; headings found.
 */
export function assemblePages(pages: readonly PlacedLine[][], outline: OutlineEntry[]): AssembledPage[] {
  widenColumns(pages);
  const words = countWords(pages.flat().map((line) => line.text));
  const body = usualStyle(pages);
  const parts = pages.map((lines) => arrange(joinLines(lines, words).map((block) => classify(block, body))));
  const written = parts.map((page) => writePage(page, words));
  continueTables(parts, written);
  const headings = detectHeadings(
    written.map((page) => page.lines),
    outline,
  );
  return written.map(({ text, captions, tables }, at) => ({
    text,
    headings: headings[at]!,
    ...(captions.length > 0 ? { captions } : {}),
    ...(tables.length > 0 ? { tables } : {}),
  }));
}

/** A column of short lines only is as wide as the text of other pages that begins at the same place. */
function widenColumns(pages: readonly PlacedLine[][]): void {
  const rights = new Map<number, number[]>();
  const columns = new Map<PlacedLine['column'], number>();
  for (const line of pages.flat()) columns.set(line.column, (columns.get(line.column) ?? 0) + 1);
  for (const [column, lines] of columns) {
    if (lines < 8) continue;
    const at = Math.round(column.left / 10);
    for (const near of [at - 1, at, at + 1]) rights.set(near, [...(rights.get(near) ?? []), column.right]);
  }
  for (const column of columns.keys()) {
    const known = rights.get(Math.round(column.left / 10)) ?? [];
    if (known.length >= 2) column.right = Math.max(column.right, quantile(known, 0.5));
  }
}

function usualStyle(pages: readonly PlacedLine[][]): { size: number; bold: boolean; italic: boolean } {
  const lines = pages.flat().filter((line) => line.table === undefined && line.text.length > 30);
  const most = (is: (line: PlacedLine) => boolean) => lines.filter(is).length > 0.5 * lines.length;
  return {
    size: quantile(
      lines.map((line) => line.size),
      0.5,
    ),
    bold: most((line) => line.style.bold),
    italic: most((line) => line.style.italic),
  };
}

function classify(block: Block, body: { size: number; bold: boolean; italic: boolean }): Part {
  const { line } = block.lines[0]!;
  if (line.table !== undefined) return { ...block, caption: null, table: line.table };
  const marked = line.style.bold !== body.bold || line.style.italic !== body.italic || line.size < body.size - 0.4;
  const caption = block.footnote ? null : captionStart(block.text, marked);
  if (caption === null) return { ...block, caption, table: null };
  // Lines of a caption belong together also where they are short.
  const lines = block.lines.map((each) => ({ ...each }));
  return { ...block, lines, text: block.text.replaceAll('\n', ' '), caption, table: null };
}

/**
 * Puts captions and tables that stand in the middle of a sentence after its paragraph: the sentence goes on in the next
 * column, or beside the picture.
 */
function arrange(parts: Part[]): Part[] {
  const body = [...parts];
  const arranged: Part[] = [];
  for (let at = 0; at < body.length; at++) {
    const part = body[at]!;
    arranged.push(part);
    if (isFloat(part)) continue;
    let next = at + 1;
    while (next < body.length && isFloat(body[next]!)) next++;
    if (next > at + 1 && next < body.length && goesOn(part, body[next]!)) {
      const floats = body.slice(at + 1, next);
      body.splice(at, next - at + 1, appended(part, body[next]!), ...floats);
      arranged.pop();
      at--;
    }
  }
  return arranged;
}

function isFloat(part: Part): boolean {
  return part.caption !== null || part.table !== null;
}

/** A paragraph that breaks off in a sentence, and one that begins in the middle of one, in the same type. */
function goesOn(part: Part, next: Part): boolean {
  const [last, first] = [part.lines.at(-1)!.line, next.lines[0]!.line];
  return (
    /[\p{Ll},\d-]$/u.test(part.text) &&
    /^[\p{Ll}(]/u.test(next.text) &&
    part.text.length > 60 &&
    Math.abs(last.size - first.size) < 0.3 &&
    last.style.bold === first.style.bold
  );
}

function appended(part: Part, next: Part): Part {
  const kept = mendHyphen(part.text, next.text, new Map());
  const before = kept === null ? `${part.text} ` : part.text.slice(0, part.text.length - kept);
  const moved = next.lines.map((each) => ({ ...each, start: each.start + before.length }));
  return { ...part, text: before + next.text, lines: [...part.lines, ...moved] };
}

interface WrittenPage {
  text: string;
  lines: TextLine[];
  captions: Caption[];
  tables: PageTable[];
}

function writePage(parts: readonly Part[], words: ReadonlyMap<string, number>): WrittenPage {
  const page: WrittenPage = { text: '', lines: [], captions: [], tables: [] };
  for (const [at, part] of parts.entries()) {
    if (page.text !== '') page.text += '\n\n';
    const start = page.text.length;
    if (part.table !== null) {
      page.text += part.table.rows.map((row) => writeRow(row, words)).join('\n');
      const head = part.table.rows.slice(0, part.table.headRows).map((row) => writeRow(row, words));
      const caption = tableCaption(parts, at);
      page.tables.push({ start, end: page.text.length, head: head.join(CELL), caption });
    } else {
      page.text += part.text;
      if (part.caption !== null) page.captions.push({ start, end: page.text.length, ...part.caption });
    }
    for (const { line, start: within, text } of part.lines) page.lines.push({ ...line, text, start: start + within });
  }
  return page;
}

function writeRow(row: readonly string[], words: ReadonlyMap<string, number>): string {
  const cells = row.map((cell) => joinCell(cell, words));
  while (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells
    .join(CELL)
    .replace(/\| {2}(?=\|)/g, '| ')
    .trim();
}

/** The lines of a cell as one; an address or a name without spaces that was cut at the cell's edge is put together. */
function joinCell(cell: string, words: ReadonlyMap<string, number>): string {
  // Lines and what parts them, in turn.
  const parts = cell.split(/([\n\f])/);
  return parts.reduce((text, part, at) => {
    if (at % 2 === 1) return text;
    const line = cleanLine(part);
    if (text === '') return line;
    const kept = mendHyphen(text, line, words);
    if (kept !== null) return text.slice(0, text.length - kept) + line;
    const last = /\S+$/.exec(text)![0];
    const cut = parts[at - 1] === '\f' && last.length >= 14 && /[/\\_]/.test(last) && /[\p{L}\d[(/_-]$/u.test(last);
    const han = /\p{Script=Han}$/u.test(text) && /^\p{Script=Han}/u.test(line);
    return cut || han ? text + line : `${text} ${line}`;
  }, '');
}

/** The caption of a table stands above it; where none does, below. */
function tableCaption(parts: readonly Part[], at: number): string {
  const near = [parts[at - 1], parts[at + 1]].find((part) => part?.caption?.kind === 'table');
  return near?.text ?? '';
}

/** A table at the top of a page that goes on with the one at the foot of the page before takes its head and caption. */
function continueTables(parts: readonly Part[][], pages: readonly WrittenPage[]): void {
  for (let page = 1; page < pages.length; page++) {
    const [above, below] = [parts[page - 1]!.filter((part) => !part.footnote).at(-1), parts[page]![0]];
    const [from, to] = [pages[page - 1]!.tables.at(-1), pages[page]!.tables[0]];
    const same =
      above?.table != null &&
      below?.table != null &&
      from !== undefined &&
      to !== undefined &&
      to.start === 0 &&
      to.caption === '' &&
      above.table.columns.length === below.table.columns.length &&
      above.table.columns.every((left, at) => {
        return Math.abs(left - above.table!.columns[0]! - (below.table!.columns[at]! - below.table!.columns[0]!)) < 12;
      });
    if (!same) continue;
    to.caption = from.caption;
    if (to.head === '') to.head = from.head;
  }
}
