import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wrapWords } from '../../cli/terminal/wrap-words.ts';
import { asset, homePath } from '../../core/paths.ts';

/** Width of the README's transcript, in characters. */
const WIDTH = 110;

/** What is kept of a command's words in the transcript; all where it is left out. */
type Shown = (lines: string[]) => string[];

/**
 * A folder of work and a home of its own, with the models of this machine, in which commands run as somebody types them. What was
 * typed and what came of it is kept as a transcript.
 */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'gossan-readme-'));
  readonly home = join(this.folder, '.gossan');
  readonly transcript: string[] = [];

  constructor() {
    mkdirSync(this.home);
    cpSync(homePath('models'), join(this.home, 'models'), { recursive: true, dereference: true });
  }

  /** What the commands find in the environment. */
  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      GOSSAN_HOME: this.home,
      LANG: 'en_US.UTF-8',
      LC_ALL: '',
      NO_COLOR: '1',
      NODE_NO_WARNINGS: '1',
    };
  }

  /** Runs `gossan` with these words. @returns what it wrote to stdout @throws where it fails, with what it said */
  async gossan(...words: string[]): Promise<string> {
    return this.run(process.execPath, [asset('cli', 'bin', 'gossan.js'), ...words]);
  }

  /** Runs a program in the folder. @returns what it wrote to stdout @throws where it fails, with what it said */
  async run(program: string, words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> {
    process.stderr.write(`${program} ${words.join(' ')}\n`);
    const child = spawn(program, words, {
      cwd: this.folder,
      env: { ...this.environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (part) => (said.stdout += part));
    child.stderr.on('data', (part) => (said.stderr += part));
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}:\n${said.stderr}`);
    return said.stdout;
  }

  /** The same, into the transcript. */
  async show(words: string[], shown: Shown = (lines) => lines): Promise<string> {
    const out = await this.gossan(...words);
    const lines = shown(out.trimEnd().split('\n')).map((line) => line.replaceAll(`${this.folder}/`, ''));
    this.transcript.push(`$ gossan ${words.map(quoted).join(' ')}`, ...lines.flatMap((line) => wrapped(line)), '');
    return out;
  }

  /** A line of the transcript that says what follows. */
  say(text: string): void {
    this.transcript.push(`# ${text}`);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The first lines, then a mark that there was more. */
export function first(count: number): Shown {
  return (lines) => (lines.length > count ? [...lines.slice(0, count), '…'] : lines);
}

function quoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `"${word}"`;
}

function wrapped(line: string): string[] {
  return line.trim() === '' ? [''] : wrapWords(line, WIDTH);
}
