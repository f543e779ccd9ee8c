import type { KeyAction } from './keys.ts';
import * as editor from './line-editor.ts';

type Named = Exclude<KeyAction, { text: string }>['do'];

/** Keys that change or move within what is typed, and do nothing else. */
export const EDITS: Partial<Record<Named, (line: editor.Line) => editor.Line>> = {
  newline: (line) => editor.insert(line, '\n'),
  left: (line) => editor.move(line, -1),
  right: (line) => editor.move(line, 1),
  'word-left': (line) => editor.moveTo(line, editor.wordStart(line)),
  'word-right': (line) => editor.moveTo(line, editor.wordEnd(line)),
  home: (line) => editor.moveTo(line, editor.lineStart(line)),
  end: (line) => editor.moveTo(line, editor.lineEnd(line)),
  'text-start': (line) => editor.moveTo(line, 0),
  'text-end': (line) => editor.moveTo(line, line.pieces.length),
  erase: (line) => editor.erase(line, line.cursor - 1).line,
  'erase-after': (line) => editor.erase(line, line.cursor + 1).line,
};

/** Keys that cut: the place up to which. */
export const CUTS: Partial<Record<Named, (line: editor.Line) => number>> = {
  'cut-blank-word': editor.blankWordStart,
  'cut-word': editor.wordStart,
  'cut-word-after': editor.wordEnd,
  'cut-to-start': (line) => orBeyond(editor.lineStart(line), line.cursor, -1),
  'cut-to-end': (line) => orBeyond(editor.lineEnd(line), line.cursor, 1),
};

/** At an end of the line already, its break goes. */
function orBeyond(place: number, cursor: number, step: -1 | 1): number {
  return place === cursor ? cursor + step : place;
}
