import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asGossanError, GossanError } from '../../core/errors.ts';

interface LockOwner {
  pid: number;
  /** Start time of the process in ticks, so that a later process with the same number is not taken for it. */
  started: string | null;
  host: string;
  nonce: string;
}

/** A writer's hold on a knowledge base. */
export interface WriteLock {
  /** @throws GossanError KB_LOCKED when another process took the lock away in the meantime */
  verify(): void;
  release(): void;
}

const POLL_MS = 40;

/**
 * Takes the one write lock of a folder. It is held for a commit only (milliseconds), so waiting for it is usual and
 * short. The lock of a process that died is taken over.
 * @throws GossanError KB_LOCKED after `waitMs`, DISK_FULL, WRITE_FAILED, INTERRUPTED
 */
export async function acquireWriteLock(
  folder: string,
  kb: string,
  waitMs: number,
  signal?: AbortSignal,
): Promise<WriteLock> {
  const path = join(folder, 'write.lock');
  const mine: LockOwner = { pid: process.pid, started: startOf(process.pid), host: hostname(), nonce: randomUUID() };
  const deadline = performance.now() + waitMs;
  for (;;) {
    if (signal?.aborted) throw new GossanError('INTERRUPTED');
    if (tryCreate(folder, path, mine)) break;
    const owner = readOwner(path);
    if (owner !== null && isDead(owner)) {
      removeStale(path, owner);
      continue;
    }
    if (performance.now() >= deadline) throw new GossanError('KB_LOCKED', { kb, pid: owner?.pid ?? 'unknown' });
    await sleep(POLL_MS);
  }
  return {
    verify() {
      const owner = readOwner(path);
      if (owner?.nonce !== mine.nonce) throw new GossanError('KB_LOCKED', { kb, pid: owner?.pid ?? 'unknown' });
    },
    release() {
      if (readOwner(path)?.nonce === mine.nonce) rmSync(path, { force: true });
    },
  };
}

/** A hard link appears with its content or not at all, so nobody ever reads a lock without an owner. */
function tryCreate(folder: string, path: string, owner: LockOwner): boolean {
  const draft = `${path}.${owner.nonce}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, JSON.stringify(owner));
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw asGossanError(error, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function readOwner(path: string): LockOwner | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockOwner;
  } catch {
    return null;
  }
}

function isDead(owner: LockOwner): boolean {
  // Processes of another machine (a shared folder) cannot be asked.
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  return owner.started !== null && startOf(owner.pid) !== owner.started;
}

/** Field 22 of /proc/PID/stat; null where the system has no such file. The name before it may hold blanks. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Renaming is atomic: of several processes that find the same dead owner only one moves the lock away. */
function removeStale(path: string, dead: LockOwner): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readOwner(aside);
  if (moved !== null && moved.nonce !== dead.nonce) {
    // Another process was quicker and already holds a new lock: put it back.
    try {
      linkSync(aside, path);
    } catch {
      // A third one holds it by now; the owner that lost it learns so from verify().
    }
  }
  rmSync(aside, { force: true });
}
