import { spawn } from 'node:child_process';
import { projectRoot } from '../setup/places.mjs';

/**
 * @typedef {{passed: number, failed: number, skipped: number}} Counts
 * @typedef {{name: string, ok: boolean, counts: Counts | null, seconds: number}} Checked
 */

/**
 * Runs one check of `npm test` with its output shown.
 * @param {string} name
 * @param {string} file
 * @param {string[]} args
 * @param {() => Counts} [count] Reads what the check left behind; where it left nothing, the check failed.
 * @param {Record<string, string>} [env] Over the environment.
 * @returns {Promise<Checked>}
 */
export async function check(name, file, args, count, env = {}) {
  process.stdout.write(`\n── ${name}\n`);
  const from = performance.now();
  const code = await new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: projectRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    const stop = (signal) => child.kill(signal);
    process.on('SIGTERM', stop).on('SIGINT', stop);
    child.once('error', (error) => {
      process.stdout.write(`${error.message}\n`);
      resolve(1);
    });
    child.once('exit', (exit, signal) => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      // An interrupt ends the whole run, not this check alone.
      if (signal === 'SIGINT' || signal === 'SIGTERM') process.exit(130);
      resolve(exit ?? 1);
    });
  });
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  try {
    return { name, ok: code === 0, counts: count?.() ?? null, seconds };
  } catch (error) {
    process.stdout.write(`${name} left no results: ${error.message}\n`);
    return { name, ok: false, counts: null, seconds };
  }
}
