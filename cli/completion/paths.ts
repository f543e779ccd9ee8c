import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Files and folders that begin like a typed path, folders with their slash; hidden ones where a dot is typed. */
export function pathsLike(typed: string): string[] {
  const stem = typed.slice(0, typed.lastIndexOf('/') + 1);
  const begun = typed.slice(stem.length);
  const folder = stem.startsWith('~/') ? join(homedir(), stem.slice(2)) : stem || '.';
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.startsWith(begun) && (begun.startsWith('.') || !name.startsWith('.')))
    .sort()
    .map((name) => {
      const isFolder = statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory();
      return `${stem}${name}${isFolder ? '/' : ''}`;
    });
}

/** What all of them begin with. */
export function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
