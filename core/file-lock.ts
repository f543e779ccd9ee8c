import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ensureFolder } from './atomic.ts';
import { GossanError } from './errors.ts';

/** Whoever holds a lock holds it for one append, or for writing a few files. */
const WAIT_MS = 15_000;

/**
 * Runs work that no other process may do at the same time. The lock is the operating system's, held through SQLite on the
 * file `path`: a killed process lets go of it.
 * @throws GossanError LOCKED where another process holds it for longer than 15 s, and what the work throws
 */
export function withFileLock<T>(path: string, work: () => T): T {
  ensureFolder(dirname(path));
  const lock = new Database(path, { timeout: WAIT_MS });
  try {
    try {
      lock.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
      throw new GossanError('LOCKED', { path }, { cause: error });
    }
    return work();
  } finally {
    lock.close();
  }
}
