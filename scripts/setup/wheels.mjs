import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment, runCommand } from './command.mjs';
import { SetupFailure } from './failure.mjs';

/**
 * Downloads one wheel with pip (which knows the user's mirror and certificates) and hands it over.
 * @template T
 * @param {string} requirement "name==version"
 * @param {string} log
 * @param {(wheel: string) => T} use
 * @returns {Promise<T>}
 */
export async function withWheel(requirement, log, use) {
  const folder = mkdtempSync(join(tmpdir(), 'gossan-wheel-'));
  try {
    const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder, requirement];
    await runCommand(`pip download ${requirement}`, 'python3', args, {
      log,
      env: plainEnvironment({ PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' }),
      timeoutMs: 300_000,
    });
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (!wheel) throw new SetupFailure(`pip brought no wheel of ${requirement}`);
    return use(join(folder, wheel));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
