import { existsSync } from 'node:fs';
import { plainEnvironment, runCommand } from './command.mjs';
import { SetupFailure } from './failure.mjs';

/**
 * Installs packages of Debian, where this is Debian and we are root; else says what to run.
 *
 * @param {string[]} packages
 * @param {{what: string, log: string, lacking: string}} options `what` they bring and what is `lacking` without them, for
 *   the messages.
 */
export async function installDebian(packages, { what, log, lacking }) {
  const command = `apt-get install ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new SetupFailure(lacking, { todo: `As root: ${command}` });
  }
  const env = plainEnvironment({ DEBIAN_FRONTEND: 'noninteractive' });
  const options = { log, env, timeoutMs: 300_000, todo: `As root: ${command}` };
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  try {
    await runCommand(`Installing ${what}`, 'apt-get', install, options);
  } catch {
    // A fresh container has no package lists yet.
    await runCommand('Reading the package lists', 'apt-get', ['update'], options);
    await runCommand(`Installing ${what}`, 'apt-get', install, options);
  }
}
