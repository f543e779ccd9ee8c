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
