import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { loadPdf, PDF_LIMITS } from '../rag/load/pdf.ts';
import { column, writePdf } from './support/pdf-writer.ts';

it('refuses more pages than the limit', async () => {
  const bytes = writePdf(Array.from({ length: 12 }, (_, n) => column([`Page ${n}`], 72)));
  await expect(loadPdf({ path: 'atlas.pdf', bytes }, {}, { ...PDF_LIMITS, pages: 10 })).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('12 pages'),
  });
});

/** Many thousand pieces of text, each at a place of its own, from a few kilobytes of file. */
function bomb(pieces: number): Buffer {
  const operators = Array.from(
    { length: 1 << 12 },
    (_, n) => `BT /F1 9 Tf ${n % 500} ${(n * 7) % 700} Td (alunite) Tj ET\n`,
  ).join('');
  const data = deflateSync(Buffer.from(operators.repeat(Math.ceil(pieces / (1 << 12)))), { level: 9 });
  return writePdf([], { streams: [{ dictionary: '/Filter /FlateDecode', data }] });
}

it('ends a page that takes too long, and the process lives on', async () => {
  const started = performance.now();
  const loading = loadPdf({ path: 'long.pdf', bytes: bomb(2_000_000) }, {}, { ...PDF_LIMITS, stallMs: 400 });
  await expect(loading).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('0.4 s'),
  });
  expect(performance.now() - started).toBeLessThan(20_000);
});

it('ends a page that takes too much memory', async () => {
  const loading = loadPdf({ path: 'swell.pdf', bytes: bomb(1_000_000) }, {}, { ...PDF_LIMITS, heapMib: 48 });
  await expect(loading).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('48 MiB'),
  });
});

it('ends a file that takes the process too much memory', async () => {
  const loading = loadPdf({ path: 'swell.pdf', bytes: bomb(1_000_000) }, {}, { ...PDF_LIMITS, processMib: 40 });
  await expect(loading).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('40 MiB'),
  });
});

it('stops when the user does', async () => {
  const bytes = writePdf(Array.from({ length: 200 }, (_, n) => column([`Page ${n}`], 72)));
  const controller = new AbortController();
  const loading = loadPdf(
    { path: 'long.pdf', bytes },
    { signal: controller.signal, onProgress: () => controller.abort() },
  );
  await expect(loading).rejects.toMatchObject({ code: 'INTERRUPTED' });
});

const text = (line: string) => Buffer.from(`BT /F1 10 Tf 72 700 Td (${line}) Tj ET\n`);
const page = (data: Buffer) => ({ dictionary: '', data });

it('refuses a hundred thousand pages before it reads one', async () => {
  const pageTree = `<< /Type /Pages /Kids [${'7 0 R '.repeat(100_000)}] /Count 100000 >>`;
  const bytes = writePdf([], { streams: [page(text('Alunite.'))], pageTree });
  const started = performance.now();
  await expect(loadPdf({ path: 'atlas.pdf', bytes })).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('100000 pages'),
  });
  expect(performance.now() - started).toBeLessThan(20_000);
});

it.each([
  ['contains itself', '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 4 >>'],
  ['points nowhere', '<< /Type /Pages /Kids [900 0 R] /Count 1 >>'],
])('refuses a page tree that %s', async (_, pageTree) => {
  const bytes = writePdf([], { streams: [page(text('Alunite.'))], pageTree });
  await expect(loadPdf({ path: 'tree.pdf', bytes })).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' });
});

it('counts the pages that are there, not those that are promised', async () => {
  const pageTree = '<< /Type /Pages /Kids [7 0 R] /Count 40 >>';
  const document = await loadPdf({
    path: 'tree.pdf',
    bytes: writePdf([], { streams: [page(text('Alunite.'))], pageTree }),
  });
  expect(document.pages).toHaveLength(1);
});

