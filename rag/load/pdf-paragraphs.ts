import { captionStart } from './pdf-captions.ts';
import { mendHyphen } from './pdf-hyphens.ts';
import { quantile } from './pdf-items.ts';
import type { PlacedLine } from './pdf-layout.ts';

/** Lines that belong together: a paragraph, a list, a heading, a caption, a table. */
export interface Block {
  text: string;
  /** Its lines with their places in `text`. */
  lines: { line: PlacedLine; start: number; text: string }[];
  column: PlacedLine['column'];
  footnote: boolean;
}

const HAN = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
const LIST_MARK =
  /^(?:[•·▪■●○◦‣∙*➢✓]\s|[–—-]\s(?!\d)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s|\[\d{1,3}\]\s|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|[①-⑳])/;
/** Not the point behind an initial: "Snee, L." */
const ENDS_SENTENCE = /(?:[!?:;。！？：；]|(?<!\b\p{Lu})\.)["'”’)\]]?$/u;
const NUMBERED_FORMULA = /\t\((?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,3})?[a-z]?\)$/;
/** Marks of a footnote at the beginning of its text. */
const NOTE_MARK = /^(?:[*†‡§¶∗#]+|[¹²³⁰⁴-⁹]+|\d{1,2})(?=[\s\p{L}“"(]|$)/u;

/**
 * Joins lines to blocks: wrapped lines of prose to paragraphs, words divided at line ends mended; items of lists and rows
 * stay lines of their block.
 * @param words from countWords, of the whole document
 */
export function joinLines(lines: readonly PlacedLine[], words: ReadonlyMap<string, number>): Block[] {
  const blocks: Block[] = [];
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    const text = cleanLine(line.text);
    const block = blocks.at(-1);
    const between = before === undefined ? null : join(block!, lines, at, text, words);
    if (between === null) {
      const { column, footnote = false } = line;
      blocks.push({ text, lines: [{ line, start: 0, text }], column, footnote });
      continue;
    }
    block!.text = block!.text.slice(0, block!.text.length - between.keep) + between.between;
    block!.lines.push({ line, start: block!.text.length, text });
    block!.text += text;
  }
  return blocks;
}

/** Soft hyphens inside of a line go, glyphs without a character become U+FFFD, dotted leaders of contents become short. */
export function cleanLine(text: string): string {
  return text
    .replace(/\u00ad(?=\S)/g, '')
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, '\ufffd')
    .replace(/(?:[ \t]?[.…·]){5,}[ \t]?/g, ' ... ')
    .replace(/\t+/g, ' ');
}

/** What stands between a line and the block before it; null where a new block begins. `keep` characters are taken back. */
function join(
  block: Block,
  lines: readonly PlacedLine[],
  at: number,
  next: string,
  words: ReadonlyMap<string, number>,
): { keep: number; between: string } | null {
  const [before, line] = [lines[at - 1]!, lines[at]!];
  const { text } = block;
  if (before.table !== undefined || line.table !== undefined || before.footnote !== line.footnote) return null;
  const gap = line.y - before.y;
  const sameColumn = line.column === before.column;
  const sizes = Math.max(line.size, before.size) / Math.min(line.size, before.size);
  const usual = leading(lines, at);
  if (line.footnote) {
    if (NOTE_MARK.test(text) && text.length <= 2) return { keep: 0, between: ' ' };
    if (NOTE_MARK.test(next) && (ENDS_SENTENCE.test(text) || line.left > before.left)) return null;
  }
  if (sameColumn) {
    if (gap < 0 || gap > Math.max(1.35 * usual + 0.5, 1.4 * line.size) || sizes > 1.12) return null;
  } else if (sizes > 1.05 || endsBlock(text, next)) return null;
  // A displayed formula with its number stands by itself.
  if (NUMBERED_FORMULA.test(before.text) || NUMBERED_FORMULA.test(line.text)) return null;
  const full = isFull(before, line);
  if (changesStyle(before, line, text, next, full)) return null;
  if (captionStart(next, line.style.bold || line.style.italic) !== null && (!full || ENDS_SENTENCE.test(text)))
    return null;
  if (before.style.mono && line.style.mono) return { keep: 0, between: '\n' };
  if (before.text.includes('\t') !== line.text.includes('\t') && !full) return { keep: 0, between: '\n' };
  const hanging = sameColumn && hangs(lines, at);
  const goesOn = hanging && isIndented(lines, at) && line.left > before.left - 0.8 * line.size;
  if (hanging) {
    // Entries whose further lines are indented: a line that is not begins the next.
    const outdented = line.left < before.left - 0.8 * line.size;
    if (outdented || (!goesOn && (!full || ENDS_SENTENCE.test(text)))) return null;
  } else {
    const indented = sameColumn && line.left - before.left > 0.8 * line.size && !LIST_MARK.test(before.text);
    // Two paragraphs of one line each begin at the same place.
    const again = sameColumn && !full && !LIST_MARK.test(next) && isIndented(lines, at) && isIndented(lines, at - 1);
    if ((indented || again) && ENDS_SENTENCE.test(text)) return null;
  }
  const leader = / \.\.\. [\divxl]+$/.test(text);
  if (!goesOn && (!full || leader || LIST_MARK.test(next))) return { keep: 0, between: '\n' };
  const kept = mendHyphen(text, next, words);
  if (kept !== null) return { keep: kept, between: '' };
  const glued = HAN.test(text.at(-1)!) || HAN.test(next[0] ?? '') || dividesAddress(text, next);
  return { keep: 0, between: glued ? '' : ' ' };
}

