import type { KeyPress } from './key-decoder.ts';

/** Keys that are named, and what they do at the prompt. */
const KEYS = {
  enter: 'enter',
  'S-enter': 'newline',
  'M-enter': 'newline',
  'C-enter': 'newline',
  'C-S-enter': 'newline',
  'C-j': 'newline',
  'C-M-j': 'newline',
  'C-m': 'enter',
  tab: 'complete',
  'C-i': 'complete',
  'S-tab': 'complete-back',
  escape: 'escape',
  'C-[': 'escape',
  'C-g': 'leave',
  'C-c': 'interrupt',
  'C-d': 'end-of-input',
  up: 'up',
  'C-p': 'up',
  down: 'down',
  'C-n': 'down',
  left: 'left',
  'C-b': 'left',
  right: 'right',
  'C-f': 'right',
  'C-left': 'word-left',
  'M-left': 'word-left',
  'M-b': 'word-left',
  'C-right': 'word-right',
  'M-right': 'word-right',
  'M-f': 'word-right',
  home: 'home',
  'C-a': 'home',
  end: 'end',
  'C-e': 'end',
  'C-home': 'text-start',
  'C-end': 'text-end',
  backspace: 'erase',
  'S-backspace': 'erase',
  'C-h': 'erase',
  delete: 'erase-after',
  'C-w': 'cut-blank-word',
  'M-backspace': 'cut-word',
  'C-backspace': 'cut-word',
  'M-d': 'cut-word-after',
  'C-delete': 'cut-word-after',
  'C-u': 'cut-to-start',
  'C-k': 'cut-to-end',
  'C-y': 'yank',
  'C-r': 'search',
  'C-s': 'search-on',
} as const;

/** What a key means at the prompt. */
export type KeyAction = { do: 'type' | 'paste'; text: string } | { do: (typeof KEYS)[keyof typeof KEYS] };

/** What a key does; undefined where it does nothing. */
export function keyAction(press: KeyPress): KeyAction | undefined {
  if (press.kind !== 'key') return { do: press.kind === 'paste' ? 'paste' : 'type', text: press.text };
  const name = `${press.ctrl ? 'C-' : ''}${press.alt ? 'M-' : ''}${press.shift ? 'S-' : ''}${press.name}`;
  // with Shift a letter is the same key to most terminals
  const found = KEYS[name as keyof typeof KEYS] ?? KEYS[name.replace('S-', '') as keyof typeof KEYS];
  return found && { do: found };
}

/** The keys of the prompt for /help, in both languages. */
export const KEY_HELP: readonly { keys: string; en: string; zh: string }[] = [
  { keys: 'Alt-Enter  Ctrl-J  \\ Enter', en: 'a new line (Shift-Enter where the terminal tells it)', zh: '换行' },
  { keys: '↑ ↓', en: 'through the lines, then earlier questions', zh: '在各行间移动，再到以往提问' },
  { keys: 'Ctrl-R', en: 'search earlier questions; again: an older one', zh: '搜索以往提问；再按：更早的' },
  { keys: 'Tab  Shift-Tab', en: 'complete; again: the next, the one before', zh: '补全；再按：下一个、上一个' },
  { keys: 'Ctrl-A  Ctrl-E', en: 'start and end of the line', zh: '行首、行尾' },
  { keys: 'Alt-B  Alt-F  Ctrl-← →', en: 'by words', zh: '按词移动' },
  {
    keys: 'Ctrl-W  Alt-D  Ctrl-U  Ctrl-K',
    en: 'cut a word, or to an end of the line',
    zh: '剪切词，或剪切到行首、行尾',
  },
  { keys: 'Ctrl-Y', en: 'put back what was cut', zh: '粘贴剪切的内容' },
  { keys: 'Esc  Ctrl-C', en: 'stop a turn; Ctrl-C twice quits', zh: '停止；连按两次 Ctrl-C 退出' },
];
