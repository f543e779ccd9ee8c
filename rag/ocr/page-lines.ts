import { linesInReadingOrder, type PdfTextItem, type PlacedLine } from '../load/pdf-layout.ts';
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

/** The lines of a page that was read from a picture, in reading order; distances in points, as those of a PDF's text. */
export function linesOfPage({ width, height, lines }: ReadPage, dpi: number): PlacedLine[] {
  const scale = POINTS_PER_INCH / dpi;
  const usual = medianHeight(lines);
  const items = lines.map((line): PdfTextItem => {
    const high = line.bottom - line.top;
    // One size for all lines of about the usual height: a line without descenders is no heading.
    const strip = Math.abs(high - usual) < ONE_SIZE * usual ? usual : high;
    const size = (scale * strip) / STRIP_TO_SIZE;
    const middle = (line.top + line.bottom) / 2;
    const baseline = scale * (middle + strip * (0.5 - BELOW_BASELINE));
    const beyond = Math.min(BEYOND_TEXT * high, (line.right - line.left) / 4);
    return {
      str: widened(line.text),
      transform: [size, 0, 0, size, scale * (line.left + beyond), baseline],
      width: scale * (line.right - line.left - 2 * beyond),
      height: size,
    };
  });
  const page = { transform: [1, 0, 0, 1, 0, 0], width: scale * width, height: scale * height };
  return linesInReadingOrder(items, page).map((line) => ({ ...line, text: line.text.replaceAll(FILLER, '') }));
}

/** A character without width that no reader of print can give. */
const FILLER = '\u2060';

/** The layout tells columns from tables by the letters of their lines, counted as Latin; a Han character is as wide as two. */
function widened(text: string): string {
  return text.replace(/\p{Script=Han}/gu, `$&${FILLER}`);
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
