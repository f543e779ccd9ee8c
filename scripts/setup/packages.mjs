import { existsSync } from 'node:fs';
import { npmCommand, outerPath, plainEnvironment, runCommand } from './command.mjs';
import { inProject } from './places.mjs';
import { readJson } from './stamp.mjs';

/**
 * npm packages, as package-lock.json names them.
 *
 * No install script runs here: npm 10 would run all of them (compilers for the wrong Node, fetches from elsewhere),
 * npm 11 only those allowed. The two that matter, Node 24 and the native packages, are steps of their own.
 */
export const packages = {
  name: 'npm packages',
  fatal: true,

  needed() {
    const wanted = readJson(inProject('package-lock.json'))?.packages;
    if (!wanted) return 'package-lock.json cannot be read';
    // npm keeps what it installed in this hidden lock file; written last, so half an install has none.
    const present = readJson(inProject('node_modules', '.package-lock.json'))?.packages;
    if (!present) return 'nothing is installed yet';
    for (const [path, { version, optional, devOptional, link }] of Object.entries(wanted)) {
      if (path === '' || link || present[path]?.version === version) continue;
      if (!present[path] && (optional || devOptional)) continue;
      return `${path.replace(/^.*node_modules\//, '')} ${version} is not installed`;
    }
    return null;
  },

  async run() {
    const npm = npmCommand();
    // An existing folder is mended, not emptied: what was compiled in it stays, and so does who uses it meanwhile.
    const how = existsSync(inProject('node_modules', '.package-lock.json')) ? ['install', '--no-save'] : ['ci'];
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    await runCommand(`npm ${how[0]}`, npm.file, [...npm.args, ...how, '--ignore-scripts', ...quiet], {
      log: 'npm-packages',
      env: plainEnvironment({ PATH: outerPath() }),
      todo: 'Check the network connection (or the registry in your .npmrc) and run the same command again.',
    });
  },
};
