import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { docxLoader } from '../rag/load/docx.ts';
import { epubLoader } from '../rag/load/epub.ts';
import { WORKER_LIMITS } from '../rag/load/read-in-worker.ts';
import { loadDocument } from '../rag/load/registry.ts';
import { p, r, writeDocx, writeEpub, writeXlsx, xhtml, zipParts } from './support/office-files.ts';
import { column, writePdf } from './support/pdf-writer.ts';

const load = (path: string, bytes: Uint8Array) => loadDocument({ path, bytes });
const refusal = (path: string, bytes: Uint8Array) => load(path, bytes).catch((error) => error);

const BLANKS = new Uint8Array(300 * 2 ** 20);

it('refuses a part that unpacks to gigabytes, before it does', async () => {
  const before = process.memoryUsage.rss();
  const bytes = writeDocx('', { 'word/document.xml': BLANKS });
  expect(bytes.length).toBeLessThan(2 ** 20);
  const error = await refusal('bomb.docx', bytes);
  expect(error).toMatchObject({ code: 'DOCUMENT_TOO_LARGE', exitCode: 3 });
  expect(error.message).toMatch(/^bomb\.docx: word\/document\.xml in it unpacks to more than 256 MiB/);
  expect(process.memoryUsage.rss() - before).toBeLessThan(1.5 * 2 ** 30);
});

it('refuses a directory that lies about the size of a part', async () => {
  const bytes = Buffer.from(writeDocx('', { 'word/document.xml': BLANKS.subarray(0, 2 ** 22) }));
  // The name stands 46 bytes behind the start of its entry in the directory, the size 24.
  const entry = bytes.lastIndexOf('word/document.xml') - 46;
  bytes.writeUInt32LE(1000, entry + 24);
  expect(await refusal('liar.docx', bytes)).toMatchObject({
    code: 'DOCUMENT_DAMAGED',
    message: expect.stringContaining('longer than the directory says'),
  });
});

it('does not open archives inside of the archive', async () => {
  const inner = zipParts({ 'a.zip': zipParts({ 'b.zip': new Uint8Array(4 * 2 ** 20) }) });
  const bytes = writeDocx(p('Cuprite.'), { 'word/embeddings/bomb.zip': inner, 'word/media/x.png': inner });
  expect((await load('nested.docx', bytes)).pages[0]!.text).toBe('Cuprite.');
});