/** The line reaches so near to its column's right edge that the next one goes on with it. */
function isFull(before: PlacedLine, line: PlacedLine): boolean {
  const { left, right } = before.column;
  const short = right - before.right;
  if (short < Math.max(4 * before.size, 0.12 * (right - left))) return true;
  // Ragged lines end before a word that would not have fitted: the next line's first.
  const first = /^\S+/.exec(line.text)?.[0].length ?? 0;
  return line.text.length > 20 && short < (first + 1) * 0.55 * before.size && short < 0.3 * (right - left);
}

/** A heading in the text's size, told by its bold type; not the first words of a paragraph. */
function changesStyle(before: PlacedLine, line: PlacedLine, text: string, next: string, full: boolean): boolean {
  if (before.style.bold === line.style.bold) {
    return before.style.italic !== line.style.italic && !full && /^[\p{Lu}\d]/u.test(next);
  }
  if (line.style.bold) return ENDS_SENTENCE.test(text) || !full;
  // The first line of a paragraph that begins in bold reaches the edge, and its sentence goes on.
  const reaches = before.column.right - before.right < 2 * before.size;
  return !(reaches && (/^[\p{Ll}\d(]/u.test(next) || /[,:;-]$/.test(text)));
}

/** A column ends inside a sentence, or with the end of one. */
function endsBlock(text: string, next: string): boolean {
  return ENDS_SENTENCE.test(text) || !/^[\p{Ll}\d(]|^\p{Script=Han}/u.test(next);
}

/** An address that was longer than its line: it breaks off behind one of its signs, or goes on with one inside of a word. */
function dividesAddress(text: string, next: string): boolean {
  const last = /\S+$/.exec(text)?.[0] ?? '';
  if (!/(?:https?:|ftp:|www\.|doi\.org)/.test(last) || /[,;)\]>]$/.test(last)) return false;
  return /[/_=&?-]$/.test(last) ? /^[\w%~#]/.test(next) : /^[\w%~#-]+[/._=&?%-]\w/.test(next) || /^\.?\w+\//.test(next);
}

/** The usual distance of baselines around a line: the median of its neighbours in the same column. */
function leading(lines: readonly PlacedLine[], at: number): number {
  const gaps: number[] = [];
  for (let i = Math.max(1, at - 6); i < Math.min(lines.length, at + 7); i++) {
    const gap = lines[i]!.y - lines[i - 1]!.y;
    if (lines[i]!.column === lines[i - 1]!.column && gap > 0) gaps.push(gap);
  }
  return quantile(gaps, 0.5) || lines[at]!.size * 1.2;
}

/** Lines around one in its column. */
const AROUND = 12;

function neighbours(lines: readonly PlacedLine[], at: number): PlacedLine[] {
  return lines
    .slice(Math.max(0, at - AROUND), at + AROUND + 1)
    .filter((line) => line.column === lines[at]!.column && line.table === undefined);
}

function isIndented(lines: readonly PlacedLine[], at: number): boolean {
  const left = Math.min(...neighbours(lines, at).map((line) => line.left));
  return lines[at]!.left > left + 0.8 * lines[at]!.size;
}

/**
 * True where entries hang: their first lines stand out to the left, as in lists of references. In prose it is the other
 * way round: a line that is indented follows the end of a paragraph.
 */
function hangs(lines: readonly PlacedLine[], at: number): boolean {
  const around = neighbours(lines, at);
  const left = Math.min(...around.map((line) => line.left));
  const indented = (line: PlacedLine) => line.left > left + 0.8 * line.size;
  let hanging = 0;
  let first = 0;
  for (const [i, line] of around.entries()) {
    const before = around[i - 1];
    if (before === undefined || indented(before) || !indented(line)) continue;
    if (isFull(before, line) && !ENDS_SENTENCE.test(before.text)) hanging++;
    else first++;
  }
  return hanging >= 2 && hanging > 1.5 * first;
}
