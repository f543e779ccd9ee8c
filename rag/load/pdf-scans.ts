import { OcrClient } from '../ocr/ocr-client.ts';
import { PageCache } from '../ocr/page-cache.ts';
import { partsOfScan } from '../ocr/page-lines.ts';
import { type Picture, pictureFromRgba } from '../ocr/picture.ts';
import { ocrInstalled } from '../ocr/pp-ocr.ts';
import type { PageParts } from './pdf-layout.ts';
import { pictureShare } from './pdf-pictures.ts';

/** What is drawn and read of a page of a PDF. */
export interface DrawnPage {
  getViewport(options: { scale: number }): { transform: number[]; width: number; height: number };
  getOperatorList(): Promise<{ fnArray: number[]; argsArray: unknown[] }>;
  render(options: object): { promise: Promise<void> };
}

/** The part of the PDF library's document that draws. */
export interface CanvasFactory {
  create(width: number, height: number): { canvas: unknown; context: CanvasContext };
  destroy(made: unknown): void;
}

interface CanvasContext {
  getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
}

/** Fewer letters than this are a stamp or a page number on a picture of a page, where a picture fills it. */
const FEW_LETTERS = 200;
/** A picture of a page covers at least this much of it. */
const PAGE_PICTURE = 0.5;
/** Print of 6 points is 25 pixels high then, which the reader needs. */
const DPI = 300;
/** Plans and maps are drawn smaller: A3 at 300 dpi has 17 million. */
const MOST_PIXELS = 18e6;
const POINTS_PER_INCH = 72;

/** Reads pages of a PDF that are pictures of text. */
export class ScanReader {
  /** Pages that look like scans and were not read, counted from 1. */
  readonly unread: number[] = [];
  private readonly cache: PageCache;
  private readonly skip: ReadonlySet<number>;
  private readonly onStep: (page: number) => void;
  private readonly pageMs: number;
  private readonly client = new OcrClient();

  /**
   * @param document its id, by its content
   * @param pageMs the longest that one page may take; most take 3 to 10 s
   * @param skip pages on which an earlier reading ran out of time or memory
   * @param onStep called with the page while it is read: a sign of life
   */
  constructor(document: string, pageMs: number, skip: readonly number[], onStep: (page: number) => void) {
    this.cache = new PageCache(document);
    this.pageMs = pageMs;
    this.skip = new Set(skip);
    this.onStep = onStep;
  }

  /**
   * What a page's picture says, where its own text is missing and it has something drawn; null where it is not a scan, or cannot be
   * read. A page that fails leaves the others as they are.
   */
  async read(
    number: number,
    page: DrawnPage,
    letters: number,
    canvases: () => CanvasFactory,
  ): Promise<{ parts: PageParts[]; confidence: number } | null> {
    if (letters >= FEW_LETTERS) return null;
    if (this.skip.has(number)) {
      this.unread.push(number);
      return null;
    }
    try {
      const { width, height } = page.getViewport({ scale: 1 });
      const scale = Math.min(DPI / POINTS_PER_INCH, Math.sqrt(MOST_PIXELS / (width * height)));
      let read = this.cache.get(number);
      if (read === null) {
        // The pictures of the page are unpacked here already.
        this.onStep(number);
        const drawn = await pictureShare(await page.getOperatorList(), width * height);
        if (letters > 0 ? drawn.pictures < PAGE_PICTURE : !drawn.anything) return null;
        if (!ocrInstalled()) throw new Error('text recognition is not installed');
        read = await this.recognise(number, page, scale, canvases());
        this.cache.put(number, read);
      }
      const parts = partsOfScan(read, scale * POINTS_PER_INCH);
      const found = parts.items.reduce((sum, item) => sum + item.text.length, 0);
      return found > letters ? { parts: [parts], confidence: read.confidence } : null;
    } catch {
      this.unread.push(number);
      return null;
    }
  }

  /** Ends the process that reads. */
  close(): void {
    this.client.close();
  }

  private async recognise(number: number, page: DrawnPage, scale: number, canvases: CanvasFactory) {
    const end = performance.now() + this.pageMs;
    const picture = await draw(page, scale, canvases);
    return this.client.read(picture, () => {
      this.onStep(number);
      if (performance.now() > end) throw new Error(`it takes more than ${this.pageMs / 1000} s`);
    });
  }
}

async function draw(page: DrawnPage, scale: number, canvases: CanvasFactory): Promise<Picture> {
  const viewport = page.getViewport({ scale });
  const [width, height] = [Math.ceil(viewport.width), Math.ceil(viewport.height)];
  const made = canvases.create(width, height);
  try {
    await page.render({ canvasContext: made.context, canvas: made.canvas, viewport }).promise;
    return pictureFromRgba(made.context.getImageData(0, 0, width, height).data, width, height);
  } finally {
    canvases.destroy(made);
  }
}
