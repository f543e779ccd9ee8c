import { execFile } from 'node:child_process';

/** Longest that a program may take to say its version. */
const PATIENCE_MS = 10_000;

/** What a program prints on stdout, or null where there is no such program. Rejects where it fails. */
export function programOutput(file: string, args: readonly string[]): Promise<string | null> {
  return new Promise((done, fail) => {
    execFile(file, args, { timeout: PATIENCE_MS, windowsHide: true }, (error, stdout, stderr) => {
      if (!error) done(stdout.trim());
      else if (error.code === 'ENOENT') done(null);
      else fail(new Error(stderr.trim().split('\n').at(-1) || error.message));
    });
  });
}
