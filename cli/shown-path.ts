import { homedir } from 'node:os';
import { relative, resolve, sep } from 'node:path';

/** A path as people read it: from the folder where they work, else from their own folder, else whole. */
export function shownPath(path: string): string {
  const whole = resolve(path);
  const here = relative(process.cwd(), whole);
  if (here !== '' && !leaves(here)) return here;
  const own = relative(homedir(), whole);
  return own === '' || leaves(own) ? whole : `~${sep}${own}`;
}

/** Out of the folder, or on another drive. */
function leaves(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || resolve(path) === path;
}
