import { describe, expect, it } from 'vitest';
import {
  blankWordStart,
  EMPTY_LINE,
  erase,
  insert,
  insertPieces,
  type Line,
  lineEnd,
  lineOf,
  lineStart,
  move,
  moveTo,
  textOf,
  wordEnd,
  wordStart,
} from '../cli/chat/line-editor.ts';
import { lastRows } from '../cli/chat/live-turn.tsx';
import { QuestionHistory } from '../cli/chat/question-history.ts';
import { moveByRow, visibleRows, wrapLine } from '../cli/chat/wrap-line.ts';
import { displayWidth } from '../cli/terminal/display-width.ts';

const eraseBefore = (line: Line) => erase(line, line.cursor - 1).line;
const eraseAfter = (line: Line) => erase(line, line.cursor + 1).line;

describe('the line editor', () => {
  it('counts what people see as one character', () => {
    const line = lineOf('矾👨‍👩‍👧e\u0301x');
    expect(line.pieces).toEqual(['矾', '👨‍👩‍👧', 'e\u0301', 'x']);
    expect(textOf(eraseBefore(move(line, -1)))).toBe('矾👨‍👩‍👧x');
  });

  it('joins a combining mark to the letter before it, and what comes after to what is typed', () => {
    const line = insert(insert(EMPTY_LINE, 'e'), '\u0301');
    expect(line).toEqual({ pieces: ['e\u0301'], cursor: 1 });
    expect(insert({ pieces: ['\u0301', 'x'], cursor: 0 }, 'ae').pieces).toEqual(['a', 'e\u0301', 'x']);
  });

  it('inserts, moves and erases, and stops at the ends', () => {
    const line = insert(move(lineOf('ab'), -1), '中');
    expect(textOf(line)).toBe('a中b');
    expect(line.cursor).toBe(2);
    expect(move(line, -9).cursor).toBe(0);
    expect(move(line, 9).cursor).toBe(3);
    expect(textOf(eraseAfter(line))).toBe('a中');
    expect(textOf(eraseBefore(move(line, -9)))).toBe('a中b');
    const words = lineOf('where is  alunite ');
    expect(textOf(erase(words, blankWordStart(words)).line)).toBe('where is  ');
  });

  it('finds words by the rules of their language', () => {
    const english = lineOf('find K-alunite (1.48 µm)');
    expect(wordStart(english)).toBe(21);
    expect(wordEnd(moveTo(english, 0))).toBe(4);
    const chinese = lineOf('这里有没有高岭石，在哪里？');
    const stops: number[] = [];
    for (let at: Line = chinese; at.cursor > 0; at = moveTo(at, wordStart(at))) stops.push(at.cursor);
    // by words, not one jump over all of it nor one step a character
    expect(stops.length).toBeGreaterThan(3);
    expect(stops.length).toBeLessThan(chinese.pieces.length);
  });

  it('knows the lines of a text of several', () => {
    const line = moveTo(lineOf('one\ntwo\nthree'), 5);
    expect([lineStart(line), lineEnd(line)]).toEqual([4, 7]);
    expect(lineEnd(moveTo(line, 9))).toBe(13);
  });

  it('takes a long paste as one piece, and gives all of it back', () => {
    const long = 'x\n'.repeat(400);
    const line = insertPieces(lineOf('ab'), [{ text: long, mark: '[pasted 400 lines]' }]);
    expect(line.cursor).toBe(3);
    expect(textOf(line)).toBe(`ab${long}`);
    expect(wrapLine(line, 40)).toMatchObject({ rows: ['ab[pasted 400 lines]'], column: 20 });
    expect(textOf(eraseBefore(line))).toBe('ab');
    expect(wordStart(line)).toBe(2);
    // a mark is cut where the terminal is narrower than it
    expect(wrapLine(line, 10).rows).toEqual(['ab', '[pasted 4…', '']);
  });
});

