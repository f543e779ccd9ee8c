import { existsSync } from 'node:fs';

/** A path as people type or drop it into a terminal: quoted, with escaped spaces, from their home. */
export function typedPath(text: string): string {
  const bare = /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text;
  if (existsSync(bare)) return bare;
  const unescaped = bare.replace(/\\(?=[ ()[\]&'"])/g, '');
  return unescaped.startsWith('~/') && process.env.HOME ? `${process.env.HOME}${unescaped.slice(1)}` : unescaped;
}
