import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PDFParse } from 'pdf-parse';
import type { LoadedDocument } from './document.ts';
import { assemblePages } from './pdf-assemble.ts';
import { linesInReadingOrder, type PdfTextItem, type PlacedLine } from './pdf-layout.ts';
import { type OutlineEntry, readOutline } from './pdf-outline.ts';
import { choosePdfTitle } from './pdf-title.ts';
import { pdfDate } from './year.ts';

export interface PdfWorkerData {
  bytes: Uint8Array;
  path: string;
  maxPages: number;
}

type Refusal =
  | { code: 'DOCUMENT_ENCRYPTED'; values: Record<string, never> }
  | { code: 'DOCUMENT_DAMAGED'; values: { detail: string } }
  | { code: 'DOCUMENT_NO_TEXT'; values: { pages: number } }
  | { code: 'DOCUMENT_TOO_LARGE'; values: { detail: string } };

export type PdfWorkerMessage =
  /** So many pages are read. */
  | { type: 'page'; page: number; pages: number }
  | ({ type: 'refused' } & Refusal)
  | { type: 'done'; document: LoadedDocument };

/** The part of the PDF document behind pdf-parse that is read here; pdf-parse's own text loses the positions. */
export interface PdfDocument {
  numPages: number;
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

interface PdfPage {
  getViewport(options: { scale: number }): { transform: number[]; width: number; height: number };
  getTextContent(): Promise<{ items: unknown[] }>;
  cleanup(): void;
}

class RefusedPdf extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

const { bytes, path, maxPages } = workerData as PdfWorkerData;

function tell(message: PdfWorkerMessage): void {
  parentPort!.postMessage(message);
}

/** Character maps and metrics of the standard fonts: without them Chinese PDFs of older programs come out empty. */
function libraryFolder(name: string): string {
  const require = createRequire(import.meta.url);
  const library = createRequire(require.resolve('pdf-parse'));
  return join(dirname(library.resolve('pdfjs-dist/package.json')), name) + sep;
}

async function read(): Promise<LoadedDocument> {
  const parser = new PDFParse({
    data: bytes,
    verbosity: 0,
    cMapUrl: libraryFolder('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: libraryFolder('standard_fonts'),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
  });
  const info = await parser.getInfo();
  const pdf = (parser as unknown as { doc: PdfDocument }).doc;
  if (pdf.numPages > maxPages) {
    const detail = `${pdf.numPages} pages; at most ${maxPages} can be read`;
    throw new RefusedPdf({ code: 'DOCUMENT_TOO_LARGE', values: { detail } });
  }
  const pages: PlacedLine[][] = [];
  tell({ type: 'page', page: 0, pages: pdf.numPages });
  for (let number = 1; number <= pdf.numPages; number++) {
    pages.push(await readPage(pdf, number));
    tell({ type: 'page', page: number, pages: pdf.numPages });
  }
  if (pages.every((lines) => lines.length === 0)) {
    throw new RefusedPdf({ code: 'DOCUMENT_NO_TEXT', values: { pages: pdf.numPages } });
  }
  const outline: OutlineEntry[] = await readOutline(pdf);
  const labels = await pdf.getPageLabels().catch(() => null);
  const assembled = assemblePages(pages, outline);
  const date = pdfDate((info.info as { CreationDate?: unknown } | undefined)?.CreationDate);
  return {
    format: 'pdf',
    ...(date === undefined ? {} : { date }),
    title: choosePdfTitle((info.info as { Title?: unknown } | undefined)?.Title, pages, assembled, path),
    pages: assembled.map((page, at) => ({
      page: at + 1,
      ...(labels?.[at] && labels[at] !== String(at + 1) ? { label: labels[at] } : {}),
      ...page,
    })),
  };
}

async function readPage(pdf: PdfDocument, number: number): Promise<PlacedLine[]> {
  try {
    const page = await pdf.getPage(number);
    const { transform, width, height } = page.getViewport({ scale: 1 });
    const { items } = await page.getTextContent();
    page.cleanup();
    const textItems = items.filter((item): item is PdfTextItem => (item as PdfTextItem).str !== undefined);
    return linesInReadingOrder(textItems, { transform, width, height });
  } catch (error) {
    const detail = `page ${number} of ${pdf.numPages}: ${(error as Error).message}`;
    throw new RefusedPdf({ code: 'DOCUMENT_DAMAGED', values: { detail } });
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusedPdf) return error.refusal;
  const { name, message } = error as Error;
  if (name === 'PasswordException') return { code: 'DOCUMENT_ENCRYPTED', values: {} };
  return { code: 'DOCUMENT_DAMAGED', values: { detail: message.replace(/\.$/, '') } };
}

read().then(
  (document) => tell({ type: 'done', document }),
  (error) => tell({ type: 'refused', ...refusalOf(error) }),
);
