/** One line being typed. `cursor` counts graphemes, so that 蚀 and é and a family emoji are one step each. */
export interface Line {
  readonly graphemes: readonly string[];
  readonly cursor: number;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export const EMPTY_LINE: Line = { graphemes: [], cursor: 0 };

export function lineOf(text: string): Line {
  const graphemes = split(text);
  return { graphemes, cursor: graphemes.length };
}

export function textOf(line: Line): string {
  return line.graphemes.join('');
}

/** Types or pastes at the cursor. The whole line is cut anew: a combining mark joins the letter before it. */
export function insert(line: Line, text: string): Line {
  const before = line.graphemes.slice(0, line.cursor).join('') + text;
  const after = line.graphemes.slice(line.cursor).join('');
  return { graphemes: split(before + after), cursor: split(before).length };
}

/** Moves by graphemes; stops at both ends. */
export function move(line: Line, steps: number): Line {
  return { ...line, cursor: Math.min(line.graphemes.length, Math.max(0, line.cursor + steps)) };
}

export function eraseBefore(line: Line, count = 1): Line {
  const from = Math.max(0, line.cursor - count);
  return { graphemes: [...line.graphemes.slice(0, from), ...line.graphemes.slice(line.cursor)], cursor: from };
}

export function eraseAfter(line: Line, count = 1): Line {
  return {
    graphemes: [...line.graphemes.slice(0, line.cursor), ...line.graphemes.slice(line.cursor + count)],
    cursor: line.cursor,
  };
}

/** Ctrl-W: the word before the cursor, and the space after it. */
export function eraseWord(line: Line): Line {
  let from = line.cursor;
  while (from > 0 && line.graphemes[from - 1] === ' ') from--;
  while (from > 0 && line.graphemes[from - 1] !== ' ') from--;
  return eraseBefore(line, line.cursor - from);
}

function split(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
