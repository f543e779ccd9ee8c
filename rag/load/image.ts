import { GossanError } from '../../core/errors.ts';
import { linesOfPage } from '../ocr/page-lines.ts';
import { openPageReader } from '../ocr/pp-ocr.ts';
import type { LoadedDocument, SourceFile } from './document.ts';
import { assemblePages } from './pdf-assemble.ts';
import type { PlacedLine } from './pdf-layout.ts';
import { choosePdfTitle } from './pdf-title.ts';
import { type Parse, workerLoader } from './worker-loader.ts';

/** A scanner's largest page, A3 at 600 dpi, has 70 million pixels; pictures of more are refused before they are unpacked. */
const MOST_PIXELS = 100e6;
/** Pages of one TIFF. */
const MOST_PAGES = 500;
/** Larger pictures are made smaller: A3 at 300 dpi. */
const READ_PIXELS = 18e6;
/** Programs that know nothing of the size of paper write 72 or 96. */
const LEAST_DPI = 100;
const A4_INCHES = 8.27;

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
  const reader = await openPageReader();
  const { default: sharp } = await import('sharp');
  const options = { limitInputPixels: MOST_PIXELS, failOn: 'truncated' as const };
  const meta = await sharp(bytes, options)
    .metadata()
    .catch((error) => damaged(path, error));
  const { pages = 1, width, height, density = 0, bitsPerSample } = meta;
  if (width * height > MOST_PIXELS || pages > MOST_PAGES) {
    const detail = pages > MOST_PAGES ? `${pages} pages; at most ${MOST_PAGES}` : `${width} × ${height} pixels`;
    throw new GossanError('DOCUMENT_TOO_LARGE', { path, detail });
  }
  if ((bitsPerSample ?? 8) > 16 || (meta.channels ?? 1) > 5) {
    throw new GossanError('DOCUMENT_FORMAT', {
      path,
      detail: 'it is a raster of measurements and no picture of a page',
    });
  }
  const lines: PlacedLine[][] = [];
  const confidence: number[] = [];
  const unread: number[] = [];
  for (let page = 0; page < pages; page++) {
    report(page, pages, 'pages', page + 1);
    const picture = sharp(bytes, { ...options, page })
      .autoOrient()
      .flatten({ background: 'white' })
      .greyscale();
    const side = Math.round(Math.sqrt((READ_PIXELS * width) / height));
    const drawn = width * height > READ_PIXELS ? picture.resize({ width: side }) : picture;
    try {
      const { data, info } = await drawn.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
      const dpi = (density >= LEAST_DPI ? density : width / A4_INCHES) * Math.min(1, info.width / width);
      const read = await reader.read({ width: info.width, height: info.height, grey: data }, () =>
        report(page, pages, 'pages', page + 1),
      );
      lines.push(linesOfPage(read, dpi));
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
