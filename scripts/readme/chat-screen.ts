import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { asset } from '../../core/paths.ts';
import type { Stage } from './stage.ts';

/** What is typed, and what the screen shows when it is done. */
export type Typed = readonly [keys: string, until: RegExp];

/**
 * Runs the chat in tmux, which is a real terminal, types into it, and returns its lines with their colours (SGR sequences).
 * @param words behind `gossan`
 * @param size columns and rows
 */
export async function chatScreen(
  stage: Stage,
  words: readonly string[],
  typed: readonly Typed[],
  [columns, rows]: readonly [number, number],
): Promise<string[]> {
  const socket = `gossan-readme-${process.pid}`;
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { cwd: stage.folder, encoding: 'utf8' });
  const { NO_COLOR: _, ...environment } = stage.environment;
  const set = { ...environment, COLORTERM: 'truecolor', GOSSAN_PICTURES: 'blocks' };
  const variables = ['GOSSAN_HOME', 'LANG', 'LC_ALL', 'NODE_NO_WARNINGS', 'COLORTERM', 'GOSSAN_PICTURES'] as const;
  const command = ['env', '-u', 'NO_COLOR', ...variables.map((name) => `${name}=${set[name as keyof typeof set]}`)];
  const program = [process.execPath, asset('cli', 'bin', 'gossan.js'), ...words].map((word) => `'${word}'`).join(' ');
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), '-s', 'chat', `${command.join(' ')} ${program}`);
  try {
    await until(() => tmux('capture-pane', '-p', '-t', 'chat'), /\n› /);
    for (const [keys, done] of typed) {
      tmux('send-keys', '-t', 'chat', '-l', keys);
      tmux('send-keys', '-t', 'chat', 'Enter');
      await until(() => tmux('capture-pane', '-p', '-t', 'chat'), done);
    }
    return tmux('capture-pane', '-p', '-e', '-t', 'chat').trimEnd().split('\n');
  } finally {
    tmux('kill-server');
  }
}

/** Waits until a screen shows something and changes no more. */
async function until(screen: () => string, pattern: RegExp): Promise<void> {
  let last = '';
  for (const end = Date.now() + 120_000; Date.now() < end; await setTimeout(400)) {
    const now = screen();
    if (pattern.test(now) && now === last) return;
    last = now;
  }
  throw new Error(`the chat does not show ${pattern}:\n${last}`);
}
