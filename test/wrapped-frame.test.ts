import { expect, it } from 'vitest';
import { WrappedFrame } from '../cli/chat/wrapped-frame.ts';

const erase = (rows: number) => `${Array(rows).fill('\x1b[2K').join('\x1b[1A')}\x1b[G`;
const UP = '\x1b[2K\x1b[1A';
const LONG = `\x1b[1m${'a'.repeat(25)}\x1b[22m\n高岭石高岭石\nshort\n`;

/** A frame of rows of 25, 12 and 5 columns, drawn in a window of 30. */
function drawn(environment: NodeJS.ProcessEnv = {}) {
  const window = { columns: 30 };
  const frame = new WrappedFrame(() => window.columns, environment);
  expect(frame.written(LONG)).toBe(LONG);
  return { window, frame };
}

it('erases the rows that a narrower window has broken in two, once', () => {
  const { window, frame } = drawn();
  window.columns = 10;
  expect(frame.written(`\x1b[?25l\x1b[1B\x1b[1G${erase(4)}`)).toBe(`\x1b[?25l\n\x1b[1G${UP.repeat(3)}${erase(4)}`);
  expect(frame.written('new\n')).toBe('new\n');
});

it('adds nothing in the window that it was drawn in, or where other rows are erased than were drawn', () => {
  const { window, frame } = drawn();
  expect(frame.written(`${erase(4)}${LONG}`)).toBe(`${erase(4)}${LONG}`);
  window.columns = 10;
  expect(frame.written(erase(2))).toBe(erase(2));
});

it('what only steers the terminal is no drawing', () => {
  const { window, frame } = drawn();
  frame.written('\x1b[?2026h');
  window.columns = 20;
  expect(frame.written(erase(4))).toBe(UP + erase(4));
});

it('a terminal that cuts rows has broken none, but those that were too long when they were drawn', () => {
  const { window, frame } = drawn({ TERM: 'xterm-256color', XTERM_VERSION: 'XTerm(388)' });
  window.columns = 10;
  expect(frame.written(`${erase(4)}${LONG}`)).toBe(`${erase(4)}${LONG}`);
  expect(frame.written(erase(4))).toBe(UP.repeat(3) + erase(4));
});

it('goes down by making the row below where there is none', () => {
  const { frame } = drawn();
  expect(frame.written('\x1b[?25l\x1b[2B\x1b[1G\x1b[1A\x1b[5G\x1b[?25h')).toBe(
    '\x1b[?25l\n\n\x1b[1G\x1b[1A\x1b[5G\x1b[?25h',
  );
});
