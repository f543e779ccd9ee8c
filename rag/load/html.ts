import { Parser } from 'htmlparser2';
import iconv from 'iconv-lite';
import { GossanError } from '../../core/errors.ts';
import type { LoadedDocument, Loader, SourceFile } from './document.ts';
import { PageWriter } from './page-writer.ts';
import { decodeText } from './text-encoding.ts';
import { titleFromFile, usableTitle } from './title.ts';

/** Elements whose content is not read by people. */
const SILENT = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
  'object',
  'nav',
  'select',
  'button',
]);
/** Elements that begin and end a block of text. */
const BLOCKS = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form header hr html legend li main ol p pre section summary table tbody tfoot thead title tr ul'.split(
    ' ',
  ),
);

/** Blocks that stand close together: one a line. */
const ROWS = new Set(['tr', 'li', 'dt', 'dd']);

/** HTML pages: the readable text without scripts and styles, headings kept; the character set may be named inside. */
export const htmlLoader: Loader = {
  format: 'html',
  extensions: ['.html', '.htm', '.xhtml'],
  recognises: (head) => /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<(!doctype html|html)\b/i.test(asLatin(head)),
  load: async (file) => loadHtml(file),
};

function loadHtml(file: SourceFile): LoadedDocument {
  const { writer, title } = readHtml(decodeHtml(file));
  const page = writer.page();
  if (page.text.trim() === '') {
    throw new GossanError('DOCUMENT_FORMAT', { path: file.path, detail: 'the page holds no text' });
  }
  const name = usableTitle(title) ?? writer.firstHeading ?? titleFromFile(file.path);
  return { format: 'html', title: name, pages: [page] };
}

/** The readable text of a piece of HTML (as it stands inside Markdown). */
export function htmlToText(html: string): string {
  return readHtml(html).writer.page().text;
}

function readHtml(html: string): { writer: PageWriter; title: string } {
  const writer = new PageWriter();
  let silent = 0;
  let heading = 0;
  let preformatted = 0;
  let inTitle = false;
  let title = '';
  let pending = '';
  const flush = (tight: boolean) => {
    if (heading > 0) writer.heading(heading, pending);
    else writer.block(pending, tight);
    pending = '';
  };
  const parser = new Parser(
    {
      onopentag(name) {
        if (SILENT.has(name)) silent++;
        if (silent > 0) return;
        const level = headingLevel(name);
        if (level > 0 || BLOCKS.has(name)) flush(ROWS.has(name));
        if (level > 0) heading = level;
        if (name === 'title') inTitle = true;
        else if (name === 'pre') preformatted++;
        else if (name === 'br') pending += '\n';
        else if (name === 'li') pending += '- ';
        else if ((name === 'td' || name === 'th') && pending.trim() !== '') pending += '\t';
      },
      ontext(text) {
        if (silent > 0) return;
        if (inTitle) title += text;
        else pending += preformatted > 0 ? text : collapse(text, pending);
      },
      onclosetag(name) {
        if (SILENT.has(name)) silent = Math.max(0, silent - 1);
        if (silent > 0) return;
        const level = headingLevel(name);
        if (level > 0 || BLOCKS.has(name)) flush(ROWS.has(name));
        if (level > 0) heading = 0;
        if (name === 'title') inTitle = false;
        else if (name === 'pre') preformatted = Math.max(0, preformatted - 1);
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  flush(false);
  return { writer, title };
}

function headingLevel(name: string): number {
  return /^h[1-6]$/.test(name) ? Number(name[1]) : 0;
}

/** White space as a browser shows it: one space, none at the start of a line. */
function collapse(text: string, before: string): string {
  const single = text.replace(/[ \t\r\n\f]+/g, ' ');
  return before === '' || /[\s]$/.test(before) ? single.replace(/^ /, '') : single;
}

/** A named character set decides over statistics, unless a byte order mark contradicts it. */
function decodeHtml(file: SourceFile): string {
  const head = asLatin(file.bytes.subarray(0, 4096));
  const named = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1]?.toLowerCase();
  const marked = file.bytes[0] === 0xef || file.bytes[0] === 0xfe || file.bytes[0] === 0xff;
  if (
    named !== undefined &&
    !marked &&
    named !== 'utf-8' &&
    !named.startsWith('utf-16') &&
    iconv.encodingExists(named)
  ) {
    // GB2312 and GBK are named where GB18030, their superset, is meant.
    const encoding = named === 'gb2312' || named === 'gbk' ? 'gb18030' : named;
    return iconv.decode(Buffer.from(file.bytes), encoding);
  }
  return decodeText(file.bytes, file.path).text;
}

function asLatin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
