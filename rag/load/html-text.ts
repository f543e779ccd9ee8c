import { Parser } from 'htmlparser2';
import { doiOf } from './doi.ts';
import { HtmlTable } from './html-table.ts';
import { Visibility } from './html-visibility.ts';
import { Nesting } from './nesting.ts';
import { PageWriter } from './page-writer.ts';

/** Elements whose content is not read by people, or is read twice (formulas, readings above characters). */
const SILENT = new Set(
  'script style noscript template svg iframe object nav select button annotation annotation-xml rt rp'.split(' '),
);
/** Elements that begin and end a block of text. */
const BLOCKS = new Set(
  'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form header hr html legend li main ol p pre section summary table tbody tfoot thead title tr ul'.split(
    ' ',
  ),
);

/** Blocks that stand close together: one a line. */
const ROWS = new Set(['tr', 'li', 'dt', 'dd']);

/** Metadata of Highwire Press, Dublin Core and PRISM. */
const NAMES_DOI = /^(?:citation_doi|bepress_citation_doi|dc\.identifier(?:\.doi)?|prism\.doi)$/i;

const ITEM = '- ';

/**
 * The readable text of HTML, with its headings and the title that it names.
 * @param options.page number of the page to write
 * @param options.xhtml elements may close themselves, <title/>; in HTML they do not
 * @throws NestedTooDeep
 */
export function readHtml(
  source: string,
  options: { page?: number; xhtml?: boolean } = {},
): { writer: PageWriter; title: string; doi?: string } {
  const html = withoutSubset(source);
  const writer = new PageWriter(options.page);
  const nesting = new Nesting();
  const visibility = new Visibility(html);
  /** Elements around the place that are not read, hidden ones too. */
  const quiet: boolean[] = [];
  let silent = 0;
  let heading = 0;
  let preformatted = 0;
  let inTitle = false;
  let title = '';
  let doi: string | undefined;
  let pending = '';
  let table: HtmlTable | null = null;
  const flush = (tight: boolean) => {
    // The paragraph of a list item: <li><p>.
    if (pending === ITEM) return;
    if (heading > 0) writer.heading(heading, pending);
    else writer.block(pending, tight || pending.startsWith(ITEM));
    pending = '';
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        nesting.open();
        visibility.open(name, attributes);
        quiet.push(SILENT.has(name) || visibility.removed);
        if (quiet.at(-1)) silent++;
        if (silent > 0) return;
        if (name === 'meta' && NAMES_DOI.test(attributes.name ?? '')) doi ??= doiOf(attributes.content ?? '');
        if (table !== null && name !== 'caption') return table.open(name, attributes);
        const level = headingLevel(name);
        if (level > 0 || BLOCKS.has(name)) flush(ROWS.has(name));
        if (level > 0) heading = level;
        if (name === 'table' && HtmlTable.beginsAt(html, parser.startIndex)) table = new HtmlTable();
        else if (name === 'title') inTitle = true;
        else if (name === 'pre') preformatted++;
        else if (name === 'br') pending += '\n';
        else if (name === 'li') pending = ITEM;
        else if ((name === 'td' || name === 'th') && pending.trim() !== '') pending += '\t';
      },
      ontext(text) {
        if (silent > 0 || (!visibility.shown && !inTitle)) return;
        if (inTitle) title += text;
        else if (!table?.write(text)) pending += preformatted > 0 ? text : collapse(text, pending);
      },
      onclosetag(name) {
        nesting.close();
        visibility.close();
        if (quiet.pop()) {
          silent--;
          return;
        }
        if (silent > 0) return;
        if (table !== null && name !== 'table' && name !== 'caption') return;
        if (table !== null && name === 'table') {
          flush(false);
          for (const line of table.lines()) writer.block(line, true);
          table = null;
        }
        const level = headingLevel(name);
        if (level > 0 || BLOCKS.has(name)) flush(ROWS.has(name));
        if (name === 'li' && pending === ITEM) pending = '';
        if (level > 0) heading = 0;
        if (name === 'title') inTitle = false;
        else if (name === 'pre') preformatted = Math.max(0, preformatted - 1);
      },
    },
    { decodeEntities: true, recognizeSelfClosing: options.xhtml, recognizeCDATA: options.xhtml },
  );
  parser.end(html);
  if (pending !== ITEM) flush(false);
  return { writer, title, ...(doi === undefined ? {} : { doi }) };
}

/** The readable text of a piece of HTML (as it stands inside Markdown). */
export function htmlToText(html: string): string {
  return readHtml(html).writer.page().text;
}

/** Declarations inside of a DOCTYPE (entities, mostly of attackers) are no text; blanks keep the places of the rest. */
function withoutSubset(html: string): string {
  const subset = /^[^<]*(?:<[?!][^[>]*>\s*)*<!doctype[^[>]*(\[[\s\S]*?\]\s*)>/i.exec(html.slice(0, 1 << 16));
  if (subset === null) return html;
  const end = subset[0].length - 1;
  return html.slice(0, end - subset[1]!.length) + ' '.repeat(subset[1]!.length) + html.slice(end);
}

function headingLevel(name: string): number {
  return /^h[1-6]$/.test(name) ? Number(name[1]) : 0;
}

/** White space as a browser shows it: one space, none at the start of a line. */
function collapse(text: string, before: string): string {
  const single = text.replace(/[ \t\r\n\f]+/g, ' ');
  return before === '' || /[\s]$/.test(before) ? single.replace(/^ /, '') : single;
}
