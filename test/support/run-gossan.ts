import { type ChildProcess, spawn } from 'node:child_process';
import { asset } from '../../core/paths.ts';

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Called with each piece of stderr: to send a signal at the right moment. */
  onStderr?: (all: string, child: ChildProcess) => void;
}

/** Runs the real program from its sources (all but the chat, which is built) and gathers what it says. */
export function gossan(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(process.execPath, [asset('cli', 'main.ts'), ...args], {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: '1', NODE_NO_WARNINGS: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    options.onStderr?.(stderr, child);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** The one JSON document on stdout; fails where there is more or less than one. */
export function jsonOf(finished: Finished): Record<string, unknown> {
  return JSON.parse(finished.stdout) as Record<string, unknown>;
}
