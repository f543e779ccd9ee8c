import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ensureFolder } from './atomic.ts';
import { GossanError } from './errors.ts';

/** Whoever holds a lock holds it for one append, or for writing a few files. */
const WAIT_MS = 15_000;

export interface HeldLock {
  release(): void;
}

/**
 * Takes a lock that no other process can have at the same time; null where another holds it for longer than `waitMs`. It is
 * the operating system's, held through SQLite on the file `path`: a killed process lets go of it.
 */
export function holdFileLock(path: string, waitMs: number): HeldLock | null {
  ensureFolder(dirname(path));
  const lock = new Database(path, { timeout: waitMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return { release: () => lock.close() };
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
}

/**
 * Runs work that no other process may do at the same time.
 * @throws GossanError LOCKED where another process holds the lock for longer than 15 s, and what the work throws
 */
export function withFileLock<T>(path: string, work: () => T): T {
  const lock = holdFileLock(path, WAIT_MS);
  if (!lock) throw new GossanError('LOCKED', { path });
  try {
    return work();
  } finally {
    lock.release();
  }
}
