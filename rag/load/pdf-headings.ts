import type { Heading } from './document.ts';
import type { TextLine } from './pdf-assemble.ts';
import { captionStart } from './pdf-captions.ts';
import type { OutlineEntry } from './pdf-outline.ts';

/** Larger than the body text by this factor, a short line is a heading. */
const LARGER = 1.12;
const MAX_HEADING = 160;
const MAX_LEVELS = 4;
/** Longer ones are no headings; a caption's further lines are told by their sentences. */
const SENTENCE = /[a-z\d)][.;]\s+\p{Lu}|\w\.$/u;

/**
 * Headings of each page. The author's bookmarks are believed where they can be found on their pages; otherwise short
 * lines in type larger than the body's are headings, levels by size.
 */
export function detectHeadings(pages: TextLine[][], outline: OutlineEntry[]): Heading[][] {
  const fromOutline = locateOutline(pages, outline);
  const found = fromOutline.flat().length;
  const wanted = outline.filter((entry) => captionStart(entry.title, true) === null).length;
  if (found >= 3 && found >= 0.5 * wanted) return fromOutline;
  return bySize(pages);
}

function locateOutline(pages: TextLine[][], outline: OutlineEntry[]): Heading[][] {
  const headings: Heading[][] = pages.map(() => []);
  for (const entry of outline) {
    // Captions name a picture, not a section, also where they are bookmarked.
    if (captionStart(entry.title, true) !== null) continue;
    const wanted = letters(entry.title);
    const lines = pages[entry.page] ?? [];
    for (let at = 0; at < lines.length; at++) {
      let joined = letters(lines[at]!.text);
      if (joined === '' || !wanted.startsWith(joined.slice(0, wanted.length))) continue;
      for (let more = at + 1; joined.length < wanted.length && more < Math.min(at + 4, lines.length); more++) {
        joined += letters(lines[more]!.text);
      }
      // A heading stands by itself, or runs into its paragraph ("Methods. Spectra were ...").
      if (!joined.startsWith(wanted) || wanted.length < 3) continue;
      headings[entry.page]!.push({ start: lines[at]!.start, level: entry.level, text: entry.title });
      break;
    }
  }
  return headings.map((list) => list.sort((a, b) => a.start - b.start));
}

function letters(text: string): string {
  return text.replace(/[^\p{L}\d]/gu, '').toLowerCase();
}

function bySize(pages: TextLine[][]): Heading[][] {
  const body = bodySize(pages);
  const isHeading = (line: TextLine) =>
    line.size >= LARGER * body &&
    line.text.length <= MAX_HEADING &&
    line.table === undefined &&
    !line.footnote &&
    captionStart(line.text, true) === null &&
    !(SENTENCE.test(line.text) && line.text.length > 40) &&
    /\p{L}{3}|\p{Script=Han}{2}/u.test(line.text);
  const sizes = [
    ...new Set(
      pages
        .flat()
        .filter(isHeading)
        .map((line) => Math.round(line.size)),
    ),
  ].sort((a, b) => b - a);
  return pages.map((lines) => {
    const headings: Heading[] = [];
    let last: TextLine | null = null;
    for (const line of lines) {
      if (!isHeading(line)) {
        last = null;
        continue;
      }
      const level = Math.min(MAX_LEVELS, sizes.indexOf(Math.round(line.size)) + 1);
      const heading = headings.at(-1);
      const continues = last !== null && heading?.level === level && line.y - last.y < 1.7 * line.size;
      if (continues && heading!.text.length < MAX_HEADING) heading!.text += ` ${line.text}`;
      else headings.push({ start: line.start, level, text: line.text });
      last = line;
    }
    return headings;
  });
}

/** The size in which most characters are set, in half points. */
export function bodySize(pages: { size: number; text: string }[][]): number {
  const weights = new Map<number, number>();
  for (const line of pages.flat()) {
    const size = Math.round(line.size * 2) / 2;
    weights.set(size, (weights.get(size) ?? 0) + line.text.length);
  }
  let best = 0;
  let most = -1;
  for (const [size, weight] of weights) if (weight > most) [best, most] = [size, weight];
  return best;
}
