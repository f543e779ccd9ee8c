import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {...string} parts A path inside the project. */
export const inProject = (...parts) => join(projectRoot, ...parts);

/** What set-up downloads, compiles and logs, and may lose at any time. Not in node_modules, which `npm ci` empties. */
export const inCache = (...parts) => inProject('.cache', ...parts);

/** Same rule as core/paths.ts: set-up runs before the sources can. */
export const gossanHome = () => resolve(process.env.GOSSAN_HOME || join(homedir(), '.gossan'));

const windows = process.platform === 'win32';

/** Node 24, as the npm package `node` brings it. */
export const node24 = inProject('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/** The platform package of Node 24; its `include/node` holds the headers that native packages compile against. */
export const node24Home = inProject(
  'node_modules',
  'node',
  'node_modules',
  `node-${windows ? 'win' : process.platform}-${process.arch}`,
);

/** The project's own Python environment: tests, and training where it is used. */
export const venvPython = windows ? inProject('.venv', 'Scripts', 'python.exe') : inProject('.venv', 'bin', 'python');
