import { displayWidth } from './display-width.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Breaks one line into lines of so many columns: between words, and between Chinese characters. */
export function wrapWords(text: string, width: number): string[] {
  const pieces = text.match(/[\u2e80-\u9fff\uff00-\uff60]|[^\s\u2e80-\u9fff\uff00-\uff60]+|\s+/g) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (displayWidth(line + piece) <= width) {
      line += piece;
      continue;
    }
    if (line.trim()) lines.push(line.trimEnd());
    line = '';
    for (const part of displayWidth(piece) > width ? graphemes.segment(piece) : [{ segment: piece.trimStart() }]) {
      if (line && displayWidth(line + part.segment) > width) {
        lines.push(line);
        line = '';
      }
      line += part.segment;
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}
