import { GossanError } from '../../core/errors.ts';
import { workerUrl } from '../../core/paths.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { LoadedDocument, Loader, SourceFile } from './document.ts';
import { refuseTruncated } from './pdf-ending.ts';
import { readInWorker, WORKER_LIMITS, type WorkerLimits } from './read-in-worker.ts';

/** PDF, page by page, parsed in a worker thread: a hostile file can neither hang nor kill the process. */
export const pdfLoader: Loader = {
  format: 'pdf',
  version: 2,
  extensions: ['.pdf'],
  // Readers accept the mark anywhere in the first 1024 bytes (ISO 32000-1, Annex H, note 13 of Adobe's reader).
  recognises: (bytes) => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-'),
  load: loadPdf,
};

/** What one file may cost; a page takes 5 to 50 ms. Tests set smaller ones. */
export interface PdfLimits extends WorkerLimits {
  /** Pages beyond this are refused: a report is shorter, and every page costs time. */
  pages: number;
  /** The longest that text recognition may take on a page, in ms; beyond it the page stays unread. Most take 3 to 10 s. */
  scanMs: number;
}

/** A file with more pages than this that cannot be recognised within the limits is refused. */
const MOST_BAD_SCANS = 3;

export const PDF_LIMITS: PdfLimits = { ...WORKER_LIMITS, pages: 5000, scanMs: 120_000 };

/**
 * Reads a PDF.
 * @throws GossanError DOCUMENT_ENCRYPTED, DOCUMENT_DAMAGED, DOCUMENT_NO_TEXT, DOCUMENT_TOO_LARGE, INTERRUPTED
 */
export async function loadPdf(file: SourceFile, options: SlowCall = {}, limits = PDF_LIMITS): Promise<LoadedDocument> {
  refuseTruncated(file);
  const module = workerUrl(import.meta.url, './pdf-worker');
  const skipScans: number[] = [];
  for (;;) {
    try {
      const data = { maxPages: limits.pages, scanMs: limits.scanMs, skipScans };
      return await readInWorker(module, file, data, options, limits);
    } catch (error) {
      // A picture that takes too long or too much must not lose the other pages.
      const page = error instanceof GossanError ? Number(error.values.recognising) : Number.NaN;
      if (Number.isNaN(page) || skipScans.length >= MOST_BAD_SCANS) throw error;
      skipScans.push(page);
    }
  }
}