describe('rows of what is typed', () => {
  it('wraps wide characters whole and finds the cursor', () => {
    expect(wrapLine(lineOf('明矾石'), 5)).toEqual({ rows: ['明矾', '石'], starts: [0, 2], row: 1, column: 2 });
    expect(wrapLine(move(lineOf('明矾石'), -1), 5)).toMatchObject({ row: 1, column: 0 });
    expect(wrapLine(lineOf('明矾'), 4)).toMatchObject({ rows: ['明矾', ''], row: 1, column: 0 });
    expect(wrapLine(EMPTY_LINE, 4)).toEqual({ rows: [''], starts: [0], row: 0, column: 0 });
  });

  it('breaks at line breaks', () => {
    expect(wrapLine(lineOf('ab\n\ncd\n'), 10)).toMatchObject({ rows: ['ab', '', 'cd', ''], row: 3, column: 0 });
    expect(wrapLine(moveTo(lineOf('ab\ncd'), 2), 10)).toMatchObject({ row: 0, column: 2 });
  });

  it('moves by rows, keeps the column, and ends at the first and the last', () => {
    const line = lineOf('first line\n矾\nthird one');
    const up = moveByRow(line, 20, -1, 9)!;
    expect(wrapLine(up, 20)).toMatchObject({ row: 1, column: 2 });
    const top = moveByRow(up, 20, -1, 9)!;
    expect(wrapLine(top, 20)).toMatchObject({ row: 0, column: 9 });
    expect(moveByRow(top, 20, -1, 9)).toBeUndefined();
    expect(moveByRow(line, 20, 1, 9)).toBeUndefined();
    // a row that goes on below: its last place is before its last character
    expect(wrapLine(moveByRow(lineOf('abcdefgh'), 4, -1, 4)!, 4)).toMatchObject({ row: 1, column: 3 });
  });

  it('shows so many rows, with the cursor among them', () => {
    const line = lineOf('1\n2\n3\n4\n5\n6');
    expect(visibleRows(wrapLine(line, 9), 3, 0)).toEqual({ from: 3, to: 6 });
    expect(visibleRows(wrapLine(moveTo(line, 6), 9), 3, 3)).toEqual({ from: 3, to: 6 });
    expect(visibleRows(wrapLine(moveTo(line, 2), 9), 3, 3)).toEqual({ from: 1, to: 4 });
    expect(visibleRows(wrapLine(line, 9), 8, 5)).toEqual({ from: 0, to: 6 });
  });
});

describe('earlier lines', () => {
  it('go back and forth, and give back what was being typed', () => {
    const history = new QuestionHistory();
    for (const line of ['one', 'two', 'two']) history.add(line);
    expect(history.back('draft')).toBe('two');
    expect(history.back('')).toBe('one');
    expect(history.back('')).toBeUndefined();
    expect(history.forward()).toBe('two');
    expect(history.forward()).toBe('draft');
    expect(history.forward()).toBeUndefined();
  });

  it('of earlier runs come before those of this one, also while one looks back', () => {
    const history = new QuestionHistory();
    history.add('now');
    expect(history.back('')).toBe('now');
    history.prepend(['oldest', 'same', 'same', 'now']);
    expect(history.back('')).toBe('same');
    expect(history.back('')).toBe('oldest');
    expect(history.back('')).toBeUndefined();
  });

  it('are searched without regard to case and width', () => {
    const history = new QuestionHistory();
    for (const line of ['Where is ALUNITE?', '明矾石在哪里', 'alunite area', '２２００ nm']) history.add(line);
    expect(history.find('alun', history.length, -1)).toMatchObject({
      text: 'alunite area',
      match: { start: 0, end: 4 },
    });
    expect(history.find('alun', 1, -1)).toMatchObject({ text: 'Where is ALUNITE?', at: 0 });
    expect(history.find('矾石', history.length, -1)).toMatchObject({ at: 1 });
    expect(history.find('2200', history.length, -1)).toMatchObject({ at: 3 });
    expect(history.find('gold', history.length, -1)).toBeUndefined();
  });
});

describe('the end of an answer that is being written', () => {
  it('fills no more rows than there are', () => {
    const text = Array.from({ length: 30 }, (_, at) => `line ${at}`).join('\n');
    expect(lastRows(text, 40, 3)).toBe('line 27\nline 28\nline 29');
    const rows = lastRows('矾'.repeat(500), 40, 3).split('\n');
    expect(rows.map(displayWidth)).toEqual([40, 40, 40]);
  });
});
