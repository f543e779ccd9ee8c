import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The home that set-up filled: the embedding weights are there, and tests must not fetch them again. */
const installed = resolve(process.env.GOSSAN_HOME || join(homedir(), '.gossan'));

/** An empty `GOSSAN_HOME` of a test's own, with the installed models linked in. Call `remove()` when done. */
export function temporaryHome(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'gossan-home-'));
  const models = join(installed, 'models');
  if (existsSync(models)) symlinkSync(models, join(path, 'models'));
  else mkdirSync(join(path, 'models'));
  const before = process.env.GOSSAN_HOME;
  process.env.GOSSAN_HOME = path;
  return {
    path,
    remove: () => {
      if (before === undefined) delete process.env.GOSSAN_HOME;
      else process.env.GOSSAN_HOME = before;
      rmSync(path, { recursive: true, force: true });
    },
  };
}
