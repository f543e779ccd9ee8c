import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand, outerPath, plainEnvironment, runCommand } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { inProject, node24, node24Home } from './places.mjs';
import { readJson } from './stamp.mjs';

/** Node 24, from the npm package `node`: the sources need it, whatever Node the machine has. */
export const node24Step = {
  name: 'Node 24',
  fatal: true,

  needed() {
    return existsSync(node24) ? null : 'the package `node` has not fetched its program yet';
  },

  async run() {
    await fetchNode24();
    return `Node ${readJson(inProject('node_modules', 'node', 'package.json'))?.version}`;
  },
};

/**
 * The headers of Node 24. npm prunes their folder (it is in no lock file) at every later `npm install`, while the
 * program stays: so they are brought back when something is to be compiled.
 * @returns {Promise<string>} The folder that node-gyp calls nodedir.
 */
export async function node24Headers() {
  if (!existsSync(join(node24Home, 'include', 'node', 'node_api.h'))) await fetchNode24();
  return node24Home;
}

async function fetchNode24() {
  const npm = npmCommand();
  await runCommand('Fetching Node 24', npm.file, [...npm.args, 'rebuild', 'node', '--loglevel=error'], {
    log: 'node-24',
    env: plainEnvironment({ PATH: outerPath() }),
    todo: 'Check the network connection and run the same command again.',
  });
  if (!existsSync(node24)) {
    throw new SetupFailure(`Node 24 has no build for ${process.platform} ${process.arch}`, {
      todo: 'Install Node 24 yourself (nodejs.org) and run the same command with it.',
    });
  }
}
