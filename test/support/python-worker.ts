import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { asset } from '../../core/paths.ts';

const PYTHON = asset('.venv', 'bin', 'python');

/** Whether the Python packages of the worker are here; `npm test` installs them. */
export const pythonIsHere = existsSync(PYTHON);

/** The Python worker on the CPU with a folder's model, listening at a socket. End it with `kill`. */
export async function pythonWorker(model: string, socket: string, ...more: string[]): Promise<ChildProcess> {
  const child = spawn(
    PYTHON,
    ['-m', 'gossan_worker', '--model', model, '--socket', socket, '--device', 'cpu', '--slots', '4', ...more],
    {
      cwd: asset('model-server', 'python'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    },
  );
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += text;
  });
  await new Promise<void>((resume, fail) => {
    createInterface({ input: child.stdout }).once('line', () => resume());
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`the worker ended with ${code}: ${complaint}`)));
  });
  return child;
}
