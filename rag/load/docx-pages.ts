import { GossanError } from '../../core/errors.ts';
import type { LoadedPage } from './document.ts';
import type { DocxBlock, DocxParagraph, DocxTable } from './docx-body.ts';
import { PageWriter } from './page-writer.ts';
import { tableLines } from './table-rows.ts';

/** As for PDF: a report is shorter. */
const MOST_PAGES = 5000;
/** A cell with more than this is a frame around text, and its table no table. */
const LONGEST_CELL = 1200;
/** A bold line longer than this is a sentence. */
const LONGEST_HEADING = 80;

/** Puts the blocks of a Word document on pages. */
export class DocxPages {
  title: string | null = null;
  firstHeading: string | null = null;
  private readonly path: string;
  private readonly notes: ReadonlyMap<string, DocxBlock[]>;
  private readonly writers = [new PageWriter(1)];
  /** Kept until it is known whether the author used styles for headings. */
  private readonly blocks: DocxBlock[] = [];
  private pages = 1;
  private noteCount = 0;

  constructor(path: string, notes: ReadonlyMap<string, DocxBlock[]>) {
    this.path = path;
    this.notes = notes;
  }

  /** @throws GossanError DOCUMENT_TOO_LARGE */
  add(block: DocxBlock): void {
    this.blocks.push(block);
    if (block.kind === 'page') this.pages++;
    else if (block.kind === 'table') this.pages += block.rows.reduce((sum, row) => sum + row.pagesBefore, 0);
    if (this.pages > MOST_PAGES) {
      const detail = `more than ${MOST_PAGES} pages`;
      throw new GossanError('DOCUMENT_TOO_LARGE', { path: this.path, detail });
    }
  }

  finish(): LoadedPage[] {
    const styled = this.blocks.some((block) => block.kind === 'paragraph' && block.style.heading !== undefined);
    for (const block of this.blocks) {
      if (block.kind === 'page') this.turnPage();
      else if (block.kind === 'table') this.writeTable(block, styled);
      else this.writeParagraph(block, styled);
    }
    // A break at the very end begins no page.
    if (this.writers.length > 1 && this.writers.at(-1)!.empty) this.writers.pop();
    return this.writers.map((writer) => writer.page());
  }

  private get writer(): PageWriter {
    return this.writers.at(-1)!;
  }

  private turnPage(): void {
    this.writers.push(new PageWriter(this.writers.length + 1));
  }

  private writeParagraph(paragraph: DocxParagraph, styled: boolean): void {
    const text = paragraph.text.trim();
    const marked = paragraph.mark === '' ? text : `${paragraph.mark} ${text}`;
    const level = headingLevel(paragraph, text, styled);
    if (text === '') this.writer.block('');
    else if (level !== null) {
      if (paragraph.style.title) this.title ??= text.replace(/\s+/g, ' ');
      this.firstHeading ??= text.replace(/\s+/g, ' ');
      this.writer.heading(level, marked);
    } else this.writer.block(marked, paragraph.mark !== '');
    this.writeNotes(paragraph.notes);
  }

  private writeNotes(ids: readonly string[]): void {
    for (const id of ids) {
      const blocks = this.notes.get(id) ?? [];
      const text = blocks
        .flatMap((block) => (block.kind === 'paragraph' ? [block.text.trim()] : []))
        .filter((part) => part !== '')
        .join(' ');
      if (text === '') continue;
      this.noteCount++;
      this.writer.block(`${/\p{Script=Han}/u.test(text) ? '脚注' : 'Footnote'} ${this.noteCount}: ${text}`);
    }
  }

  private writeTable(table: DocxTable, styled: boolean): void {
    const cells = table.rows.flatMap((row) => row.cells);
    const columns = Math.max(0, ...table.rows.map((row) => row.cells.length));
    if (columns < 2 || cells.some((cell) => cellText(cell.paragraphs).length > LONGEST_CELL)) {
      for (const row of table.rows) {
        for (let page = 0; page < row.pagesBefore; page++) this.turnPage();
        for (const cell of row.cells) for (const one of cell.paragraphs) this.writeParagraph(one, styled);
      }
      return;
    }
    const grid = gridOf(table);
    const named = table.rows.findIndex((row) => !row.head);
    const lines = tableLines(grid, named > 0 ? { headRows: named } : {});
    // Rows without text and those of the head give no line; those that do stand at the end.
    const filled = table.rows.filter((_, at) => grid[at]!.some((cell) => cell.trim() !== ''));
    const shown = filled.slice(filled.length - lines.length);
    let pagesBefore = table.rows.filter((row) => !shown.includes(row)).reduce((sum, row) => sum + row.pagesBefore, 0);
    for (const [at, line] of lines.entries()) {
      pagesBefore += shown[at]!.pagesBefore;
      for (; pagesBefore > 0; pagesBefore--) this.turnPage();
      this.writer.block(line, true);
    }
    for (; pagesBefore > 0; pagesBefore--) this.turnPage();
    this.writer.block('');
    this.writeNotes(cells.flatMap((cell) => cell.paragraphs.flatMap(({ notes }) => notes)));
  }
}

/** Merged cells repeat their text in every place that they cover. */
function gridOf(table: DocxTable): string[][] {
  const grid: string[][] = [];
  for (const { cells } of table.rows) {
    const above = grid.at(-1);
    const row: string[] = [];
    for (const cell of cells) {
      const text = cell.continues ? (above?.[row.length] ?? '') : cellText(cell.paragraphs);
      for (let column = 0; column < cell.span; column++) row.push(text);
    }
    grid.push(row);
  }
  return grid;
}

function cellText(paragraphs: readonly DocxParagraph[]): string {
  return paragraphs
    .map(({ mark, text }) => `${mark === '' || mark === '-' ? '' : `${mark} `}${text.trim()}`)
    .filter((text) => text !== '')
    .join(' ');
}

/**
 * Level of a heading, null for other paragraphs. Many reports, Chinese ones most, are written without styles: where no
 * paragraph has one for headings, bold lines are headings, and lines that are numbered as chapters are.
 */
function headingLevel({ style, bold, mark }: DocxParagraph, text: string, styled: boolean): number | null {
  if (style.title) return 1;
  if (style.heading !== undefined) return style.heading + 1;
  if (styled || text === '' || text.length > LONGEST_HEADING || /[.。;；,，、:：]$/.test(text)) return null;
  if (/^(caption|题注|toc )/.test(style.name) || /^(fig(ure|\.)|table|图|表)\s*\d/i.test(text)) return null;
  const chapter = numberedAs(mark === '-' ? text : `${mark} ${text}`.trim());
  if (chapter !== null && (bold || /^第/.test(text))) return chapter + 1;
  return bold && mark === '' ? 3 : null;
}

/** Level by the number: "第三章" 1, "第二节" 2, "一、" 1, "（一）" 2, "4.2.1" 3. */
function numberedAs(text: string): number | null {
  if (/^第\s*[一二三四五六七八九十百\d]+\s*[章篇]/.test(text)) return 1;
  if (/^第\s*[一二三四五六七八九十百\d]+\s*节/.test(text)) return 2;
  if (/^[一二三四五六七八九十]+\s*、/.test(text)) return 1;
  if (/^[（(][一二三四五六七八九十]+[）)]/.test(text)) return 2;
  const parts = /^(\d{1,2}(?:\.\d{1,2}){0,4})[.\s、\p{Script=Han}]/u.exec(text)?.[1]?.split('.');
  return parts === undefined ? null : parts.length;
}
