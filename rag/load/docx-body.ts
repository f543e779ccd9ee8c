import type { DocxNumbering } from './docx-numbering.ts';
import { type DocxStyles, outlineLevel, type ParagraphStyle } from './docx-styles.ts';
import { symbolCharacter } from './docx-symbols.ts';
import { readXml } from './xml.ts';

export interface DocxParagraph {
  kind: 'paragraph';
  text: string;
  style: ParagraphStyle;
  /** Number or bullet of its list, or of its heading. */
  mark: string;
  /** All of its text is bold. */
  bold: boolean;
  /** Ids of the notes that it refers to, in order. */
  notes: string[];
}

export interface DocxCell {
  paragraphs: DocxParagraph[];
  /** Columns that it covers. */
  span: number;
  /** Goes on from the cell above. */
  continues: boolean;
}

export interface DocxTable {
  kind: 'table';
  rows: { cells: DocxCell[]; head: boolean; pagesBefore: number }[];
}

/** What stands in a document, in order. */
export type DocxBlock = DocxParagraph | DocxTable | { kind: 'page' };

/** What a reader of the document does not see: deleted text, codes of fields, the readings above characters, second versions. */
const UNSEEN = new Set(
  'del moveFrom rt Fallback pPrChange rPrChange tblPrChange tcPrChange trPrChange sectPrChange tblGridChange'.split(
    ' ',
  ),
);

interface OpenTable {
  table: DocxTable;
  cell: DocxCell | null;
}

/**
 * Reads the body of a Word document, or of its notes, as blocks (ECMA-376 part 1, 17). Nested tables become text of the
 * cell that they stand in, text boxes come before the paragraph that they are anchored in.
 * @param breaks which marks begin a page: those that Word left where its pages ended, or the author's own
 * @param onNote called where a note of the part begins, with its id; its blocks follow
 */
