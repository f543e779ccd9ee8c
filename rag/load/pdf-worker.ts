import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PDFParse } from 'pdf-parse';
import type { LoadedDocument } from './document.ts';
import { assemblePages } from './pdf-assemble.ts';
import { drawPage, type PdfFont } from './pdf-drawing.ts';
import { linesInReadingOrder, type PageParts, partsOfPage } from './pdf-layout.ts';
import { type OperatorPage, readOperators } from './pdf-operators.ts';
import { type OutlineEntry, readOutline } from './pdf-outline.ts';
import { takeRunningHeads } from './pdf-running-heads.ts';
import { choosePdfTitle } from './pdf-title.ts';

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

interface PdfPage extends OperatorPage {
  getViewport(options: { scale: number }): { transform: number[]; width: number; height: number };
  commonObjs: { get(name: string): unknown };
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
    // Pictures hold no text here; they are not even unpacked.
    maxImageSize: 1,
  });
  const info = await parser.getInfo();
  const pdf = (parser as unknown as { doc: PdfDocument }).doc;
  if (pdf.numPages > maxPages) {
    const detail = `${pdf.numPages} pages; at most ${maxPages} can be read`;
    throw new RefusedPdf({ code: 'DOCUMENT_TOO_LARGE', values: { detail } });
  }
  const drawn: PageParts[][] = [];
  tell({ type: 'page', page: 0, pages: pdf.numPages });
  for (let number = 1; number <= pdf.numPages; number++) {
    drawn.push(await readPage(pdf, number));
    tell({ type: 'page', page: number, pages: pdf.numPages });
  }
  if (drawn.every((parts) => parts.every(({ items }) => items.length === 0))) {
    throw new RefusedPdf({ code: 'DOCUMENT_NO_TEXT', values: { pages: pdf.numPages } });
  }
  const outline: OutlineEntry[] = await readOutline(pdf);
  const stated = await pdf.getPageLabels().catch(() => null);
  const { pages: bodies, labels: printed } = takeRunningHeads(drawn);
  const pages = bodies.map((parts) => {
    const lines = linesInReadingOrder(parts);
    tell({ type: 'page', page: pdf.numPages, pages: pdf.numPages });
    return lines;
  });
  const assembled = assemblePages(pages, outline);
  const labels = stated?.some((label, at) => label !== String(at + 1)) ? stated : printed;
  return {
    format: 'pdf',
    title: choosePdfTitle((info.info as { Title?: unknown } | undefined)?.Title, pages, assembled, path),
    pages: assembled.map((page, at) => ({
      page: at + 1,
      ...(labels[at] && labels[at] !== String(at + 1) ? { label: labels[at] } : {}),
      ...page,
    })),
  };
}

async function readPage(pdf: PdfDocument, number: number): Promise<PageParts[]> {
  try {
    const page = await pdf.getPage(number);
    const viewport = page.getViewport({ scale: 1 });
    const operators = await readOperators(page);
    const sheets = drawPage(operators, (name) => fontOf(page, name), viewport);
    page.cleanup();
    return partsOfPage(sheets);
  } catch (error) {
    const detail = `page ${number} of ${pdf.numPages}: ${(error as Error).message}`;
    throw new RefusedPdf({ code: 'DOCUMENT_DAMAGED', values: { detail } });
  }
}

/** Null where a damaged font could not be read: its text is left out, as no one can say what it means. */
function fontOf(page: PdfPage, name: string): PdfFont | null {
  try {
    return page.commonObjs.get(name) as PdfFont;
  } catch {
    return null;
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
