import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { GossanError } from './errors.ts';

/** Blocks below which a disk counts as full: SQLite then fails in ways that it does not call so. */
const LEAST_BLOCKS = 16;

/** Whether SQLite refused a write for want of room on the disk that holds a file. */
export function isDiskFull(error: unknown, path: string): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return false;
  return code === 'SQLITE_FULL' || (/^SQLITE_(IOERR|CANTOPEN)/.test(code) && hasNoRoom(dirname(path)));
}

/** Whether SQLite could not write for a reason outside of the database: no room, a quota, a broken disk. */
export function isRefusedWrite(error: unknown, path: string): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return isDiskFull(error, path) || (typeof code === 'string' && /^SQLITE_IOERR_(WRITE|FSYNC|TRUNCATE)/.test(code));
}

/** The row of the table of errors for a refused write of SQLite; other errors as they are. */
export function asWriteError(error: unknown, path: string): unknown {
  if (isDiskFull(error, path)) return new GossanError('DISK_FULL', { path: dirname(path) }, { cause: error });
  if (!isRefusedWrite(error, path)) return error;
  return new GossanError('WRITE_FAILED', { path, detail: (error as Error).message }, { cause: error });
}

function hasNoRoom(folder: string): boolean {
  try {
    return statfsSync(folder).bavail < LEAST_BLOCKS;
  } catch {
    return false;
  }
}