export function readDocxBlocks(
  xml: Buffer,
  { styles, numbering }: { styles: DocxStyles; numbering: DocxNumbering },
  breaks: 'rendered' | 'manual' | 'none',
  emit: (block: DocxBlock) => void,
  onNote: (id: string, separator: boolean) => void = () => {},
  onPiece?: (done: number) => void,
): void {
  let unseen = 0;
  const paragraphs: (DocxParagraph & { styleId?: string; heading?: number | null; list?: ListUse })[] = [];
  const tables: OpenTable[] = [];
  let run: { bold: boolean; hidden: boolean; symbol: boolean } | null = null;
  let inText = false;
  let sectionBreak = false;

  const paragraph = () => paragraphs.at(-1);
  const cell = () => tables.at(-1)?.cell ?? null;
  const write = (text: string) => {
    const open = paragraph();
    if (open === undefined || run?.hidden) return;
    open.text += text;
    if (text.trim() !== '' && run !== null && !run.bold) open.bold = false;
  };
  const pageBreak = () => {
    const row = tables[0]?.table.rows.at(-1);
    if (row !== undefined) {
      row.pagesBefore++;
      return;
    }
    const open = paragraph();
    if (open !== undefined && open.text.trim() !== '') {
      // The part before the break is a paragraph of the page that ends here.
      finish({ ...open });
      Object.assign(open, { text: '', list: { id: '0', level: 0 }, heading: null, notes: [] });
    }
    emit({ kind: 'page' });
  };
  const finish = (open: (typeof paragraphs)[number]) => {
    const style = { ...styles.style(open.styleId) };
    if (open.heading !== undefined) style.heading = open.heading ?? undefined;
    const list = open.list ?? style.list;
    const level = Number(list?.level) || 0;
    const mark = list === undefined || list.id === '0' || open.text.trim() === '' ? '' : numbering.next(list.id, level);
    const { text, bold, notes } = open;
    const done: DocxParagraph = { kind: 'paragraph', text, style, mark, bold: bold && text.trim() !== '', notes };
    const into = cell();
    if (into !== null) into.paragraphs.push(done);
    else emit(done);
  };

  readXml(
    xml,
    {
      open(name, attributes) {
        if (UNSEEN.has(name)) unseen++;
        if (unseen > 0) return;
        const open = paragraph();
        switch (name) {
          case 'p':
            paragraphs.push({
              kind: 'paragraph',
              text: '',
              style: { name: '', title: false },
              mark: '',
              bold: true,
              notes: [],
            });
            break;
          case 'pStyle':
            if (open !== undefined) open.styleId = attributes.val;
            break;
          case 'outlineLvl':
            if (open !== undefined) open.heading = outlineLevel(attributes.val) ?? null;
            break;
          case 'numId':
            if (open !== undefined) open.list = { level: 0, ...open.list, id: attributes.val ?? '0' };
            break;
          case 'ilvl':
            if (open !== undefined) open.list = { id: '0', ...open.list, level: Number(attributes.val) || 0 };
            break;
          case 'pageBreakBefore':
            if (breaks === 'manual' && isOn(attributes.val)) pageBreak();
            break;
          case 'sectPr':
            sectionBreak = open !== undefined;
            break;
          case 'type':
            if (attributes.val === 'continuous' || attributes.val === 'nextColumn') sectionBreak = false;
            break;
          case 'r':
            run = { bold: false, hidden: false, symbol: false };
            break;
          case 'b':
            if (run !== null) run.bold = isOn(attributes.val);
            break;
          case 'vanish':
            if (run !== null) run.hidden = isOn(attributes.val);
            break;
          case 'rFonts':
            if (run !== null) run.symbol = /^symbol$/i.test(attributes.ascii ?? '');
            break;
          case 't':
            inText = true;
            break;
          case 'tab':
            // Stops of tabulators have this name too, but stand in no run.
            if (run !== null) write('\t');
            break;
          case 'br':
            if (attributes.type !== 'page') write(attributes.type === 'column' ? '' : '\n');
            else if (breaks === 'manual') pageBreak();
            break;
          case 'cr':
            write('\n');
            break;
          case 'lastRenderedPageBreak':
            if (breaks === 'rendered') pageBreak();
            break;
          case 'noBreakHyphen':
            write('-');
            break;
          case 'sym':
            write(symbolCharacter(attributes.char ?? '', attributes.font ?? ''));
            break;
          case 'sup':
            write('^');
            break;
          case 'sub':
            write('_');
            break;
          case 'footnoteReference':
            if (attributes.id !== undefined) open?.notes.push(`footnote ${attributes.id}`);
            break;
          case 'endnoteReference':
            if (attributes.id !== undefined) open?.notes.push(`endnote ${attributes.id}`);
            break;
          case 'footnote':
          case 'endnote':
            onNote(`${name} ${attributes.id ?? ''}`, attributes.type !== undefined && attributes.type !== 'normal');
            break;
          case 'tbl':
            tables.push({ table: { kind: 'table', rows: [] }, cell: null });
            break;
          case 'tr':
            tables.at(-1)?.table.rows.push({ cells: [], head: false, pagesBefore: 0 });
            break;
          case 'tblHeader':
            if (isOn(attributes.val)) setHead(tables.at(-1));
            break;
          case 'tc': {
            const table = tables.at(-1);
            if (table === undefined) break;
            table.cell = { paragraphs: [], span: 1, continues: false };
            table.table.rows.at(-1)?.cells.push(table.cell);
            break;
          }
          case 'gridSpan':
            if (cell() !== null) cell()!.span = Math.max(1, Math.min(MOST_COLUMNS, Number(attributes.val) || 1));
            break;
          case 'vMerge':
            if (cell() !== null) cell()!.continues = attributes.val !== 'restart';
            break;
        }
      },
      text(text) {
        if (inText && unseen === 0) write(run?.symbol ? [...text].map((one) => symbolText(one)).join('') : text);
      },
      close(name) {
        if (unseen > 0) {
          if (UNSEEN.has(name)) unseen--;
          return;
        }
        switch (name) {
          case 't':
            inText = false;
            break;
          case 'r':
            run = null;
            break;
          case 'num':
            // The line of a fraction.
            write('/');
            break;
          case 'p': {
            const open = paragraphs.pop();
            if (open !== undefined) finish(open);
            if (sectionBreak && breaks === 'manual') pageBreak();
            sectionBreak = false;
            break;
          }
          case 'tc': {
            const table = tables.at(-1);
            if (table !== undefined) table.cell = null;
            break;
          }
          case 'tbl': {
            const table = tables.pop()?.table;
            const outer = cell();
            if (table === undefined) break;
            if (outer === null) emit(table);
            else
              for (const row of table.rows)
                for (const { paragraphs } of row.cells) outer.paragraphs.push(...paragraphs);
            break;
          }
        }
      },
    },
    onPiece,
  );
}

interface ListUse {
  id: string;
  level: number;
}

/** As many as Word can have; a file that claims more is not believed. */
const MOST_COLUMNS = 63;

function setHead(table: OpenTable | undefined): void {
  const row = table?.table.rows.at(-1);
  if (row !== undefined) row.head = true;
}

/** A property is on where it stands without a value. */
function isOn(value: string | undefined): boolean {
  return value !== '0' && value !== 'false' && value !== 'off';
}

function symbolText(character: string): string {
  const code = character.codePointAt(0)!;
  return code >= 0xf000 && code <= 0xf0ff ? symbolCharacter(code.toString(16), 'Symbol') : character;
}
