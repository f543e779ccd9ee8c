import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether there is a real terminal to look at: tmux keeps the screen and what scrolled out of it. */
export const hasScreens: boolean = spawnSync('tmux', ['-V']).status === 0;

/** Rows that are kept of what scrolled out. */
const KEPT_ROWS = 3000;
/** The pause between keys, ms: nobody types faster, and a paste looks otherwise. */
const KEY_MS = 4;

export interface ScreenOptions {
  /** A folder of the test's own. */
  folder: string;
  columns: number;
  rows: number;
  env?: Record<string, string>;
}

let count = 0;

/** A program in a real terminal (tmux) whose window nobody sees: keys go in, screens come out as text. */
export class Screen {
  readonly #socket: string;

  constructor(command: readonly string[], { folder, columns, rows, env = {} }: ScreenOptions) {
    this.#socket = `gossan-screen-${process.pid}-${count++}`;
    const settings = join(folder, 'screen.conf');
    writeFileSync(
      settings,
      `set -g status off\nset -s escape-time 20\nset -g history-limit ${KEPT_ROWS}\nset -g default-terminal tmux-256color\nset -g remain-on-exit on\n`,
    );
    const set = Object.entries({ LC_ALL: 'C.UTF-8', NODE_NO_WARNINGS: '1', ...env });
    const line = [...set.map(([name, value]) => `${name}=${value}`), ...command].map(quoted).join(' ');
    const size = ['-x', String(columns), '-y', String(rows)];
    execFileSync('tmux', ['-L', this.#socket, '-f', settings, 'new-session', '-d', ...size, `env ${line}`], {
      cwd: folder,
      env: { ...process.env, TMUX: '' },
    });
  }

  /** Types a line key by key, and Enter. */
  async type(line: string): Promise<void> {
    for (const key of line) {
      this.#tmux('send-keys', '-l', key === ';' ? '\\;' : key);
      await wait(KEY_MS);
    }
    this.press('Enter');
  }

  /** @param key by tmux's name: `Enter`, `Escape`, `C-c` */
  press(key: string): void {
    this.#tmux('send-keys', key);
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** What is on the screen, and above it what scrolled out, a row a line, without blanks at their ends. */
  all(): string {
    return this.#rows('-S', `-${KEPT_ROWS}`);
  }

  /** What is on the screen. */
  now(): string {
    return this.#rows();
  }

  /** The same with its colours. */
  coloured(): string {
    return this.#tmux('capture-pane', '-p', '-e', '-S', `-${KEPT_ROWS}`);
  }

  /** Waits until something stands on the screen or above it, after the first `from` characters. Returns where it ended. */
  async until(pattern: RegExp, { from = 0, ms = 90_000 } = {}): Promise<number> {
    const end = Date.now() + ms;
    for (;;) {
      const text = this.all();
      const match = pattern.exec(text.slice(from));
      if (match) return from + match.index + match[0].length;
      if (Date.now() > end) throw new Error(`${pattern} was not shown. The last of it:\n${text.slice(-3000)}`);
      await wait(60);
    }
  }

  close(): void {
    spawnSync('tmux', ['-L', this.#socket, 'kill-server']);
  }

  #rows(...range: string[]): string {
    return this.#tmux('capture-pane', '-p', ...range)
      .split('\n')
      .map((row) => row.trimEnd())
      .join('\n')
      .trimEnd();
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, ...args], { encoding: 'utf8' });
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
