import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { inCache, projectRoot } from './places.mjs';

/** A log longer than this is begun again. */
const LOG_BYTES = 1024 * 1024;

/** Process groups that run now; `killCommands` ends them. */
const running = new Set();

/**
 * Runs a program with its output in a log file, in a process group of its own: so that an interrupt ends the
 * compilers below it too, not only the program itself.
 *
 * @param {string} what What is being done, for the message: "npm ci".
 * @param {string} file
 * @param {string[]} args
 * @param {{log: string, cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, todo?: string}} options
 *   `log`: name of the log, without folder and ending; commands of one step share it.
 * @returns {Promise<void>} Rejects with a {@link SetupFailure} that carries the log's last lines.
 */
export function runCommand(what, file, args, options) {
  const log = inCache('setup-logs', `${options.log}.log`);
  mkdirSync(dirname(log), { recursive: true });
  const begin = existsSync(log) ? statSync(log).size : 0;
  const handle = openSync(log, begin < LOG_BYTES ? 'a' : 'w');
  writeSync(handle, `\n$ ${[file, ...args].join(' ')}\n`);
  return new Promise((done, fail) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? projectRoot,
      env: options.env ?? process.env,
      stdio: ['ignore', handle, handle],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    running.add(child);
    let expired = false;
    const timer = options.timeoutMs
      ? setTimeout(() => {
          expired = true;
          killGroup(child, 'SIGKILL');
        }, options.timeoutMs)
      : undefined;
    const end = (/** @type {string | null} */ trouble) => {
      clearTimeout(timer);
      running.delete(child);
      closeSync(handle);
      if (trouble === null) done();
      else
        fail(
          new SetupFailure(`${what} ${trouble}`, {
            log,
            tail: tailOf(log, begin < LOG_BYTES ? begin : 0),
            todo: options.todo,
          }),
        );
    };
    child.once('error', (error) => {
      end(
        /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT'
          ? `needs ${file}, which was not found`
          : error.message,
      );
    });
    child.once('exit', (code, signal) => {
      if (code === 0) end(null);
      else if (expired) end(`took longer than ${Math.round((options.timeoutMs ?? 0) / 1000)} s`);
      else end(signal ? `was stopped by ${signal}` : `ended with code ${code}`);
    });
  });
}

/** Ends everything that set-up started. */
export function killCommands() {
  for (const child of running) killGroup(child, 'SIGTERM');
}

function killGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended by itself between the check and the signal.
  }
}

function tailOf(log, begin) {
  const text = readFileSync(log).subarray(begin).toString('utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-20).join('\n');
}

/** Whether PATH has a program of this name. */
export function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/**
 * The environment without npm's own settings: a user's `nodedir` or `build-from-source` arrives in programs below
 * `npm start` as `npm_config_*` and beats the flags that we give (node-gyp reads them last).
 */
export function plainEnvironment(/** @type {Record<string, string>} */ extra = {}) {
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^npm_(config|package_config)_/i.test(name)) env[name] = value;
  }
  return { ...env, ONNXRUNTIME_NODE_INSTALL: 'skip', ...extra };
}

/**
 * npm, run by the Node that npm itself runs on. Not by ours: `npm ci` deletes node_modules, and Node 24 with it.
 * @returns {{file: string, args: string[]}}
 */
export function npmCommand() {
  const script = process.env.npm_execpath;
  const node = process.env.npm_node_execpath;
  if (script?.endsWith('.js') && node && !node.startsWith(join(projectRoot, 'node_modules'))) {
    return { file: node, args: [script] };
  }
  return { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}

/** PATH without the project's node_modules/.bin, where `node` is Node 24 from a folder that may be about to go. */
export function outerPath() {
  const ours = join(projectRoot, 'node_modules', '.bin');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== ours)
    .join(delimiter);
}
