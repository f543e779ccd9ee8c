import { Worker } from 'node:worker_threads';
import { asGossanError, GossanError } from '../../core/errors.ts';
import { workerUrl } from '../../core/paths.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { LoadedDocument, Loader, SourceFile } from './document.ts';
import { refuseTruncated } from './pdf-ending.ts';
import type { PdfWorkerData, PdfWorkerMessage } from './pdf-worker.ts';

/** PDF, page by page, parsed in a worker thread: a hostile file can neither hang nor kill the process. */
export const pdfLoader: Loader = {
  format: 'pdf',
  extensions: ['.pdf'],
  // Readers accept the mark anywhere in the first 1024 bytes (ISO 32000-1, Annex H, note 13 of Adobe's reader).
  recognises: (head) => Buffer.from(head).includes('%PDF-'),
  load: loadPdf,
};

/** What one file may cost. Tests set smaller ones. */
export interface PdfLimits {
  /** Pages beyond this are refused: a report is shorter, and every page costs time. */
  pages: number;
  /** JavaScript heap of the worker in MiB. */
  heapMib: number;
  /** Growth of the whole process in MiB: what a decompression bomb swells is outside of the JavaScript heap. */
  processMib: number;
  /** Time without any progress, in ms. A page takes 5 to 50 ms. */
  stallMs: number;
}

export const PDF_LIMITS: PdfLimits = { pages: 5000, heapMib: 1024, processMib: 2048, stallMs: 30_000 };

/** How often the watchdog looks, in ms. */
const WATCH_MS = 100;

/**
 * Reads a PDF.
 * @throws GossanError DOCUMENT_ENCRYPTED, DOCUMENT_DAMAGED, DOCUMENT_NO_TEXT, DOCUMENT_TOO_LARGE, INTERRUPTED
 */
export function loadPdf(file: SourceFile, options: SlowCall = {}, limits = PDF_LIMITS): Promise<LoadedDocument> {
  refuseTruncated(file);
  const { signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new GossanError('INTERRUPTED'));
    const bytes = Uint8Array.from(file.bytes);
    const workerData: PdfWorkerData = { bytes, path: file.path, maxPages: limits.pages };
    const worker = new Worker(workerUrl(import.meta.url, './pdf-worker'), {
      workerData,
      transferList: [bytes.buffer],
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMib, stackSizeMb: 4 },
      // Warnings of the PDF library on damaged fonts are of no use to the reader of the terminal.
      stdout: true,
      stderr: true,
    });
    let reading = 'opening it';
    let lastSign = performance.now();
    let leastRss = process.memoryUsage.rss();

    const finish = (settle: () => void) => {
      clearInterval(watchdog);
      signal?.removeEventListener('abort', onAbort);
      worker.removeAllListeners();
      // A late error of a worker that is being ended must not become an uncaught exception.
      worker.on('error', () => {});
      void worker.terminate().then(settle, settle);
    };
    const refuse = (error: GossanError) => finish(() => reject(error));
    const tooLarge = (detail: string) => refuse(new GossanError('DOCUMENT_TOO_LARGE', { path: file.path, detail }));
    const onAbort = () => refuse(new GossanError('INTERRUPTED'));
    const watchdog = setInterval(() => {
      // Against the least so far: what the process itself frees meanwhile must not hide the growth.
      const rss = process.memoryUsage.rss();
      leastRss = Math.min(leastRss, rss);
      const grownMib = (rss - leastRss) / 2 ** 20;
      if (grownMib > limits.processMib) tooLarge(`${reading} takes more than ${limits.processMib} MiB of memory`);
      else if (performance.now() - lastSign > limits.stallMs) {
        tooLarge(`${reading} takes more than ${limits.stallMs / 1000} s`);
      }
    }, WATCH_MS);

    signal?.addEventListener('abort', onAbort, { once: true });
    worker.on('message', (message: PdfWorkerMessage) => {
      lastSign = performance.now();
      if (message.type === 'page') {
        reading = `page ${message.page + 1}`;
        onProgress?.({ step: `reading ${file.path}`, done: message.page, total: message.pages, unit: 'pages' });
      } else if (message.type === 'refused') {
        refuse(new GossanError(message.code, { path: file.path, ...message.values }));
      } else {
        finish(() => resolve(message.document));
      }
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        tooLarge(`${reading} takes more than ${limits.heapMib} MiB of memory`);
      } else {
        refuse(asGossanError(error, file.path));
      }
    });
    worker.on('exit', (code) => {
      const detail = `the PDF reader ended with code ${code} at ${reading}`;
      refuse(new GossanError('DOCUMENT_DAMAGED', { path: file.path, detail }));
    });
  });
}
