import { describe, expect, it } from 'vitest';
import {
  EMPTY_LINE,
  eraseAfter,
  eraseBefore,
  eraseWord,
  insert,
  lineOf,
  move,
  textOf,
} from '../cli/chat/line-editor.ts';
import { lastRows } from '../cli/chat/live-turn.tsx';
import { QuestionHistory } from '../cli/chat/question-history.ts';
import { wrapLine } from '../cli/chat/wrap-line.ts';

describe('the line editor', () => {
  it('counts what people see as one character', () => {
    const line = lineOf('矾👨‍👩‍👧e\u0301x');
    expect(line.graphemes).toEqual(['矾', '👨‍👩‍👧', 'e\u0301', 'x']);
    expect(textOf(eraseBefore(move(line, -1)))).toBe('矾👨‍👩‍👧x');
  });

  it('joins a combining mark to the letter before it', () => {
    const line = insert(insert(EMPTY_LINE, 'e'), '\u0301');
    expect(line).toEqual({ graphemes: ['e\u0301'], cursor: 1 });
  });

  it('inserts, moves and erases, and stops at the ends', () => {
    const line = insert(move(lineOf('ab'), -1), '中');
    expect(textOf(line)).toBe('a中b');
    expect(line.cursor).toBe(2);
    expect(move(line, -9).cursor).toBe(0);
    expect(move(line, 9).cursor).toBe(3);
    expect(textOf(eraseAfter(line))).toBe('a中');
    expect(textOf(eraseBefore(move(line, -9)))).toBe('a中b');
    expect(textOf(eraseWord(lineOf('where is  alunite ')))).toBe('where is  ');
  });

  it('wraps wide characters whole and finds the cursor', () => {
    expect(wrapLine(lineOf('明矾石'), 5)).toEqual({ rows: ['明矾', '石'], row: 1, column: 2 });
    expect(wrapLine(move(lineOf('明矾石'), -1), 5)).toMatchObject({ row: 1, column: 0 });
    expect(wrapLine(lineOf('明矾'), 4)).toEqual({ rows: ['明矾', ''], row: 1, column: 0 });
    expect(wrapLine(EMPTY_LINE, 4)).toEqual({ rows: [''], row: 0, column: 0 });
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
});

describe('the end of an answer that is being written', () => {
  it('fills no more rows than there are', () => {
    const text = Array.from({ length: 30 }, (_, at) => `line ${at}`).join('\n');
    expect(lastRows(text, 40, 3)).toBe('line 27\nline 28\nline 29');
    expect(lastRows('矾'.repeat(500), 40, 3).length).toBeLessThanOrEqual(60);
  });
});
