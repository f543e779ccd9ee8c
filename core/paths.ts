import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, from the sources and from `dist/` alike: data files are found from here. */
export const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`package.json not found above ${import.meta.url}`);
    folder = parent;
  }
  return folder;
})();

/** A file that ships with the package, named from its root. */
export function asset(...parts: string[]): string {
  return join(packageRoot, ...parts);
}

/** `GOSSAN_HOME` (default `~/.gossan`): sessions, knowledge bases, adapters, models, caches. Read at each call. */
export function gossanHome(): string {
  return resolve(process.env.GOSSAN_HOME || join(homedir(), '.gossan'));
}

/** A path under {@link gossanHome}. */
export function homePath(...parts: string[]): string {
  return join(gossanHome(), ...parts);
}

/**
 * The URL of a worker module that sits beside the caller: `workerUrl(import.meta.url, './tile-worker')`.
 * The ending follows the caller's, so that sources (run by Node's type stripping) and `dist/` both work.
 */
export function workerUrl(from: string, name: string): URL {
  return new URL(name + (from.endsWith('.ts') ? '.ts' : '.js'), from);
}
