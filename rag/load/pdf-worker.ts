import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { workerData } from 'node:worker_threads';
import { PDFParse } from 'pdf-parse';
import { GossanError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { ocrInstalled } from '../ocr/pp-ocr.ts';
import type { LoadedDocument } from './document.ts';
import { assemblePages } from './pdf-assemble.ts';
import { drawPage, type PdfFont, type Sheet } from './pdf-drawing.ts';
import { linesInReadingOrder, type PageParts, partsOfPage } from './pdf-layout.ts';
import { type OperatorPage, readOperators, readPictureOperators } from './pdf-operators.ts';
import { type OutlineEntry, readOutline } from './pdf-outline.ts';
import { takeRunningHeads } from './pdf-running-heads.ts';
import { type CanvasFactory, type DrawnPage, ScanReader } from './pdf-scans.ts';
import { choosePdfTitle } from './pdf-title.ts';
import { seenAfterAll } from './pdf-unseen.ts';
import { answer, tell } from './worker-messages.ts';
import { pdfDate } from './year.ts';

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

type PdfPage = OperatorPage &
  DrawnPage & {
    commonObjs: { get(name: string): unknown };
    cleanup(): void;
  };

const { bytes, path, maxPages, scanMs, skipScans } = workerData as PdfWorkerData;

/** Character maps and metrics of the standard fonts: without them Chinese PDFs of older programs come out empty. */
function libraryFolder(name: string): string {
  const require = createRequire(import.meta.url);
  const library = createRequire(require.resolve('pdf-parse'));
  return join(dirname(library.resolve('pdfjs-dist/package.json')), name) + sep;
}

/** The largest picture that is unpacked, in pixels: for the text none is, for a scan all are. */
const [NO_PICTURES, ALL_PICTURES] = [1, -1];

async function open(data: Uint8Array, maxImageSize: number): Promise<{ pdf: PdfDocument; info: unknown }> {
  const parser = new PDFParse({
    data,
    verbosity: 0,
    cMapUrl: libraryFolder('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: libraryFolder('standard_fonts'),
    wasmUrl: libraryFolder('wasm'),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    maxImageSize,
  });
  const { info } = await parser.getInfo();
  return { pdf: (parser as unknown as { doc: PdfDocument }).doc, info };
}

async function read(): Promise<LoadedDocument> {
  // Before the library takes the bytes away.
  const document = sha256(bytes).slice(0, 12);
  const copy = bytes.slice();
  const { pdf, info } = await open(bytes, NO_PICTURES);
  let pictured: Promise<PdfDocument> | null = null;
  const withPictures = async (number: number) => {
    pictured ??= open(copy, ALL_PICTURES).then((opened) => opened.pdf);
    return (await pictured).getPage(number);
  };
  if (pdf.numPages > maxPages) {
    const detail = `${pdf.numPages} pages; at most ${maxPages} can be read`;
    throw new GossanError('DOCUMENT_TOO_LARGE', { path, detail });
  }
  const drawn: PageParts[][] = [];
  const ocr: ({ confidence: number } | null)[] = [];
  const scans = new ScanReader(document, scanMs, skipScans, (page) =>
    tell({ type: 'progress', done: page - 1, total: pdf.numPages, unit: 'pages', recognising: page }),
  );
  tell({ type: 'progress', done: 0, total: pdf.numPages, unit: 'pages' });
  for (let number = 1; number <= pdf.numPages; number++) {
    const { parts, confidence } = await readPage(pdf, number, scans, () => withPictures(number));
    drawn.push(parts);
    ocr.push(confidence === undefined ? null : { confidence });
    tell({ type: 'progress', done: number, total: pdf.numPages, unit: 'pages' });
  }
  scans.close();
  if (drawn.every((parts) => parts.every(({ items }) => items.length === 0))) {
    const advice = ocrInstalled() ? NOTHING_RECOGNISED : HOW_TO_GET_OCR;
    throw new GossanError('DOCUMENT_NO_TEXT', { path, pages: pdf.numPages, advice });
  }
  const outline: OutlineEntry[] = await readOutline(pdf);
  const stated = await pdf.getPageLabels().catch(() => null);
  const { pages: bodies, labels: printed } = takeRunningHeads(drawn);
  const pages = bodies.map((parts) => {
    const lines = linesInReadingOrder(parts);
    tell({ type: 'progress', done: pdf.numPages, total: pdf.numPages, unit: 'pages' });
    return lines;
  });
  const assembled = assemblePages(pages, outline);
  const labels = stated?.some((label, at) => label !== String(at + 1)) ? stated : printed;
  const stamped = info as { Title?: unknown; CreationDate?: unknown } | undefined;
  const date = pdfDate(stamped?.CreationDate);
  return {
    format: 'pdf',
    ...(date === undefined ? {} : { date }),
    title: choosePdfTitle(stamped?.Title, pages, assembled, path),
    pages: assembled.map((page, at) => ({
      page: at + 1,
      ...(labels[at] && labels[at] !== String(at + 1) ? { label: labels[at] } : {}),
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
  withPictures: () => Promise<PdfPage>,
): Promise<{ parts: PageParts[]; confidence?: number }> {
  try {
    const page = await pdf.getPage(number);
    const viewport = page.getViewport({ scale: 1 });
    const operators = await readOperators(page);
    const sheets = drawPage(operators, (name) => fontOf(page, name), viewport);
    const parts = partsOfPage(await seenSheets(sheets, viewport, withPictures));
    const letters = parts.reduce((sum, { items }) => sum + items.reduce((all, { text }) => all + text.length, 0), 0);
    const drawn = drawnLater(page, withPictures);
    const read = await scans.read(number, drawn, letters, () => pdf.canvasFactory);
    page.cleanup();
    return read ?? { parts };
  } catch (error) {
    const detail = `page ${number} of ${pdf.numPages}: ${(error as Error).message}`;
    throw new GossanError('DOCUMENT_DAMAGED', { path, detail });
  }
}

/** Without what no reader of the page sees: orders to whoever reads it by machine, mostly. */
async function seenSheets(
  sheets: Sheet[],
  { transform }: { transform: number[] },
  withPictures: () => Promise<PdfPage>,
): Promise<Sheet[]> {
  const doubts = sheets.flatMap(({ fragments }) => fragments.flatMap(({ doubt }) => doubt ?? []));
  if (doubts.length === 0) return sheets;
  const page = await withPictures();
  const seen = await seenAfterAll(page, transform, doubts);
  page.cleanup();
  return sheets.map((sheet) => ({
    ...sheet,
    fragments: sheet.fragments.filter(({ doubt }) => doubt === undefined || seen.has(doubt)),
  }));
}

/** The page as a picture: the file is opened a second time, with its pictures, where one is asked for. */
function drawnLater(page: PdfPage, withPictures: () => Promise<PdfPage>): DrawnPage {
  let pictured: Promise<PdfPage> | null = null;
  const opened = () => (pictured ??= withPictures());
  return {
    getViewport: (options) => page.getViewport(options),
    getOperatorList: async () => readPictureOperators(await opened()),
    render: (options) => ({
      promise: opened().then(async (drawn) => {
        await drawn.render(options).promise;
        drawn.cleanup();
      }),
    }),
  };
}

const HOW_TO_GET_OCR = 'Run `npm run setup` once to install text recognition (OCR), then add the file again.';
const NOTHING_RECOGNISED = 'Text recognition found nothing on them: scan the pages anew, at 300 dpi and in good light.';
/** Null where a damaged font could not be read: its text is left out, as no one can say what it means. */
function fontOf(page: PdfPage, name: string): PdfFont | null {
  try {
    return page.commonObjs.get(name) as PdfFont;
  } catch {
    return null;
  }
}

/** Also where the library does not know the way: rights that a shop's server checks, certificates. */
const isLocked = ({ name, message }: Error) =>
  name === 'PasswordException' || /\bencryption (?:method|algorithm)/i.test(message);

answer(read(), (error) => (isLocked(error) ? { code: 'DOCUMENT_ENCRYPTED', values: {} } : null));
