import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const main = join(root, 'dist', 'cli', 'main.js');

/**
 * Runs the built program on Node 24: in this process where it is Node 24, else in a child on the Node 24 that set-up
 * brought. Plain JavaScript for Node 20. Another major version does not do: the native packages are built for one.
 *
 * @param {string[]} args What follows `gossan`.
 */
export async function runGossan(args) {
  if (!existsSync(main)) return refuse(args, 'Gossan is not set up yet.');
  if (process.versions.node.startsWith('24.')) {
    if (args[0] === 'serve') returnFreedMemory(args);
    // Compiled code is kept beside the project, so that a start does not parse the whole program again.
    module.enableCompileCache?.(join(root, '.cache', 'compiled'));
    const program = await import(pathToFileURL(main).href);
    process.exitCode = await program.main(args);
    // Native libraries may keep threads that would hold the process open after everything is closed.
    process.stdout.write('', () => process.exit());
    return;
  }
  const node24 = findNode24();
  if (!node24) return refuse(args, 'Gossan runs on Node 24, which set-up has not fetched yet.');
  const child = spawn(node24, [fileURLToPath(new URL('./gossan.js', import.meta.url)), ...args], { stdio: 'inherit' });
  // A terminal sends its interrupt to both processes; what it means is the program's decision.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/**
 * Starts the server anew, in the same process, with an allocator that gives freed memory back: glibc would keep the buffers
 * of each thread, a third more memory after a thousand pictures (bench/vision-server.ts). It reads this at its start only.
 */
function returnFreedMemory(args) {
  const frugal = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' };
  if (process.platform !== 'linux' || !process.execve || process.env.MALLOC_ARENA_MAX) return;
  const script = fileURLToPath(new URL('./gossan.js', import.meta.url));
  process.execve(process.execPath, [process.execPath, ...process.execArgv, script, ...args], {
    ...process.env,
    ...frugal,
  });
}

function findNode24() {
  try {
    const home = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const path = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** Exit code 4, a needed part is missing, in the form that the caller asked for (contract: `--json`). */
function refuse(args, message) {
  const hint = `Run \`npm start\` once in ${root}.`;
  if (args.includes('--json')) {
    process.stdout.write(
      `${JSON.stringify({ error: { code: 'BINARY_MISSING', message, hint, docs: 'docs/errors.md#binary_missing' } })}\n`,
    );
  } else {
    process.stderr.write(`${message} ${hint}\n`);
  }
  process.exitCode = 4;
}
