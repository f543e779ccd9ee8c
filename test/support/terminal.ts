import { writeSync } from 'node:fs';
import { type IPty, spawn } from '@lydell/node-pty';

export interface TerminalOptions {
  cwd: string;
  /** Node where it is left out. */
  program?: string;
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
}

/** A program in a real pseudo-terminal: keys go in, what it draws comes out. */
export class Terminal {
  readonly #pty: IPty;
  readonly #columns: number;
  /** Everything that was written, escape sequences and all. */
  raw = '';
  readonly exited: Promise<number>;
  /** What was pressed and is not written yet. */
  readonly #keys: Buffer[] = [];

  constructor(
    command: string[],
    { cwd, program = process.execPath, columns = 100, rows = 40, env = {} }: TerminalOptions,
  ) {
    this.#columns = columns;
    this.#pty = spawn(program, command, {
      cwd,
      cols: columns,
      rows,
      env: { ...process.env, TERM: 'xterm-256color', NODE_NO_WARNINGS: '1', LANG: 'en_US.UTF-8', LC_ALL: '', ...env },
    });
    this.#pty.onData((data) => {
      this.raw += data;
    });
    this.exited = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  /** What was written without its escape sequences. */
  get text(): string {
    return this.raw
      .replace(/\x1b[_P\]][^\x07\x1b]*(?:\x07|\x1b\\)/g, '')
      .replace(/\x1b(?:\[[0-9;?<>]*)?$|\x1b\[[0-9;?<>]*[A-Za-z]|\x1b[78]/g, '')
      .replace(/\r/g, '');
  }

  press(keys: string): void {
    this.#keys.push(Buffer.from(keys));
    if (this.#keys.length === 1) void this.#write();
  }

  /** Writes what the terminal takes, and the rest later. The library would wait for it, and not read meanwhile. */
  async #write(): Promise<void> {
    const { fd } = this.#pty as unknown as { fd: number };
    while (this.#keys.length) {
      try {
        const written = writeSync(fd, this.#keys[0]!);
        this.#keys[0] = this.#keys[0]!.subarray(written);
        if (this.#keys[0].length === 0) this.#keys.shift();
      } catch (error) {
        // the program has gone, and its terminal with it
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.#keys.length = 0;
        else await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }
  }

  /** All that was pressed has reached the terminal. */
  get isWritten(): boolean {
    return this.#keys.length === 0;
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
  }

  signal(name: string): void {
    this.#pty.kill(name);
  }

  /** Closes the terminal's window: the kernel hangs up on the program, and nothing reads what it writes. */
  hangUp(): void {
    (this.#pty as unknown as { destroy(): void }).destroy();
  }

  /** Waits until a text has been drawn, after the first `from` characters of `text`. Returns where it ended. */
  async until(pattern: RegExp, { from = 0, ms = 45_000 } = {}): Promise<number> {
    const end = Date.now() + ms;
    for (;;) {
      const match = pattern.exec(this.text.slice(from));
      if (match) return from + match.index + match[0].length;
      if (Date.now() > end) {
        throw new Error(
          `${pattern} was not drawn on ${this.#columns} columns. The last of it:\n${this.text.slice(-3000)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  kill(): void {
    try {
      this.#pty.kill('SIGKILL');
    } catch {
      // It has ended already.
    }
  }
}
