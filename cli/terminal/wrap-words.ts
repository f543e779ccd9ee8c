import { displayWidth } from './display-width.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A number with its unit, a Chinese character or a word, each with the marks that may not be parted from it; a gap. */
const PIECES = (() => {
  const opening = '（《「『“‘【(\\[';
  const closing = '，。；：、！？）》」』”’】…,.;:!?)\\]';
  const wide = '\\u2e80-\\u9fff\\uff00-\\uff60';
  const amount = `[${opening}]*\\d[\\d.,]* (?:%|‰|km²|m²|km|m|ha|µm|nm|ppm|g/t|°[CNSEW]?)(?![\\p{L}\\d])[${closing}]*`;
  const character = `[${opening}]*(?![${opening}${closing}])[${wide}][${closing}]*`;
  return new RegExp(`${amount}|${character}|[^\\s${wide}]+[${closing}]*|\\s+|.`, 'gu');
})();

/** Breaks one line into lines of so many columns: between words, and between Chinese characters. */
export function wrapWords(text: string, width: number): string[] {
  const pieces = text.match(PIECES) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (displayWidth(line + piece) <= width) {
      line += piece;
      continue;
    }
    if (line.trim()) lines.push(line.trimEnd());
    line = '';
    for (const part of displayWidth(piece) > width ? partsOf(piece, width) : [piece.trimStart()]) {
      if (line && displayWidth(line + part) > width) {
        lines.push(line);
        line = '';
      }
      line += part;
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}

/** A path or an address that is longer than a row breaks behind its slashes; what has none, anywhere. */
function partsOf(piece: string, width: number): string[] {
  return piece
    .split(/(?<=[/\\])/)
    .flatMap((part) =>
      displayWidth(part) > width ? [...graphemes.segment(part)].map(({ segment }) => segment) : [part],
    );
}

/** Blanks at the beginning of a line, and the mark of a list or of a reference: what follows stands under the text. */
const LEAD = /^(\s*)((?:[-•·›]|\d+[.)、]|\[\d+\])\s+)?/;

/**
 * Breaks a text into rows of so many columns: no word is broken that fits into a row, no Chinese character, and none of its
 * closing marks begins a row. Rows that go on stand as far in as their line, behind its list mark.
 */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      if (displayWidth(line) <= width) return [line.trimEnd()];
      const [lead] = LEAD.exec(line)!;
      const hang = displayWidth(lead);
      // where there is little room, it is worth more than the indent
      if (hang > width / 3) return wrapWords(line.trimStart(), width);
      return wrapWords(line.slice(lead.length), width - hang).map((row, at) => `${at ? ' '.repeat(hang) : lead}${row}`);
    })
    .join('\n');
}
