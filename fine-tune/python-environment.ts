import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeFileAtomic } from '../core/atomic.ts';
import { GossanError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { asset } from '../core/paths.ts';
import type { SlowCall } from '../core/progress.ts';

/** What the trainer and the gate's renderer import, pinned. */
const REQUIREMENTS = ['model-server', 'python', 'requirements.txt'] as const;
/** Written when everything is installed: what of. */
const MARK = 'gossan-installed';

/**
 * The Python that trains: GOSSAN_PYTHON where it is set, else the one of `.venv`, which is made, and whose packages are
 * installed, at the first use and whenever the pinned packages changed.
 * @throws GossanError PYTHON_MISSING with the command that helps, PYTHON_FAILED
 */
export async function trainingPython({ signal, onProgress }: SlowCall = {}): Promise<string> {
  const chosen = process.env.GOSSAN_PYTHON;
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new GossanError('PYTHON_MISSING', {
      detail: `there is no ${chosen}`,
      fix: 'Set GOSSAN_PYTHON to a Python, or unset it.',
    });
  }
  const folder = asset('.venv');
  const windows = process.platform === 'win32';
  const python = windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const requirements = asset(...REQUIREMENTS);
  const wanted = sha256(readFileSync(requirements));
  const mark = join(folder, MARK);
  if (existsSync(python) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return python;
  const call = signal ? { signal } : {};
  if (!existsSync(python)) {
    onProgress?.({ step: 'making .venv for training' });
    await makeVenv(windows ? 'python' : 'python3', folder, call);
  }
  await runPython(
    python,
    ['-m', 'pip', 'install', '--disable-pip-version-check', '--progress-bar', 'off', '-r', requirements],
    {
      ...call,
      onLine: (line) => {
        const step = /^(Collecting|Downloading|Installing)\b.*/.exec(line.trim())?.[0];
        if (step) onProgress?.({ step: `pip: ${step}` });
      },
    },
  );
  writeFileAtomic(mark, wanted);
  return python;
}

async function makeVenv(python: string, folder: string, call: { signal?: AbortSignal }): Promise<void> {
  try {
    await runPython(python, ['-m', 'venv', folder], call);
  } catch (error) {
    call.signal?.throwIfAborted();
    // Half an environment would be taken for one the next time.
    rmSync(folder, { recursive: true, force: true });
    const { message, code } = error as NodeJS.ErrnoException & Error;
    const none = code === 'PYTHON_MISSING';
    throw new GossanError('PYTHON_MISSING', {
      detail: none ? 'no python3 was found' : message.split('\n').at(-1)!,
      fix: 'Install Python 3.11 or newer with venv and pip (Debian: `apt-get install python3-venv python3-pip`), or set GOSSAN_PYTHON.',
    });
  }
}

export interface PythonCall {
  signal?: AbortSignal;
  /** Each line of stdout as it comes. */
  onLine?: (line: string) => void;
  /** Each line of stderr as it comes. */
  onNote?: (line: string) => void;
}

/** Lines of stderr that a failure tells. */
const LAST_LINES = 5;
/** After SIGTERM; a trainer writes its state first. */
const PATIENCE_MS = 20_000;

/**
 * Runs Python with the project's packages on its path. The signal ends it with SIGTERM, later with SIGKILL.
 * @throws GossanError PYTHON_FAILED with its last words, PYTHON_MISSING; the signal's reason
 */
export async function runPython(python: string, args: readonly string[], call: PythonCall = {}): Promise<void> {
  const { signal, onLine, onNote } = call;
  signal?.throwIfAborted();
  const path = [asset('model-server', 'python'), asset('fine-tune', 'python'), process.env.PYTHONPATH];
  const child = spawn(python, args, {
    // The open pipe is what gossan_guard lives by.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONPATH: path.filter(Boolean).join(delimiter), PYTHONUNBUFFERED: '1' },
  });
  const last: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => onLine?.(line));
  createInterface({ input: child.stderr }).on('line', (line) => {
    onNote?.(line);
    if (line.trim()) last.push(line.trim());
    if (last.length > LAST_LINES) last.shift();
  });
  let force: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill('SIGTERM');
    force = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    signal?.throwIfAborted();
    if (code !== 0) {
      const what = args.slice(0, 3).join(' ');
      throw new GossanError('PYTHON_FAILED', { what, detail: last.join('\n') || `exit code ${code}` });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new GossanError('PYTHON_MISSING', {
      detail: `there is no ${python}`,
      fix: 'Install Python 3.11 or newer, or set GOSSAN_PYTHON.',
    });
  } finally {
    clearTimeout(force);
    signal?.removeEventListener('abort', stop);
  }
}
