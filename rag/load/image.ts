import { GossanError } from '../../core/errors.ts';
import { OcrClient } from '../ocr/ocr-client.ts';
import { type ImageInfo, MOST_PIXELS } from '../ocr/page-images.ts';
import { linesOfPage } from '../ocr/page-lines.ts';
import { requireOcr } from '../ocr/pp-ocr.ts';
import type { LoadedDocument, SourceFile } from './document.ts';
import { assemblePages } from './pdf-assemble.ts';
import type { PlacedLine } from './pdf-layout.ts';
import { choosePdfTitle } from './pdf-title.ts';
import { type Parse, workerLoader } from './worker-loader.ts';

/** Pages of one TIFF. */
const MOST_PAGES = 500;
/** More colours than a picture for people has (cyan, magenta, yellow, black, transparency). */
const MOST_CHANNELS = 5;
/** What files say of their resolution is often wrong; sizes of letters only count among each other. */
const A4_INCHES = 11.69;

const MARKS = {
  png: '89504e470d0a1a0a',
  jpeg: 'ffd8ff',
  tiff: '49492a00',
  'tiff of the other byte order': '4d4d002a',
};

/**
 * Pictures of pages (PNG, JPEG, TIFF with one page or many), read by text recognition. Only where they are named: a folder of
 * reports holds photographs too, and a folder of scenes TIFFs of another kind.
 */
export const imageLoader = workerLoader({
  format: 'image',
  version: 2,
  extensions: ['.png', '.jpg', '.jpeg', '.tif', '.tiff'],
  namedOnly: true,
  recognises: (bytes) => {
    const head = Buffer.from(bytes.subarray(0, 8)).toString('hex');
    return Object.values(MARKS).some((mark) => head.startsWith(mark));
  },
  parse: parseImage,
});

async function parseImage(file: SourceFile, report: Parameters<Parse>[1]): Promise<LoadedDocument> {
  const { path, bytes } = file;
  // First, so that a missing part is named and not the file blamed.
  requireOcr();
  const client = new OcrClient();
  try {
    const info = await client.openFile(bytes).catch((error) => refuseUnopened(path, error));
    refuseOthers(path, info);
    return await readPages(client, path, info, report);
  } finally {
    client.close();
  }
}

function refuseOthers(path: string, { pages, width, height, channels }: ImageInfo): void {
  if (width * height > MOST_PIXELS) {
    throw new GossanError('DOCUMENT_TOO_LARGE', { path, detail: `${width} × ${height} pixels` });
  }
  if (pages > MOST_PAGES) {
    const detail = `${pages} pages; at most ${MOST_PAGES} can be read`;
    throw new GossanError('DOCUMENT_TOO_LARGE', { path, detail });
  }
  if (channels > MOST_CHANNELS) throw measurements(path);
}

function refuseUnopened(path: string, error: Error): never {
  if (error.message.includes('channel limit')) throw measurements(path);
  damaged(path, error);
}

function measurements(path: string): GossanError {
  const detail = 'it is a raster of measurements and no picture of a page';
  return new GossanError('DOCUMENT_FORMAT', { path, detail });
}

async function readPages(
  client: OcrClient,
  path: string,
  { pages }: ImageInfo,
  report: Parameters<Parse>[1],
): Promise<LoadedDocument> {
  const lines: PlacedLine[][] = [];
  const confidence: number[] = [];
  const unread: number[] = [];
  for (let page = 0; page < pages; page++) {
    const onStep = () => report(page, pages, 'pages', page + 1);
    onStep();
    try {
      const read = await client.readPage(page, onStep);
      lines.push(linesOfPage(read, Math.max(read.width, read.height) / A4_INCHES));
      confidence.push(read.confidence);
    } catch (error) {
      if (pages === 1) damaged(path, error);
      lines.push([]);
      confidence.push(0);
      unread.push(page + 1);
    }
  }
  if (lines.every((page) => page.length === 0)) {
    const advice = 'Text recognition found nothing: scan the page anew, at 300 dpi and in good light.';
    throw new GossanError('DOCUMENT_NO_TEXT', { path, pages, advice });
  }
  const assembled = assemblePages(lines, []);
  return {
    format: 'image',
    title: choosePdfTitle(undefined, lines, assembled, path),
    pages: assembled.map((page, at) => ({ page: at + 1, ...page, ocr: { confidence: confidence[at]! } })),
    ...(unread.length === 0 ? {} : { unread }),
  };
}

function damaged(path: string, error: unknown): never {
  const detail = (error as Error).message.split('\n')[0]!.replace(/\.$/, '');
  throw new GossanError('DOCUMENT_DAMAGED', { path, detail });
}
