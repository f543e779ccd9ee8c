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

it('ends a page that takes too long, and the process lives on', async () => {
  // Half a gigabyte of text operators from half a megabyte of file.
  const operators = Buffer.from('BT /F1 9 Tf 72 700 Td (alunite) Tj ET\n'.repeat(1 << 14));
  const data = deflateSync(Buffer.concat(Array.from({ length: 100 }, () => operators)), { level: 9 });
  const bytes = writePdf([], { streams: [{ dictionary: '/Filter /FlateDecode', data }] });
  const started = performance.now();
  const limits = { ...PDF_LIMITS, stallMs: 400 };
  await expect(loadPdf({ path: 'bomb.pdf', bytes }, {}, limits)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
  expect(performance.now() - started).toBeLessThan(10_000);
}, 20_000);

it('ends a file that swells in memory', async () => {
  const data = deflateSync(Buffer.alloc(1 << 28, '(alunite) Tj '), { level: 9 });
  const bytes = writePdf([], { streams: [{ dictionary: '/Filter /FlateDecode', data }] });
  const limits = { ...PDF_LIMITS, heapMib: 64, processMib: 128 };
  await expect(loadPdf({ path: 'swell.pdf', bytes }, {}, limits)).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('MiB'),
  });
}, 30_000);

it('stops when the user does', async () => {
  const bytes = writePdf(Array.from({ length: 200 }, (_, n) => column([`Page ${n}`], 72)));
  const controller = new AbortController();
  const loading = loadPdf(
    { path: 'long.pdf', bytes },
    { signal: controller.signal, onProgress: () => controller.abort() },
  );
  await expect(loading).rejects.toMatchObject({ code: 'INTERRUPTED' });
});
