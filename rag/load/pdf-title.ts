import type { AssembledPage } from './pdf-assemble.ts';
import { bodySize } from './pdf-headings.ts';
import type { PlacedLine } from './pdf-layout.ts';
import { titleFromFile, usableTitle } from './title.ts';

/** Pages on which a title is looked for: a cover may be a picture. */
const TITLE_PAGES = 3;
const MAX_TITLE = 200;

/**
 * The document's title: the metadata's where it says something and its words stand on the first pages (templates leave
 * the title of another report there), else the largest lines of the first page that has larger ones, else the file name.
 */
export function choosePdfTitle(metadata: unknown, pages: PlacedLine[][], texts: AssembledPage[], path: string): string {
  const stated = usableTitle(metadata);
  const printed = largestLines(pages);
  if (stated !== null) {
    const front = texts
      .slice(0, TITLE_PAGES)
      .map((page) => page.text)
      .join(' ')
      .toLowerCase();
    const words = stated.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
    const present = words.filter((word) => front.includes(word)).length;
    if (printed === null || present >= 0.6 * words.length) return stated;
  }
  return printed ?? stated ?? titleFromFile(path);
}

/** Lines that follow each other in the largest type of the first page on which any type is larger than the body's. */
function largestLines(pages: PlacedLine[][]): string | null {
  const body = bodySize(pages);
  for (const lines of pages.slice(0, TITLE_PAGES)) {
    const candidates = lines.filter(
      (line) => line.table === undefined && /\p{L}{2}|\p{Script=Han}{2}/u.test(line.text),
    );
    const largest = Math.max(0, ...candidates.map((line) => line.size));
    if (largest < 1.2 * body) continue;
    const first = lines.findIndex((line) => candidates.includes(line) && line.size > 0.93 * largest);
    let title = '';
    let last = lines[first]!;
    for (const line of lines.slice(first)) {
      // A subtitle follows closely in somewhat smaller type, still larger than the body's.
      const subtitle = line.size > Math.max(1.2 * body, 0.7 * largest) && line.y - last.y < 3.2 * line.size;
      if (!subtitle || title.length + line.text.length > MAX_TITLE) break;
      const han = /\p{Script=Han}$/u.test(title);
      const between = title === '' || han ? '' : line.size < 0.93 * last.size && !/[:：—–-]$/.test(title) ? ': ' : ' ';
      title += between + line.text.replace(/\s+/g, ' ');
      last = line;
    }
    const usable = usableTitle(title);
    if (usable !== null) return usable;
  }
  return null;
}
