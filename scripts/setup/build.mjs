import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { inCache, inProject, node24, projectRoot } from './places.mjs';
import { readJson, writeJson } from './stamp.mjs';

const dist = inProject('dist');
const stamp = join(dist, '.gossan.json');
const SOURCE = /\.(ts|tsx|json)$/;

/** dist/: the sources as plain JavaScript. Node 24 could run them as they are, but not those with JSX, and slower. */
export const build = {
  name: 'build',
  fatal: true,

  needed() {
    const built = readJson(stamp);
    if (!built || !existsSync(join(dist, 'core'))) return 'dist/ is not there yet';
    return built.sources === sourcesHash() ? null : 'the sources changed';
  },

  async run() {
    const sources = sourcesHash();
    // Beside dist/, then swapped: a Gossan that runs meanwhile never meets a half-built tree, nor a deleted source's output.
    const fresh = inCache(`dist-${process.pid}`);
    const old = `${fresh}-old`;
    try {
      const tsc = inProject('node_modules', 'typescript', 'bin', 'tsc');
      await runCommand('tsc', node24, [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh], {
        log: 'build',
        todo: 'A type error in the sources stops the build; the log names file and line.',
      });
      writeJson(join(fresh, '.gossan.json'), { sources });
      if (existsSync(dist)) renameSync(dist, old);
      renameSync(fresh, dist);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
      rmSync(old, { recursive: true, force: true });
    }
  },
};

/** Hash over names, sizes and times of everything that tsc reads. Names only the folders of tsconfig.build.json. */
function sourcesHash() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(projectRoot, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  const config = readJson(inProject('tsconfig.build.json'));
  for (const path of ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json']) add(path);
  for (const folder of config.include) walk(folder, add);
  return hash.digest('hex');
}

function walk(folder, add) {
  const full = join(projectRoot, folder);
  if (!existsSync(full)) return;
  for (const entry of readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) walk(join(folder, entry.name), add);
    else if (SOURCE.test(entry.name)) add(join(folder, entry.name));
  }
}
