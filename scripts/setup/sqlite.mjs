import { cpus } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment, runCommand } from './command.mjs';
import { NativePackage } from './native.mjs';
import { node24Headers } from './node24.mjs';
import { inProject, node24 } from './places.mjs';

// Version 13 and later only (package.json overrides the checkpointer's wish for 12): 12 derives from node::ObjectWrap,
// and what is compiled against the headers of Node 24.19 and later aborts the process in garbage collection
// (nodejs/node#65446). 13 is on Node-API and has its binaries for the usual systems in the package.
const binary = new NativePackage({
  name: 'better-sqlite3',
  binary: join('build', 'Release', 'better_sqlite3.node'),
  proof: "new (require('better-sqlite3'))(':memory:').prepare('select sqlite_version()').get()",

  async compile(folder) {
    const headers = await node24Headers();
    const gyp = inProject('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
    const args = ['rebuild', '--release', '--force_build=1', `--nodedir=${headers}`, '-j', String(cpus().length)];
    await runCommand('Compiling SQLite', node24, [gyp, ...args], {
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
