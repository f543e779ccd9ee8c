import { readFileSync } from 'node:fs';
import { type IPty, spawn } from '@lydell/node-pty';
import { asset } from '../core/paths.ts';

/** Ticks of /proc a second, on every Linux that is met. */
const TICKS = 100;

/** The chat as a user starts it, in a pseudo-terminal that answers the questions of programs at once, as terminals do. */
export class ChatScreen {
  readonly #pty: IPty;
  readonly #started = performance.now();
  readonly #waits = new Set<() => void>();
  readonly exited: Promise<number>;
  /** All that was written. */
  raw = '';
  /** When the last of it came. */
  #last = 0;

  constructor(args: readonly string[] = [], { columns = 100, rows = 40 } = {}) {
    this.#pty = spawn(process.execPath, [asset('cli', 'bin', 'gossan.js'), 'chat', ...args], {
      cols: columns,
      rows,
      env: { ...process.env, TERM: 'xterm-256color', LANG: 'en_US.UTF-8', LC_ALL: '', NODE_NO_WARNINGS: '1' },
    });
    this.#pty.onData((data) => {
      this.#last = performance.now();
      this.raw += data;
      // primary device attributes of an xterm without pictures
      if (data.includes('\x1b[c')) this.#pty.write('\x1b[?64;1;2;22c');
      for (const look of this.#waits) look();
    });
    this.exited = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  /** Waits until something was written behind the first `from` characters. @returns ms since `since`, or since the start */
  shown(pattern: RegExp, { from = 0, since = this.#started, ms = 120_000 } = {}): Promise<number> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!pattern.test(this.raw.slice(from))) return;
        this.#waits.delete(look);
        clearTimeout(timer);
        resolve(this.#last - since);
      };
      const timer = setTimeout(() => {
        this.#waits.delete(look);
        reject(new Error(`${pattern} was not drawn. The last of it:\n${this.raw.slice(-2000)}`));
      }, ms);
      this.#waits.add(look);
      look();
    });
  }

  /** Processor time so far of all its threads, ms. */
  processorTime(): number {
    const fields = readFileSync(`/proc/${this.#pty.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
  }

  /** Memory that it holds, MiB. */
  memory(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#pty.pid}/status`, 'utf8'))![1]) / 1024;
  }

  async quit(): Promise<void> {
    this.press('\x15/quit\r');
    await this.exited;
  }

  kill(): void {
    this.#pty.kill('SIGKILL');
  }
}
