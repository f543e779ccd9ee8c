import { tableLines } from './table-rows.ts';

/** So much of a table is looked at for a row of column names. */
const LOOKAHEAD = 4000;
/** Larger claims of a cell are not believed. */
const MOST_SPAN = 200;

/** A table with a row of column names (th). Other tables of web pages lay out their text and are read as it. */
export class HtmlTable {
  private readonly rows: { cells: string[]; head: boolean }[] = [];
  private cell: { text: string; columns: number; rows: number } | null = null;
  /** What cells of earlier rows reach down into: by column, the text and for how many rows more. */
  private readonly reaching = new Map<number, { text: string; rows: number }>();

  static beginsAt(html: string, start: number): boolean {
    const ahead = html.slice(start + 1, start + LOOKAHEAD);
    const place = (tag: RegExp) => tag.exec(ahead)?.index ?? ahead.length;
    const nested = place(/<table\b/i);
    const names = ahead.slice(0, place(/<\/tr\b/i)).match(/<th\b/gi)?.length ?? 0;
    return names > 1 && (nested === ahead.length || nested > place(/<\/table\b/i));
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'tr') {
      this.endCell();
      this.rows.push({ cells: [], head: true });
      this.fillFromAbove();
    } else if (name === 'td' || name === 'th') {
      this.endCell();
      const row = this.rows.at(-1);
      if (row === undefined) return;
      if (name === 'td') row.head = false;
      this.cell = { text: '', columns: span(attributes.colspan), rows: span(attributes.rowspan) };
    } else if (this.cell !== null && !INLINE.has(name)) this.cell.text += ' ';
  }

  /** Adds text to the open cell; false where none is open (a caption). */
  write(text: string): boolean {
    if (this.cell === null) return text.trim() === '';
    this.cell.text += text;
    return true;
  }

  lines(): string[] {
    this.endCell();
    const head = this.rows.findIndex((row) => !row.head);
    const grid = this.rows.map(({ cells }) => cells);
    return tableLines(grid, head > 0 ? { headRows: head } : {});
  }

  private endCell(): void {
    const row = this.rows.at(-1);
    if (this.cell === null || row === undefined) return;
    const { text, columns, rows } = this.cell;
    const clean = text.replace(/\s+/g, ' ').trim();
    for (let column = 0; column < columns; column++) {
      if (rows > 1) this.reaching.set(row.cells.length, { text: clean, rows: rows - 1 });
      row.cells.push(clean);
    }
    this.cell = null;
    this.fillFromAbove();
  }

  private fillFromAbove(): void {
    const { cells } = this.rows.at(-1)!;
    for (let above = this.reaching.get(cells.length); above !== undefined; above = this.reaching.get(cells.length)) {
      if (--above.rows === 0) this.reaching.delete(cells.length);
      cells.push(above.text);
    }
  }
}

const INLINE = new Set(
  'a abbr b bdi bdo cite code em font i kbd mark q s small span strong sub sup u var wbr'.split(' '),
);

function span(value: string | undefined): number {
  return Math.max(1, Math.min(MOST_SPAN, Number.parseInt(value ?? '1', 10) || 1));
}
