import { GossanError } from '../../core/errors.ts';
import type { LoadedDocument, SourceFile } from './document.ts';
import { type DocxBlock, readDocxBlocks } from './docx-body.ts';
import { DocxNumbering } from './docx-numbering.ts';
import { DocxPages } from './docx-pages.ts';
import { DocxStyles } from './docx-styles.ts';
import { partOfType, partsOf } from './office-parts.ts';
import { titleFromFile, usableTitle } from './title.ts';
import { type Parse, workerLoader } from './worker-loader.ts';
import { readXml } from './xml.ts';
import { isZip, ZipPackage } from './zip-package.ts';

/**
 * Word documents: headings, lists with their numbers, tables with the names of their columns, notes below the paragraph
 * that refers to them, and pages as Word last laid them out. (LangChain's DocxLoader, over mammoth, gives one text without
 * headings, pages and notes, one table cell a line without the empty ones, and loses line ends in cells and formulas.)
 * Macros, links and embedded objects are not looked at.
 */
export const docxLoader = workerLoader({
  format: 'docx',
  version: 1,
  extensions: ['.docx', '.docm', '.dotx'],
  recognises: (bytes) => isZip(bytes) && partsOf(bytes).some((name) => name.startsWith('word/')),
  parse: parseDocx,
});

function parseDocx(file: SourceFile, report: Parameters<Parse>[1]): LoadedDocument {
  const parts = new ZipPackage(file);
  const main = partOfType(parts, 'officeDocument') ?? 'word/document.xml';
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const styles = new DocxStyles(parts.readOptional(`${folder}styles.xml`));
  const numberingXml = parts.readOptional(`${folder}numbering.xml`);
  const xml = parts.read(main);

  const notes = new Map<string, DocxBlock[]>();
  for (const name of ['footnotes', 'endnotes']) {
    const part = parts.readOptional(`${folder}${name}.xml`);
    if (part !== null) readNotes(part, { styles, numbering: new DocxNumbering(numberingXml) }, notes);
  }
  const pages = new DocxPages(file.path, notes);
  const total = Math.ceil(xml.length / 1024);
  readDocxBlocks(
    xml,
    { styles, numbering: new DocxNumbering(numberingXml) },
    // Word leaves a mark where each of its pages began, also after the author's own breaks.
    xml.includes('lastRenderedPageBreak') ? 'rendered' : 'manual',
    (block) => pages.add(block),
    undefined,
    (done) => report(Math.round(done / 1024), total, 'KiB'),
  );
  const loaded = pages.finish();
  if (loaded.every((page) => page.text === '')) {
    throw new GossanError('DOCUMENT_FORMAT', { path: file.path, detail: 'the Word document holds no text' });
  }
  const title = pages.title ?? usableTitle(coreTitle(parts)) ?? pages.firstHeading ?? titleFromFile(file.path);
  return { format: 'docx', title, pages: loaded };
}

function readNotes(
  xml: Buffer,
  context: { styles: DocxStyles; numbering: DocxNumbering },
  notes: Map<string, DocxBlock[]>,
): void {
  let blocks: DocxBlock[] = [];
  readDocxBlocks(
    xml,
    context,
    'none',
    (block) => blocks.push(block),
    (id, separator) => {
      blocks = [];
      if (!separator) notes.set(id, blocks);
    },
  );
}

/** The title in the file's properties (ECMA-376 part 2, 11). */
export function coreTitle(parts: ZipPackage): string {
  const xml = parts.readOptional('docProps/core.xml');
  let title = '';
  let inside = false;
  if (xml !== null) {
    readXml(xml, {
      open: (name) => {
        inside = name === 'title';
      },
      text: (text) => {
        if (inside) title += text;
      },
      close: () => {
        inside = false;
      },
    });
  }
  return title;
}
