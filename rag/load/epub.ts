import { posix } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import type { LoadedDocument, LoadedPage, SourceFile } from './document.ts';
import { chapterNames, partAt } from './epub-contents.ts';
import { readHtml } from './html-text.ts';
import { partsOf } from './office-parts.ts';
import { titleFromFile, usableTitle } from './title.ts';
import { type Parse, workerLoader } from './worker-loader.ts';
import { readXml } from './xml.ts';
import { isZip, ZipPackage } from './zip-package.ts';

/**
 * Books in EPUB 2 and 3: each chapter is a page, labelled as the book's contents name it. (LangChain's EPubLoader, over
 * epub2, reads the disk itself, writes headings in capitals, runs the cells of a table together and gives formulas twice.)
 */
export const epubLoader = workerLoader({
  format: 'epub',
  version: 2,
  extensions: ['.epub'],
  recognises: (bytes) => isZip(bytes) && partsOf(bytes).includes('meta-inf/container.xml'),
  parse: parseEpub,
});

/** As for PDF. */
const MOST_CHAPTERS = 5000;

function parseEpub(file: SourceFile, report: Parameters<Parse>[1]): LoadedDocument {
  const parts = new ZipPackage(file);
  const { path } = file;
  refuseLocked(parts, path);
  const root = rootFile(parts);
  if (root === null) {
    throw new GossanError('DOCUMENT_DAMAGED', { path, detail: 'the book does not say where its contents are' });
  }
  const { title, spine, contents } = readPackage(parts, root);
  if (spine.length > MOST_CHAPTERS) {
    const detail = `${spine.length} chapters; at most ${MOST_CHAPTERS} can be read`;
    throw new GossanError('DOCUMENT_TOO_LARGE', { path, detail });
  }
  const names = contents === null || !parts.has(contents) ? new Map<string, string>() : chapterNames(parts, contents);
  const pages: LoadedPage[] = [];
  for (const [at, part] of spine.entries()) {
    report(at, spine.length, 'chapters');
    // A part that is named and not there is a picture or a page that the maker dropped: the others are still the book.
    if (!parts.has(part)) continue;
    const { writer } = readHtml(decodeXhtml(parts.read(part)), { page: pages.length + 1, xhtml: true });
    const page = writer.page();
    if (page.text === '') continue;
    const label = names.get(part) ?? writer.firstHeading;
    pages.push({ ...page, ...(label === null ? {} : { label: label.slice(0, LONGEST_LABEL) }) });
  }
  if (pages.length === 0) throw new GossanError('DOCUMENT_FORMAT', { path, detail: 'the book holds no text' });
  const first = pages.find((page) => page.headings.length > 0)?.headings[0]?.text;
  return { format: 'epub', title: usableTitle(title) ?? first ?? titleFromFile(path), pages };
}

const LONGEST_LABEL = 120;

/** Bookshops lock the text of a book; fonts are scrambled in free ones too, which does not matter here. */
function refuseLocked(parts: ZipPackage, path: string): void {
  const xml = parts.readOptional('META-INF/encryption.xml');
  let locked = parts.has('META-INF/rights.xml') && xml === null;
  if (xml !== null) {
    readXml(xml, {
      open: (name, { URI }) => {
        if (name === 'CipherReference' && /\.x?html?$/i.test(URI ?? '')) locked = true;
      },
    });
  }
  if (locked) throw new GossanError('DOCUMENT_ENCRYPTED', { path });
}

function rootFile(parts: ZipPackage): string | null {
  let root: string | null = null;
  readXml(parts.read('META-INF/container.xml'), {
    open: (name, attributes) => {
      if (name === 'rootfile') root ??= attributes['full-path'] ?? null;
    },
  });
  return root;
}

/** Title, reading order and table of contents of the package document (EPUB 3.3, section 5). */
function readPackage(parts: ZipPackage, root: string): { title: string; spine: string[]; contents: string | null } {
  const folder = posix.dirname(root);
  const items = new Map<string, string>();
  const order: { id: string; linear: boolean }[] = [];
  let title = '';
  let inTitle = false;
  let [navigation, ncx]: (string | null)[] = [null, null];
  readXml(parts.read(root), {
    open: (name, attributes) => {
      if (name === 'title') inTitle = title === '';
      else if (name === 'item') {
        const { id = '', href = '', properties = '' } = attributes;
        const part = partAt(folder, href);
        items.set(id, part);
        if (/\bnav\b/.test(properties)) navigation = part;
        if (attributes['media-type'] === 'application/x-dtbncx+xml') ncx = part;
      } else if (name === 'itemref') order.push({ id: attributes.idref ?? '', linear: attributes.linear !== 'no' });
    },
    text: (text) => {
      if (inTitle) title += text;
    },
    close: () => {
      inTitle = false;
    },
  });
  const listed = order.filter(({ linear }) => linear).flatMap(({ id }) => items.get(id) ?? []);
  return { title, spine: [...new Set(listed)], contents: navigation ?? ncx };
}

/** XHTML is UTF-8 unless a byte order mark or its declaration says otherwise. */
function decodeXhtml(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = bytes.subarray(0, 1024).toString('latin1');
  const named = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/i.exec(head)?.[1];
  try {
    return new TextDecoder(named ?? 'utf-8').decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
