import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ensureFolder } from '../../core/atomic.ts';
import { homePath } from '../../core/paths.ts';

export interface HeldLock {
  release(): void;
}

/**
 * Takes a lock that the operating system lets go when the process ends, whether it is closed or killed: an open write
 * transaction of an SQLite file. Null where another holds it for longer than `waitMs`.
 */
export function takeLock(path: string, waitMs: number): HeldLock | null {
  ensureFolder(dirname(path));
  const file = new Database(path, { timeout: waitMs });
  try {
    file.exec('BEGIN IMMEDIATE');
    return { release: () => file.close() };
  } catch (error) {
    file.close();
    if (/^SQLITE_BUSY/.test((error as { code?: string }).code ?? '')) return null;
    throw error;
  }
}

/** Writers of the registry take milliseconds; one that waits for longer has met something else. */
const REGISTRY_WAIT_MS = 10_000;

/** Runs `work` while no other process writes the registry. */
export function withRegistryLock<T>(work: () => T): T {
  const lock = takeLock(homePath('adapters', '.lock'), REGISTRY_WAIT_MS);
  if (!lock) throw new Error('another process has been writing the adapter registry for ten seconds');
  try {
    return work();
  } finally {
    lock.release();
  }
}
