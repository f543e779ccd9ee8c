import iconv from 'iconv-lite';
import { GossanError } from '../../core/errors.ts';
import type { LoadedDocument, Loader, SourceFile } from './document.ts';
import { readHtml } from './html-text.ts';
import { decodeText } from './text-encoding.ts';
import { titleFromFile, usableTitle } from './title.ts';

/** HTML pages: the readable text without scripts and styles, headings kept; the character set may be named inside. */
export const htmlLoader: Loader = {
  format: 'html',
  version: 2,
  extensions: ['.html', '.htm', '.xhtml'],
  recognises: (bytes) =>
    /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<(!doctype html|html)\b/i.test(asLatin(bytes.subarray(0, 1024))),
  load: async (file) => loadHtml(file),
};

function loadHtml(file: SourceFile): LoadedDocument {
  const { writer, title, doi } = readHtml(decodeHtml(file));
  const page = writer.page();
  if (page.text.trim() === '') {
    throw new GossanError('DOCUMENT_FORMAT', { path: file.path, detail: 'the page holds no text' });
  }
  const name = usableTitle(title) ?? writer.firstHeading ?? titleFromFile(file.path);
  return { format: 'html', title: name, pages: [page], ...(doi === undefined ? {} : { doi }) };
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
