import { strToU8, type Zippable, zipSync } from 'fflate';

/** Parts of an Office or EPUB file by their names; what is a string is written as UTF-8. */
export type Parts = Record<string, string | Uint8Array>;

export function zipParts(parts: Parts): Uint8Array {
  const files: Zippable = {};
  for (const [name, content] of Object.entries(parts)) {
    files[name] = typeof content === 'string' ? strToU8(content) : content;
  }
  return zipSync(files);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A Word document with this body; other parts ("word/styles.xml") may be given, or replaced. */
export function writeDocx(body: string, others: Parts = {}): Uint8Array {
  return zipParts({
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `${XML}<w:document ${W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:body>${body}<w:sectPr/></w:body></w:document>`,
    'word/styles.xml': `${XML}<w:styles ${W}>${STYLES}</w:styles>`,
    ...others,
  });
}

/** The styles that Word writes, with the ids of its Chinese edition: names are English in every edition. */
const STYLES =
  '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>' +
  '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="Our section"/><w:basedOn w:val="2"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="a4"><w:name w:val="caption"/><w:basedOn w:val="a"/></w:style>';

/** A paragraph; `style` is an id, `properties` more of w:pPr, `run` of each w:rPr. */
export function p(text: string, options: { style?: string; properties?: string; run?: string } = {}): string {
  const style = options.style === undefined ? '' : `<w:pStyle w:val="${options.style}"/>`;
  return `<w:p><w:pPr>${style}${options.properties ?? ''}</w:pPr>${r(text, options.run)}</w:p>`;
}

/** A run of text. */
export function r(text: string, properties = ''): string {
  return `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`;
}

/** A table; a cell is its text or the whole of its XML. */
export function tbl(rows: string[][], headRows = 0): string {
  const cells = (row: string[]) =>
    row.map((cell) => (cell.startsWith('<w:tc>') ? cell : `<w:tc>${p(cell)}</w:tc>`)).join('');
  const tr = (row: string[], at: number) =>
    `<w:tr>${at < headRows ? '<w:trPr><w:tblHeader/></w:trPr>' : ''}${cells(row)}</w:tr>`;
  return `<w:tbl>${rows.map(tr).join('')}</w:tbl>`;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export interface SheetPart {
  name: string;
  /** The inside of sheetData, and what follows it. */
  data: string;
  after?: string;
  state?: string;
}

/** A workbook; numbers of styles are places in `formats`. */
export function writeXlsx(
  sheets: SheetPart[],
  options: { strings?: string[]; formats?: string[]; others?: Parts } = {},
): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const formats = options.formats ?? ['General'];
  const parts: Parts = {
    '_rels/.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${XML}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.map((sheet, at) => `<sheet name="${sheet.name}" sheetId="${at + 1}" ${sheet.state === undefined ? '' : `state="${sheet.state}"`} r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, at) => `<Relationship Id="rId${at + 1}" Type="${office}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}<Relationship Id="rIdS" Type="${office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rIdF" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `${XML}<sst xmlns="${main}">${(options.strings ?? []).map((text) => `<si>${text.startsWith('<') ? text : `<t>${escapeXml(text)}</t>`}</si>`).join('')}</sst>`,
    'xl/styles.xml': `${XML}<styleSheet xmlns="${main}"><numFmts>${formats.map((code, at) => `<numFmt numFmtId="${200 + at}" formatCode="${escapeXml(code).replaceAll('"', '&quot;')}"/>`).join('')}</numFmts><cellXfs>${formats.map((_, at) => `<xf numFmtId="${200 + at}"/>`).join('')}</cellXfs></styleSheet>`,
  };
  for (const [at, sheet] of sheets.entries()) {
    parts[`xl/worksheets/sheet${at + 1}.xml`] =
      `${XML}<worksheet xmlns="${main}"><sheetData>${sheet.data}</sheetData>${sheet.after ?? ''}</worksheet>`;
  }
  return zipParts({ ...parts, ...options.others });
}

/** A book of XHTML parts in this order. */
export function writeEpub(
  chapters: { file: string; html: string; linear?: boolean }[],
  options: { title?: string; navigation?: string; ncx?: string; others?: Parts } = {},
): Uint8Array {
  const items = chapters.map(
    ({ file }, at) => `<item id="c${at}" href="${encodeURI(file)}" media-type="application/xhtml+xml"/>`,
  );
  if (options.navigation !== undefined) {
    items.push('<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>');
  }
  if (options.ncx !== undefined) {
    items.push('<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>');
  }
  const order = chapters.map(({ linear }, at) => `<itemref idref="c${at}"${linear === false ? ' linear="no"' : ''}/>`);
  const parts: Parts = {
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': `${XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
    'OEBPS/book.opf': `${XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escapeXml(options.title ?? '')}</dc:title></metadata><manifest>${items.join('')}</manifest><spine>${order.join('')}</spine></package>`,
  };
  if (options.navigation !== undefined) parts['OEBPS/nav.xhtml'] = options.navigation;
  if (options.ncx !== undefined) parts['OEBPS/toc.ncx'] = options.ncx;
  for (const { file, html } of chapters) parts[`OEBPS/${file}`] = html;
  return zipParts({ ...parts, ...options.others });
}

/** A chapter in XHTML. */
export function xhtml(body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>${body}</body></html>`;
}
