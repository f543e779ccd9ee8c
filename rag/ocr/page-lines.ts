import { segmentItem } from '../load/pdf-items.ts';
import { linesInReadingOrder, type PageParts, type PlacedLine } from '../load/pdf-layout.ts';
import type { ReadLine, ReadPage } from './pp-ocr.ts';

const POINTS_PER_INCH = 72;
/** A strip is so much higher than the letters of its line are large: it reaches from ascenders to descenders, and a bit beyond. */
const STRIP_TO_SIZE = 1.45;
/** Strips of one size of letters differ by this, as their lines have descenders or not (measured: 8 %); titles by 19 % and more. */
const ONE_SIZE = 0.14;
/** The foot of a strip lies below the baseline, in parts of its height. */
const BELOW_BASELINE = 0.27;
/** A strip is longer than its text on both sides, in parts of its height. */
const BEYOND_TEXT = 0.2;

/** What was read of a picture of a page, as the text of a PDF's page is given; distances in points. */
export function partsOfScan({ width, height, lines }: ReadPage, dpi: number): PageParts {
  const scale = POINTS_PER_INCH / dpi;
  const usual = medianHeight(lines);
  const items = lines.map((line) => {
    const high = line.bottom - line.top;
    // One size for all lines of about the usual height: a line without descenders is no heading.
    const strip = Math.abs(high - usual) < ONE_SIZE * usual ? usual : high;
    const middle = (line.top + line.bottom) / 2;
    const beyond = Math.min(BEYOND_TEXT * high, (line.right - line.left) / 4);
    return segmentItem({
      text: line.text,
      left: scale * (line.left + beyond),
      right: scale * (line.right - beyond),
      y: scale * (middle + strip * (0.5 - BELOW_BASELINE)),
      size: (scale * strip) / STRIP_TO_SIZE,
      style: { bold: false, italic: false, mono: false },
      artifact: false,
    });
  });
  return { width: scale * width, height: scale * height, items, rules: [] };
}

/** The lines of a page that was read from a picture, in reading order. */
export function linesOfPage(page: ReadPage, dpi: number): PlacedLine[] {
  return linesInReadingOrder([partsOfScan(page, dpi)]);
}

/** By the length of the text: a page of many small labels and one paragraph is a page of that paragraph. */
function medianHeight(lines: readonly ReadLine[]): number {
  const sorted = [...lines].sort((a, b) => a.bottom - a.top - (b.bottom - b.top));
  let rest = lines.reduce((sum, { text }) => sum + text.length, 0) / 2;
  for (const { text, bottom, top } of sorted) {
    rest -= text.length;
    if (rest <= 0) return bottom - top;
  }
  return 0;
}