it('ends a stream that unpacks to a thousand times its size twice over', async () => {
  const once = deflateSync(Buffer.alloc(400 << 20, '0 0 m 9 9 l S\n'), { level: 1 });
  const data = deflateSync(once, { level: 9 });
  const bytes = writePdf([], { streams: [{ dictionary: '/Filter [/FlateDecode /FlateDecode]', data }] });
  expect(bytes.length).toBeLessThan(4 << 20);
  const limits = { ...PDF_LIMITS, processMib: 256, stallMs: 4000 };
  await expect(loadPdf({ path: 'bomb.pdf', bytes }, {}, limits)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
});

it('reads the names on a map of very many lines without keeping the lines', async () => {
  const lines = Buffer.from('0 0 m 317 211 l 45 600 l 12 9 l S\n'.repeat(200_000));
  const bytes = writePdf([], { streams: [page(Buffer.concat([lines, text('Red Hills')]))] });
  const document = await loadPdf({ path: 'map.pdf', bytes }, {}, { ...PDF_LIMITS, heapMib: 64 });
  expect(document.pages[0]!.text).toBe('Red Hills');
});

it('reads a page whose drawing draws itself, and a font whose letters are set in it', async () => {
  const objects = [
    {
      dictionary: '/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X1 7 0 R >> >>',
      data: Buffer.from('/X1 Do /X1 Do'),
    },
    {
      dictionary:
        '/Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 97 /LastChar 97 ' +
        '/Widths [10] /Encoding << /Differences [97 /a] >> /CharProcs << /a 9 0 R >> /Resources << /Font << /T3 8 0 R >> >>',
    },
    { dictionary: '', data: Buffer.from('10 0 d0 BT /T3 10 Tf (a) Tj ET') },
  ];
  const content = Buffer.concat([Buffer.from('/X1 Do BT /T3 10 Tf 72 500 Td (a) Tj ET\n'), text('Red Hills')]);
  const bytes = writePdf([], {
    streams: [page(content)],
    objects,
    resources: '/XObject << /X1 7 0 R >> /Font << /F1 3 0 R /T3 8 0 R >>',
  });
  const reading = loadPdf({ path: 'self.pdf', bytes }, {}, { ...PDF_LIMITS, stallMs: 5000 });
  await expect(reading.then(({ pages }) => pages[0]!.text)).resolves.toContain('Red Hills');
});

it('runs no script and takes in no embedded file', async () => {
  const objects = [
    { dictionary: '/S /JavaScript /JS (app.alert\\("run"\\); this.print\\(\\);)' },
    { dictionary: '/Names [(secret.txt) 9 0 R]' },
    { dictionary: '/Type /Filespec /F (secret.txt) /EF << /F 10 0 R >>' },
    { dictionary: '/Type /EmbeddedFile', data: Buffer.from('embedded words') },
  ];
  const bytes = writePdf([], {
    streams: [page(text('Alunite of the ridge.'))],
    catalogue: '/OpenAction 7 0 R /AA << /WC 7 0 R >> /Names << /EmbeddedFiles 8 0 R >>',
    objects,
  });
  const document = await loadPdf({ path: 'script.pdf', bytes });
  expect(document.pages.map((page) => page.text)).toEqual(['Alunite of the ridge.']);
});

it('bears sizes and places beyond all measure', async () => {
  const wild = Buffer.from(
    [
      'BT /F1 99999999999 Tf 72 700 Td (huge) Tj ET',
      'BT /F1 0.0000001 Tf 72 700 Td (tiny) Tj ET',
      'BT /F1 10 Tf 1 0 0 1 1e38 -1e38 Tm (far) Tj ET',
      'BT /F1 10 Tf 0 0 0 0 72 600 Tm (flat) Tj ET',
      '1e38 0 0 1e38 0 0 cm BT /F1 10 Tf (scaled) Tj ET',
    ].join('\n'),
  );
  const bytes = writePdf([], { streams: [page(Buffer.concat([text('Red Hills'), wild]))] });
  const document = await loadPdf({ path: 'wild.pdf', bytes }, {}, { ...PDF_LIMITS, stallMs: 5000 });
  expect(document.pages[0]!.text).toContain('Red Hills');
});
