import type { Heading } from './document.ts';
import { detectHeadings } from './pdf-headings.ts';
import type { PlacedLine } from './pdf-layout.ts';
import type { OutlineEntry } from './pdf-outline.ts';
import { dropRunningHeads } from './pdf-running-heads.ts';

export interface AssembledPage {
  text: string;
  headings: Heading[];
}

/** A line within its page's text. */
export interface TextLine extends PlacedLine {
  start: number;
}

/**
 * The text of the pages: wrapped lines of prose joined to paragraphs, words divided at line ends mended, tables and
 * lists left as lines, blank lines between paragraphs; running heads dropped; headings found.
 */
export function assemblePages(pages: PlacedLine[][], outline: OutlineEntry[]): AssembledPage[] {
  const bodies = dropRunningHeads(pages);
  const words = countWords(bodies);
  const texts = bodies.map((lines) => assemblePage(lines, words));
  const headings = detectHeadings(
    texts.map((page) => page.lines),
    outline,
  );
  return texts.map(({ text }, at) => ({ text, headings: headings[at]! }));
}

/** How often each word and each hyphenated word occurs inside of lines: decides what a hyphen at a line end means. */
function countWords(pages: PlacedLine[][]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of pages.flat()) {
    const inside = line.text.replace(/[\p{L}\d]+[-‐]$/u, '').toLowerCase();
    for (const word of inside.match(/\p{L}+(?:[-‐]\p{L}+)*/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function assemblePage(lines: PlacedLine[], words: Map<string, number>): { text: string; lines: TextLine[] } {
  let text = '';
  const placed: TextLine[] = [];
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    const clean = cleanLine(line.text);
    if (before === undefined) {
      placed.push({ ...line, text: clean, start: 0 });
      text = clean;
      continue;
    }
    const { keep, between } = join(text, before, line, clean, words, leading(lines, at));
    text = text.slice(0, text.length - keep) + between;
    placed.push({ ...line, text: clean, start: text.length });
    text += clean;
  }
  return { text, lines: placed };
}

/** Soft hyphens inside of a line go, glyphs without a character become U+FFFD, dotted leaders of contents become short. */
function cleanLine(text: string): string {
  return text
    .replace(/\u00ad(?=\S)/g, '')
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, '\ufffd')
    .replace(/(?:[ \t]?[.…]){5,}[ \t]?/g, ' ... ');
}

/** The usual distance of baselines around a line: the median of its neighbours in the same column. */
function leading(lines: PlacedLine[], at: number): number {
  const gaps: number[] = [];
  for (let i = Math.max(1, at - 6); i < Math.min(lines.length, at + 7); i++) {
    const gap = lines[i]!.y - lines[i - 1]!.y;
    if (lines[i]!.column === lines[i - 1]!.column && gap > 0) gaps.push(gap);
  }
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? lines[at]!.size * 1.2;
}

const LIST_MARK = /^(?:[•·▪■●○◦‣*]\s|[–—-]\s(?!\d)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)/;
const ENDS_SENTENCE = /[.!?:;。！？：；]["'”’)\]]?$/;

/** What stands between two lines; `keep` characters at the end of the text so far (a hyphen) are taken back. */
function join(
  text: string,
  before: PlacedLine,
  line: PlacedLine,
  next: string,
  words: Map<string, number>,
  usual: number,
): { keep: number; between: string } {
  const gap = line.y - before.y;
  const sameColumn = line.column === before.column;
  const sizes = Math.max(line.size, before.size) / Math.min(line.size, before.size);
  const newBlock = sameColumn
    ? gap > Math.max(1.35 * usual + 0.5, 1.4 * line.size) || gap < 0 || sizes > 1.12
    : sizes > 1.05 || endsBlock(text, next);
  if (newBlock) return { keep: 0, between: '\n\n' };
  if (before.text.includes('\t') || line.text.includes('\t')) return { keep: 0, between: '\n' };
  const full =
    before.right > before.column.right - Math.max(4 * before.size, 0.12 * (before.column.right - before.column.left));
  const indented = sameColumn && line.left - before.left > 0.8 * line.size && !LIST_MARK.test(before.text);
  if (indented && ENDS_SENTENCE.test(text)) return { keep: 0, between: '\n\n' };
  if (!full || / \.\.\. [\divxl]+$/.test(text) || LIST_MARK.test(next)) return { keep: 0, between: '\n' };
  const hyphen = mendHyphen(text, next, words);
  if (hyphen !== null) return hyphen;
  const chinese =
    /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]$/u.test(text) &&
    /^[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(next);
  return { keep: 0, between: chinese ? '' : ' ' };
}

/** A column ends inside a sentence, or with the end of one. */
function endsBlock(text: string, next: string): boolean {
  return ENDS_SENTENCE.test(text) || !/^[\p{Ll}\d(]/u.test(next);
}

/**
 * "altera-" + "tion": the hyphen goes, unless the document writes the word with it elsewhere ("short-wave") or writes
 * both parts as words but never their union. Between digits, and before capitals, it stays: "2.1-2.2", "Al-OH".
 */
function mendHyphen(text: string, next: string, words: Map<string, number>): { keep: number; between: string } | null {
  const tail = /(?:^|[^\p{L}\d])((?:\p{L}+[-‐])*)(\p{L}+)[-‐\u00ad]$/u.exec(text);
  const head = /^(\p{L}+)/u.exec(next)?.[1];
  if (tail === null || head === undefined) {
    return /[\p{L}\d][-‐]$/u.test(text) && /^[\p{L}\d]/u.test(next) ? { keep: 0, between: '' } : null;
  }
  if (text.endsWith('\u00ad')) return { keep: 1, between: '' };
  const first = tail[2]!;
  if (/^\p{Lu}/u.test(head) || tail[1] !== '') return { keep: 0, between: '' };
  const count = (word: string) => words.get(word.toLowerCase()) ?? 0;
  const together = count(first + head);
  const apart = count(`${first}-${head}`);
  if (apart > together) return { keep: 0, between: '' };
  if (together === 0 && first.length > 2 && count(first) > 0 && count(head) > 0) return { keep: 0, between: '' };
  return { keep: 1, between: '' };
}
