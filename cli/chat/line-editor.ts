/** A long paste: one step for the cursor, a mark on the screen, and its whole text when the line is sent. */
export interface Pasted {
  readonly text: string;
  readonly mark: string;
}

/** A grapheme (蚀, é and a family emoji are one each; a line break is one), or a long paste. */
export type Piece = string | Pasted;

/** What is being typed. `cursor` counts pieces. */
export interface Line {
  readonly pieces: readonly Piece[];
  readonly cursor: number;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const words = new Intl.Segmenter(undefined, { granularity: 'word' });
/** Stands for a paste where words are looked for. */
const OBJECT = '\ufffc';

export const EMPTY_LINE: Line = { pieces: [], cursor: 0 };

export function lineOf(text: string): Line {
  const pieces = split(text);
  return { pieces, cursor: pieces.length };
}

export function textOf({ pieces }: Pick<Line, 'pieces'>): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
}

/** Where the text before the cursor begins that holds no long paste. */
export function headStart({ pieces, cursor }: Line): number {
  return pieces.findLastIndex((piece, at) => at < cursor && typeof piece !== 'string') + 1;
}

/** That text. */
export function headOf(line: Line): string {
  return textOf({ pieces: line.pieces.slice(headStart(line), line.cursor) });
}

/** Types at the cursor. The neighbours are cut anew with it: a combining mark joins the letter before it. */
export function insert({ pieces, cursor }: Line, text: string): Line {
  const left = pieces[cursor - 1];
  const right = pieces[cursor];
  const from = typeof left === 'string' ? cursor - 1 : cursor;
  const to = typeof right === 'string' ? cursor + 1 : cursor;
  const before = (from < cursor ? (left as string) : '') + text;
  const after = to > cursor ? (right as string) : '';
  return {
    pieces: pieces.toSpliced(from, to - from, ...split(before + after)),
    cursor: from + split(before).length,
  };
}

/** Puts pieces in at the cursor as they are. */
export function insertPieces({ pieces, cursor }: Line, more: readonly Piece[]): Line {
  return { pieces: pieces.toSpliced(cursor, 0, ...more), cursor: cursor + more.length };
}

/** Moves by pieces; stops at both ends. */
export function move(line: Line, steps: number): Line {
  return moveTo(line, line.cursor + steps);
}

export function moveTo(line: Line, cursor: number): Line {
  return { ...line, cursor: Math.min(line.pieces.length, Math.max(0, cursor)) };
}

/** Takes out what lies between the cursor and a place, on either side of it. */
export function erase({ pieces, cursor }: Line, place: number): { line: Line; erased: readonly Piece[] } {
  const from = Math.max(0, Math.min(cursor, place));
  const to = Math.min(pieces.length, Math.max(cursor, place));
  return { line: { pieces: pieces.toSpliced(from, to - from), cursor: from }, erased: pieces.slice(from, to) };
}

/** Start of the line within the text in which the cursor stands; before its break where it is there already. */
export function lineStart({ pieces, cursor }: Line): number {
  return pieces.slice(0, cursor).lastIndexOf('\n') + 1;
}

export function lineEnd({ pieces, cursor }: Line): number {
  const at = pieces.indexOf('\n', cursor);
  return at === -1 ? pieces.length : at;
}

/** Where the word before the cursor begins, by the rules of its language: Chinese has no blanks. */
export function wordStart(line: Line): number {
  return wordsOf(line).findLast(({ start }) => start < line.cursor)?.start ?? 0;
}

/** Where the word after the cursor ends. */
export function wordEnd(line: Line): number {
  return wordsOf(line).find(({ end }) => end > line.cursor)?.end ?? line.pieces.length;
}

/** Where what stands before the cursor up to a blank begins, the blanks after it too. */
export function blankWordStart({ pieces, cursor }: Line): number {
  const isBlank = (piece: Piece | undefined) => typeof piece === 'string' && /^\s$/.test(piece);
  let from = cursor;
  while (from > 0 && isBlank(pieces[from - 1])) from--;
  while (from > 0 && !isBlank(pieces[from - 1])) from--;
  return from;
}

/** The words of a line, as places among its pieces. */
function wordsOf({ pieces }: Line): { start: number; end: number }[] {
  const placeOf = new Map<number, number>();
  let text = '';
  pieces.forEach((piece, place) => {
    placeOf.set(text.length, place);
    text += typeof piece === 'string' ? piece : OBJECT;
  });
  placeOf.set(text.length, pieces.length);
  return Array.from(words.segment(text))
    .filter(({ segment, isWordLike }) => isWordLike || segment === OBJECT)
    .map(({ index, segment }) => ({ start: placeOf.get(index), end: placeOf.get(index + segment.length) }))
    .filter((word): word is { start: number; end: number } => word.start !== undefined && word.end !== undefined);
}

function split(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}
