import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { workerData } from 'node:worker_threads';
import { PDFParse } from 'pdf-parse';
import { GossanError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { ocrInstalled } from '../ocr/pp-ocr.ts';
import type { LoadedDocument } from './document.ts';
import { assemblePages } from './pdf-assemble.ts';
import { linesInReadingOrder, type PdfTextItem, type PlacedLine } from './pdf-layout.ts';
import { type OutlineEntry, readOutline } from './pdf-outline.ts';
import { type CanvasFactory, type DrawnPage, ScanReader } from './pdf-scans.ts';
import { choosePdfTitle } from './pdf-title.ts';
import { answer, tell } from './worker-messages.ts';

export interface PdfWorkerData {
  bytes: Uint8Array;
  path: string;
  maxPages: number;
  /** The longest that text recognition may take on a page, in ms. */
  scanMs: number;
  /** Scans on which an earlier reading ran out of time or memory. */
  skipScans: number[];
}

/** The part of the PDF document behind pdf-parse that is read here; pdf-parse's own text loses the positions. */
export interface PdfDocument {
  numPages: number;
  canvasFactory: CanvasFactory;
  getPage(page: number): Promise<PdfPage>;
  getPageLabels(): Promise<string[] | null>;
  getOutline(): Promise<PdfOutlineNode[] | null>;
  getDestination(name: string): Promise<unknown[] | null>;
  getPageIndex(reference: unknown): Promise<number>;
}

export interface PdfOutlineNode {
  title: string;
  dest: string | unknown[] | null;
  items: PdfOutlineNode[];
}

interface PdfPage extends DrawnPage {
  getTextContent(): Promise<{ items: unknown[] }>;
  cleanup(): void;
}

const { bytes, path, maxPages, scanMs, skipScans } = workerData as PdfWorkerData;

/** Character maps and metrics of the standard fonts: without them Chinese PDFs of older programs come out empty. */
function libraryFolder(name: string): string {
  const require = createRequire(import.meta.url);
  const library = createRequire(require.resolve('pdf-parse'));
  return join(dirname(library.resolve('pdfjs-dist/package.json')), name) + sep;
}

async function read(): Promise<LoadedDocument> {
  // Before the library takes the bytes away.
  const document = sha256(bytes).slice(0, 12);
  const parser = new PDFParse({
    data: bytes,
    verbosity: 0,
    cMapUrl: libraryFolder('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: libraryFolder('standard_fonts'),
    wasmUrl: libraryFolder('wasm'),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
  });
  const info = await parser.getInfo();
  const pdf = (parser as unknown as { doc: PdfDocument }).doc;
  if (pdf.numPages > maxPages) {
    const detail = `${pdf.numPages} pages; at most ${maxPages} can be read`;
    throw new GossanError('DOCUMENT_TOO_LARGE', { path, detail });
  }
  const pages: PlacedLine[][] = [];
  const ocr: ({ confidence: number } | null)[] = [];
  const scans = new ScanReader(document, scanMs, skipScans, (page) =>
    tell({ type: 'progress', done: page - 1, total: pdf.numPages, unit: 'pages', recognising: page }),
  );
  tell({ type: 'progress', done: 0, total: pdf.numPages, unit: 'pages' });
  for (let number = 1; number <= pdf.numPages; number++) {
    const { lines, confidence } = await readPage(pdf, number, scans);
    pages.push(lines);
    ocr.push(confidence === undefined ? null : { confidence });
    tell({ type: 'progress', done: number, total: pdf.numPages, unit: 'pages' });
  }
  scans.close();
  if (pages.every((lines) => lines.length === 0)) {
    const advice = ocrInstalled() ? NOTHING_RECOGNISED : HOW_TO_GET_OCR;
    throw new GossanError('DOCUMENT_NO_TEXT', { path, pages: pdf.numPages, advice });
  }
  const outline: OutlineEntry[] = await readOutline(pdf);
  const labels = await pdf.getPageLabels().catch(() => null);
  const assembled = assemblePages(pages, outline);
  return {
    format: 'pdf',
    title: choosePdfTitle((info.info as { Title?: unknown } | undefined)?.Title, pages, assembled, path),
    pages: assembled.map((page, at) => ({
      page: at + 1,
      ...(labels?.[at] && labels[at] !== String(at + 1) ? { label: labels[at] } : {}),
      ...page,
      ...(ocr[at] == null ? {} : { ocr: ocr[at] }),
    })),
    ...(scans.unread.length === 0 ? {} : { unread: scans.unread }),
  };
}

async function readPage(
  pdf: PdfDocument,
  number: number,
  scans: ScanReader,
): Promise<{ lines: PlacedLine[]; confidence?: number }> {
  try {
    const page = await pdf.getPage(number);
    const { transform, width, height } = page.getViewport({ scale: 1 });
    const { items } = await page.getTextContent();
    const textItems = items.filter((item): item is PdfTextItem => (item as PdfTextItem).str !== undefined);
    const lines = linesInReadingOrder(textItems, { transform, width, height });
    const read = await scans.read(number, page, lines, () => pdf.canvasFactory);
    page.cleanup();
    return read ?? { lines };
  } catch (error) {
    const detail = `page ${number} of ${pdf.numPages}: ${(error as Error).message}`;
    throw new GossanError('DOCUMENT_DAMAGED', { path, detail });
  }
}

const HOW_TO_GET_OCR = 'Run `npm run setup` once to install text recognition (OCR), then add the file again.';
const NOTHING_RECOGNISED = 'Text recognition found nothing on them: scan the pages anew, at 300 dpi and in good light.';

answer(read(), ({ name }) => (name === 'PasswordException' ? { code: 'DOCUMENT_ENCRYPTED', values: {} } : null));
