import type { Key } from 'ink';

/** What a key means at the prompt. */
export type KeyAction =
  | { do: 'type'; text: string }
  | {
      do:
        | 'enter'
        | 'interrupt'
        | 'end-of-input'
        | 'escape'
        | 'earlier'
        | 'later'
        | 'left'
        | 'right'
        | 'home'
        | 'end'
        | 'erase'
        | 'erase-word'
        | 'erase-to-start'
        | 'erase-to-end'
        | 'complete';
    };

type Named = Exclude<KeyAction, { do: 'type' }>['do'];

const CONTROL: Record<string, Named> = {
  '\x01': 'home',
  '\x03': 'interrupt',
  '\x04': 'end-of-input',
  '\x05': 'end',
  '\x08': 'erase',
  '\t': 'complete',
  '\n': 'enter',
  '\x0b': 'erase-to-end',
  '\r': 'enter',
  '\x15': 'erase-to-start',
  '\x17': 'erase-word',
  '\x7f': 'erase',
};

const WITH_CTRL: Record<string, Named> = {
  a: 'home',
  c: 'interrupt',
  d: 'end-of-input',
  e: 'end',
  k: 'erase-to-end',
  u: 'erase-to-start',
  w: 'erase-word',
};

/**
 * One event of the terminal as actions. Over a slow line several keys come in one piece ("ab", backspace, Enter), and so does
 * a paste; a line break inside a paste is a space, at its end it is the Enter key.
 */
export function keyActions(input: string, key: Key): KeyAction[] {
  const named = namedKey(input, key);
  if (named) return [{ do: named }];
  if (key.ctrl || key.meta) return [];
  return piecesOf(input);
}

function namedKey(input: string, key: Key): Named | undefined {
  if (key.ctrl) return WITH_CTRL[input];
  if (key.escape) return 'escape';
  if (key.return) return 'enter';
  if (key.upArrow) return 'earlier';
  if (key.downArrow) return 'later';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.tab) return 'complete';
  // Terminals send DEL for the backspace key, which reads as "delete"; the forward delete key is rare.
  if (key.backspace || key.delete) return 'erase';
  return undefined;
}

function piecesOf(input: string): KeyAction[] {
  const pasted = input.replace(/[ \t]*(?:\r\n|\r|\n)\s*(?=[^\s\x00-\x1f\x7f])/g, ' ');
  return pasted
    .split(/([\x00-\x1f\x7f])/)
    .filter(Boolean)
    .flatMap((piece): KeyAction[] => {
      if (!/^[\x00-\x1f\x7f]$/.test(piece)) return [{ do: 'type', text: piece }];
      const named = CONTROL[piece];
      return named ? [{ do: named }] : [];
    });
}
