import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { asGossanError, GossanError } from '../../../core/errors.ts';

/** Endings of ENVI data files, in the order in which they are tried; '' is ENVI's own habit. */
export const DATA_ENDINGS = ['', '.img', '.dat', '.bsq', '.bil', '.bip', '.raw', '.bin', '.rfl', '.sli', '.slb'];

export interface EnviFiles {
  header: string;
  /** Undefined where no data file was found: the caller says so after it has read the header. */
  data?: string;
  /** The names that were looked for, for the message. */
  tried: string[];
}

/**
 * Finds the header and the data file of an ENVI scene from the path of either. Both `x.hdr` and `x.img.hdr` are known,
 * names match without regard to case, and the data may be gzip-compressed (`.gz`).
 * Throws FILE_NOT_FOUND, IS_DIRECTORY, SCENE_HEADER_MISSING.
 */
export async function findEnviFiles(path: string): Promise<EnviFiles> {
  try {
    const { isDirectory } = await statKind(path);
    if (isDirectory) throw await refuseFolder(path);
    const neighbours = new Map<string, string>();
    for (const name of await readdir(dirname(path))) neighbours.set(name.toLowerCase(), name);
    return isHeader(path) ? await fromHeader(path, neighbours) : fromData(path, neighbours);
  } catch (error) {
    throw asGossanError(error, path);
  }
}

/**
 * The data file that a header names itself (`data file = …`, which some programs write): a file of the header's folder or
 * of one in it. Throws SCENE_OUTSIDE for what leads elsewhere, by its name or as a link; SCENE_DATA_MISSING.
 */
export async function namedDataFile(header: string, name: string): Promise<string> {
  const refuse = (detail: string) => new GossanError('SCENE_OUTSIDE', { path: header, detail });
  const shown = `"data file" is ${JSON.stringify(name.slice(0, 80))}`;
  if (isAbsolute(name) || /^[a-z]:|^[\\/]|\0/i.test(name) || name.split(/[\\/]/).includes('..')) throw refuse(shown);
  const data = join(dirname(header), ...name.split(/[\\/]/));
  const kind = await statKind(data).catch(() => undefined);
  if (!kind || kind.isDirectory) throw new GossanError('SCENE_DATA_MISSING', { path: header, detail: shown });
  const target = await linkTarget(data);
  if (target) throw refuse(`${shown}, a link to ${target}`);
  return data;
}

/** Where a file really lies, if a link leads out of the folder in which it is named; undefined for all others. */
export async function linkTarget(path: string): Promise<string | undefined> {
  const [real, folder] = await Promise.all([realpath(path), realpath(dirname(path))]);
  const way = relative(folder, real);
  return isAbsolute(way) || way.split(/[\\/]/)[0] === '..' ? real : undefined;
}

/** Whether a name is that of a header. */
export function isHeader(path: string): boolean {
  return /\.hdr$/i.test(path);
}

/** The scene's short name: the file's name without the endings that ENVI files carry. */
export function sceneName(path: string): string {
  let name = basename(path)
    .replace(/\.gz$/i, '')
    .replace(/\.hdr$/i, '');
  for (const ending of DATA_ENDINGS) {
    if (ending && name.toLowerCase().endsWith(ending)) name = name.slice(0, -ending.length);
  }
  return name || basename(path);
}

async function fromHeader(header: string, neighbours: Map<string, string>): Promise<EnviFiles> {
  const folder = dirname(header);
  const stem = basename(header).slice(0, -'.hdr'.length);
  const tried: string[] = [];
  for (const compressed of ['', '.gz']) {
    for (const ending of DATA_ENDINGS) {
      const wanted = stem + ending + compressed;
      tried.push(wanted);
      const found = neighbours.get(wanted.toLowerCase());
      if (found && !isHeader(found) && !(await statKind(join(folder, found))).isDirectory) {
        return { header, data: join(folder, found), tried };
      }
    }
  }
  return { header, tried };
}

function fromData(data: string, neighbours: Map<string, string>): EnviFiles {
  const name = basename(data);
  const plain = name.replace(/\.gz$/i, '');
  const stem = plain.replace(/\.[^.]*$/, '');
  const tried = [...new Set([`${name}.hdr`, `${plain}.hdr`, `${stem}.hdr`])];
  for (const wanted of tried) {
    const found = neighbours.get(wanted.toLowerCase());
    if (found) return { header: join(dirname(data), found), data, tried };
  }
  throw new GossanError('SCENE_HEADER_MISSING', { path: data });
}

async function statKind(path: string): Promise<{ isDirectory: boolean }> {
  const stats = await stat(path);
  return { isDirectory: stats.isDirectory() };
}

async function refuseFolder(path: string): Promise<GossanError> {
  const headers = (await readdir(path)).filter(isHeader).sort();
  const suggestion = headers.length
    ? `Name one of its scenes: ${headers
        .slice(0, 3)
        .map((name) => join(path, name))
        .join(', ')}${headers.length > 3 ? ` … (${headers.length} headers)` : ''}.`
    : 'Name the header (.hdr) or the data file of a scene; this folder holds no header.';
  return new GossanError('IS_DIRECTORY', { path, expected: 'a scene', suggestion });
}
