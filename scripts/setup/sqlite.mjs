import { cpus } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment, runCommand } from './command.mjs';
import { NativePackage } from './native.mjs';
import { node24Headers } from './node24.mjs';
import { inProject, node24 } from './places.mjs';

const binary = new NativePackage({
  name: 'better-sqlite3',
  binary: join('build', 'Release', 'better_sqlite3.node'),
  prebuilt: [],
  proof: "new (require('better-sqlite3'))(':memory:').prepare('select sqlite_version()').get()",

  async compile(folder) {
    const headers = await node24Headers();
    const gyp = inProject('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
    const jobs = String(Math.max(1, cpus().length));
    await runCommand('Compiling SQLite', node24, [gyp, 'rebuild', '--release', `--nodedir=${headers}`, '-j', jobs], {
      log: 'better-sqlite3',
      cwd: folder,
      env: plainEnvironment(),
      todo: 'SQLite needs a C++ compiler, make and Python 3 (Debian: apt-get install g++ make python3; macOS: xcode-select --install).',
    });
  },
});

/** SQLite for Node 24: sessions and checkpoints live in it. */
export const sqlite = {
  name: 'SQLite',
  fatal: true,
  needed: () => binary.needed(),
  run: () => binary.provide(),
};
