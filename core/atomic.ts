import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { asGossanError, GossanError } from './errors.ts';

/**
 * Makes a folder and those above it. Step by step, because Node's recursive mkdir never returns below folders that take
 * no entries (/proc).
 * @throws GossanError WRITE_FAILED where something on the way is a file or takes no folder, DISK_FULL
 */
export function ensureFolder(folder: string): void {
  const missing: string[] = [];
  let at = resolve(folder);
  while (!existsSync(at)) {
    missing.push(at);
    at = dirname(at);
  }
  if (!statSync(at).isDirectory()) throw new GossanError('WRITE_FAILED', { path: folder, detail: `${at} is a file` });
  for (const path of missing.reverse()) {
    try {
      mkdirSync(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      if (code === 'ENOSPC') throw asGossanError(error, folder);
      throw new GossanError('WRITE_FAILED', { path: folder, detail: code ?? 'unknown' }, { cause: error });
    }
  }
}

/**
 * Writes a file so that a reader sees the old content or the new, never a part: temporary file in the same folder,
 * fsync, rename. On any failure (a full disk) the temporary file is removed and the old file stays as it was.
 * @param data the content, or its pieces in order, which are written as they come
 */
export function writeFileAtomic(path: string, data: string | Uint8Array | Generator<Uint8Array>): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    ensureFolder(dirname(path));
    const handle = openSync(temporary, 'w');
    try {
      const pieces = typeof data === 'string' ? [Buffer.from(data)] : data instanceof Uint8Array ? [data] : data;
      for (const bytes of pieces) for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw asGossanError(error, path);
  }
}
