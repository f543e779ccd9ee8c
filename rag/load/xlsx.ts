import { GossanError } from '../../core/errors.ts';
import type { LoadedDocument, LoadedPage, SourceFile } from './document.ts';
import { coreTitle } from './docx.ts';
import { partOfType, partsOf, relationships } from './office-parts.ts';
import { refuseTooManyRows, writeSheet } from './sheet-pages.ts';
import { titleFromFile, usableTitle } from './title.ts';
import { type Parse, workerLoader } from './worker-loader.ts';
import { XlsxFormats } from './xlsx-formats.ts';
import { readSheet } from './xlsx-sheet.ts';
import { readXml } from './xml.ts';
import { isZip, ZipPackage } from './zip-package.ts';

/**
 * Workbooks: each visible sheet as pages of rows with the names of their columns, values as the sheet shows them, formulas
 * by their last result. Our own, because SheetJS left npm in 2022 with open advisories and exceljs has stood since 2023.
 */
export const xlsxLoader = workerLoader({
  format: 'xlsx',
  version: 1,
  extensions: ['.xlsx', '.xlsm'],
  recognises: (bytes) => isZip(bytes) && partsOf(bytes).some((name) => name.startsWith('xl/')),
  parse: parseXlsx,
});

function parseXlsx(file: SourceFile, report: Parameters<Parse>[1]): LoadedDocument {
  const parts = new ZipPackage(file);
  const { path } = file;
  const main = partOfType(parts, 'officeDocument') ?? 'xl/workbook.xml';
  const related = relationships(parts, main);
  const { sheets, date1904 } = readWorkbook(parts.read(main));
  const part = (type: string) => {
    const target = related.find((one) => one.type === type)?.target;
    return target === undefined ? null : parts.readOptional(target);
  };
  const strings = readStrings(part('sharedStrings'));
  const formats = new XlsxFormats(part('styles'), date1904);
  const pages: LoadedPage[] = [];
  let total = 0;
  const visible = sheets.filter(({ hidden }) => !hidden);
  for (const [at, { id, name }] of visible.entries()) {
    report(at, visible.length, 'sheets');
    const target = related.find((one) => one.id === id && one.type === 'worksheet')?.target;
    // Sheets that hold nothing but a chart are of another type.
    if (target === undefined || !parts.has(target)) continue;
    const before = total;
    const rows = readSheet(parts.read(target), strings, formats, (count) => {
      total = before + count;
      refuseTooManyRows(path, total);
      if (count % 1000 === 0) report(at, visible.length, 'sheets');
    });
    writeSheet(pages, rows, name);
  }
  if (pages.length === 0) throw new GossanError('DOCUMENT_FORMAT', { path, detail: 'the workbook is empty' });
  return { format: 'xlsx', title: usableTitle(coreTitle(parts)) ?? titleFromFile(path), pages };
}

function readWorkbook(xml: Buffer): { sheets: { id: string; name: string; hidden: boolean }[]; date1904: boolean } {
  const sheets: { id: string; name: string; hidden: boolean }[] = [];
  let date1904 = false;
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'sheet') {
        const hidden = attributes.state === 'hidden' || attributes.state === 'veryHidden';
        sheets.push({ id: attributes.id ?? '', name: attributes.name ?? '', hidden });
      } else if (name === 'workbookPr') date1904 = attributes.date1904 === '1' || attributes.date1904 === 'true';
    },
  });
  return { sheets, date1904 };
}

/** The texts that cells refer to by number; readings above Japanese characters (rPh) left out. */
function readStrings(xml: Buffer | null): string[] {
  const strings: string[] = [];
  if (xml === null) return strings;
  let text = '';
  let inText = false;
  let silent = 0;
  readXml(xml, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 't') inText = true;
      else if (name === 'rPh') silent++;
    },
    text: (part) => {
      if (inText && silent === 0) text += part;
    },
    close: (name) => {
      if (name === 'si') strings.push(text);
      else if (name === 't') inText = false;
      else if (name === 'rPh') silent--;
    },
  });
  return strings;
}