const ENTITIES = `<!DOCTYPE x [<!ENTITY a "${'lol'.repeat(100)}">${Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n} "${`&a${n === 0 ? '' : n - 1};`.repeat(10)}">`).join('')}<!ENTITY file SYSTEM "file:///etc/hostname">]>`;

it('expands no entities of the file, and fetches none', async () => {
  const body = `<w:document xmlns:w="w"><w:body>${p('Cuprite')}<w:p><w:r><w:t>&a8; &file; &amp;</w:t></w:r></w:p></w:body></w:document>`;
  const docx = await load(
    'xxe.docx',
    writeDocx('', { 'word/document.xml': `<?xml version="1.0"?>${ENTITIES}${body}` }),
  );
  const epub = await load(
    'xxe.epub',
    writeEpub([
      {
        file: 'a.xhtml',
        html: `<?xml version="1.0"?>${ENTITIES.replace('x [', 'html [')}<html><body><p>Cuprite &a8; &file;</p></body></html>`,
      },
    ]),
  );
  const secret = readFileSync('/etc/hostname', 'utf8').trim();
  for (const { pages } of [docx, epub]) {
    expect(pages[0]!.text).toMatch(/^Cuprite/);
    expect(pages[0]!.text).not.toContain('lol');
    expect(pages[0]!.text).not.toContain('ENTITY');
    if (secret.length > 3) expect(pages[0]!.text).not.toContain(secret);
    expect(pages[0]!.text.length).toBeLessThan(60);
  }
});

it('reads the text of a document with macros and scripts, and nothing of them', async () => {
  const docm = writeDocx(p('Cuprite.'), { 'word/vbaProject.bin': Buffer.from('Sub AutoOpen() Shell "touch owned"') });
  expect((await load('macro.docm', docm)).pages[0]!.text).toBe('Cuprite.');
  const book = writeEpub([
    { file: 'a.xhtml', html: xhtml('<p onclick="x()">Cuprite.</p><script>alert("no")</script>') },
  ]);
  expect((await load('script.epub', book)).pages[0]!.text).toBe('Cuprite.');
});

it('writes nothing to the disk and reads nothing of it, whatever the names in the archive are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gossan-names-'));
  writeFileSync(join(folder, 'secret.xhtml'), xhtml('<p>secret</p>'));
  const names = { '../escaped.txt': 'x', '/etc/escaped.txt': 'x', 'C:\\escaped.txt': 'x', '..\\..\\escaped.txt': 'x' };
  const docx = writeDocx(p('Cuprite.'), names);
  expect((await load(join(folder, 'names.docx'), docx)).pages[0]!.text).toBe('Cuprite.');
  const book = writeEpub([{ file: 'a.xhtml', html: xhtml('<p>Cuprite.</p>') }], {
    others: {
      'OEBPS/book.opf': `<package><manifest><item id="a" href="a.xhtml"/><item id="b" href="../../../../${folder}/secret.xhtml"/></manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>`,
    },
  });
  expect((await load(join(folder, 'names.epub'), book)).pages.map(({ text }) => text)).toEqual(['Cuprite.']);
  expect(readdirSync(folder)).toEqual(['secret.xhtml']);
  expect(existsSync(join(folder, '..', 'escaped.txt'))).toBe(false);
});

/** The header of a compound file and names of its streams, as programs write them: in UTF-16. */
const compound = (...streams: string[]) =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    ...streams.map((name) => Buffer.from(name.padEnd(32, '\0'), 'utf16le')),
  ]);

it('tells a document with a password from one of the last century', async () => {
  expect(await refusal('locked.docx', compound('EncryptionInfo', 'EncryptedPackage'))).toMatchObject({
    code: 'DOCUMENT_ENCRYPTED',
    message: expect.stringContaining('locked.docx'),
    hint: expect.stringContaining('without the password'),
  });
  const old = await refusal('old.doc', compound('WordDocument'));
  expect(old).toMatchObject({ code: 'DOCUMENT_FORMAT' });
  expect(old.message).toContain('save it as .docx');
});

it('refuses a ZIP archive with a password', async () => {
  const bytes = Buffer.from(writeDocx(p('Cuprite.')));
  for (let at = bytes.indexOf('504b0102', 0, 'hex'); at !== -1; at = bytes.indexOf('504b0102', at + 4, 'hex')) {
    bytes.writeUInt16LE(bytes.readUInt16LE(at + 8) | 1, at + 8);
  }
  expect(await refusal('zip.docx', bytes)).toMatchObject({ code: 'DOCUMENT_ENCRYPTED' });
});

it.each(['docx', 'xlsx', 'epub'])('refuses a %s that was cut off, or damaged inside, and names it', async (format) => {
  const files = {
    docx: writeDocx(p('Cuprite and malachite. '.repeat(200))),
    xlsx: writeXlsx([{ name: 'S', data: `<row r="1">${'<c t="str"><v>Cuprite</v></c>'.repeat(300)}</row>` }]),
    epub: writeEpub([{ file: 'a.xhtml', html: xhtml(`<p>${'Cuprite. '.repeat(300)}</p>`) }]),
  };
  const path = `cut.${format}`;
  const bytes = files[format as keyof typeof files];
  for (const length of [bytes.length - 10, Math.floor(bytes.length / 2), 40]) {
    expect(await refusal(path, bytes.subarray(0, length))).toMatchObject({
      code: 'DOCUMENT_DAMAGED',
      message: expect.stringContaining(path),
    });
  }
  const part = { docx: 'word/document.xml', xlsx: 'xl/worksheets/sheet1.xml', epub: 'OEBPS/a.xhtml' }[format]!;
  const damaged = Buffer.from(bytes);
  // Behind the name in the local header lie the packed bytes of the part.
  const place = damaged.indexOf(part) + part.length + 20;
  damaged[place] = damaged[place]! ^ 0xff;
  expect(await refusal(path, damaged)).toMatchObject({ code: 'DOCUMENT_DAMAGED' });
  // Bytes that expand, and are not those that were packed: the checksum stands 16 bytes behind the start of an entry.
  const other = Buffer.from(bytes);
  const checksum = other.lastIndexOf(part) - 46 + 16;
  other.writeUInt8(other.readUInt8(checksum) ^ 1, checksum);
  expect(await refusal(path, other)).toMatchObject({
    code: 'DOCUMENT_DAMAGED',
    message: expect.stringContaining('checksum'),
  });
});

it('reads a PDF that is called .docx, and says of other things what they are not', async () => {
  const pdf = writePdf([column(['Skarn with garnet.'], 72)]);
  expect(await load('report.docx', pdf)).toMatchObject({ format: 'pdf' });
  expect(await refusal('report.docx', Buffer.from('just some text'))).toMatchObject({
    code: 'DOCUMENT_DAMAGED',
    message: 'report.docx: the file is damaged (it does not begin as a DOCX file does).',
  });
  expect(await refusal('book.epub', zipParts({ 'a.txt': 'x' }))).toMatchObject({ code: 'DOCUMENT_DAMAGED' });
  expect(await refusal('notes.txt', zipParts({ 'a.txt': 'x' }))).toMatchObject({ code: 'DOCUMENT_FORMAT' });
  expect(await load('workbook.docx', writeXlsx([{ name: 'S', data: '<row><c><v>1</v></c></row>' }]))).toMatchObject({
    format: 'xlsx',
  });
});

it('refuses a hundred thousand pages, and as many chapters', async () => {
  const breaks = `<w:p>${'<w:r><w:br w:type="page"/></w:r>'.repeat(100_000)}${r('end')}</w:p>`;
  expect(await refusal('atlas.docx', writeDocx(breaks))).toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: 'atlas.docx: more than 5000 pages.',
  });
  const items = Array.from({ length: 6000 }, (_, n) => n);
  const opf = `<package><manifest>${items.map((n) => `<item id="c${n}" href="${n}.xhtml"/>`).join('')}</manifest><spine>${items.map((n) => `<itemref idref="c${n}"/>`).join('')}</spine></package>`;
  expect(await refusal('atlas.epub', writeEpub([], { others: { 'OEBPS/book.opf': opf } }))).toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('6000 chapters'),
  });
});

it('reads tables in tables, and refuses elements that are nested a hundred thousand deep', async () => {
  const tables = '<w:tbl><w:tr><w:tc>'.repeat(300) + p('inside') + '</w:tc></w:tr></w:tbl>'.repeat(300);
  expect((await load('tables.docx', writeDocx(tables))).pages[0]!.text).toBe('inside');
  const deep = writeDocx(`${'<w:sdt>'.repeat(100_000)}${p('Cuprite.')}`);
  const book = writeEpub([{ file: 'a.xhtml', html: xhtml('<div>'.repeat(100_000)) }]);
  const page = Buffer.from(`<html><body>${'<b>'.repeat(100_000)}`);
  for (const [path, bytes] of [
    ['deep.docx', deep],
    ['deep.epub', book],
    ['deep.html', page],
  ] as const) {
    expect(await refusal(path, bytes)).toMatchObject({
      code: 'DOCUMENT_DAMAGED',
      message: expect.stringMatching(new RegExp(`^${path}: .*nested`)),
    });
  }
});

it('ends the reading at its limits of time and memory, and when the user does', async () => {
  const long = writeDocx(p('Cuprite and malachite. ').repeat(400_000));
  const limits = { ...WORKER_LIMITS, heapMib: 24 };
  await expect(docxLoader.load({ path: 'swell.docx', bytes: long }, {}, limits)).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('24 MiB'),
  });
  const chapter = { file: 'a.xhtml', html: xhtml('<p>malachite <b>x</b></p>'.repeat(300_000)) };
  const book = writeEpub([chapter]);
  await expect(
    epubLoader.load({ path: 'slow.epub', bytes: book }, {}, { ...WORKER_LIMITS, stallMs: 1 }),
  ).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE', message: expect.stringContaining('0.001 s') });
  const controller = new AbortController();
  const loading = docxLoader.load(
    { path: 'long.docx', bytes: long },
    { signal: controller.signal, onProgress: () => controller.abort() },
  );
  await expect(loading).rejects.toMatchObject({ code: 'INTERRUPTED' });
});
