import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartCheck } from './probe.ts';

/** Less than this and a map of a full scene may not fit. */
const ENOUGH_GIB = 2;

export const home: PartCheck = {
  part: 'home folder',
  fix: 'Set GOSSAN_HOME to a folder that you may write to.',
  async run({ home }) {
    await mkdir(home, { recursive: true });
    const trial = join(home, `.doctor-${process.pid}`);
    await writeFile(trial, 'x');
    await rm(trial);
    const { bavail, bsize } = await statfs(home);
    const free = (bavail * bsize) / 2 ** 30;
    return {
      state: free < ENOUGH_GIB ? 'missing' : 'ok',
      version: null,
      detail: `${home}, writable, ${free.toFixed(1)} GiB free`,
      fix: free < ENOUGH_GIB ? 'Free some space, or set GOSSAN_HOME to a larger disk.' : null,
    };
  },
};
