import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireWriteLock } from '../rag/index/write-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lets one writer in at a time and says who holds it', async () => {
  const lock = await acquireWriteLock(folder, 'kb', 0);
  await expect(acquireWriteLock(folder, 'kb', 100)).rejects.toMatchObject({
    code: 'KB_LOCKED',
    message: expect.stringContaining(String(process.pid)),
  });
  lock.release();
  (await acquireWriteLock(folder, 'kb', 0)).release();
  expect(existsSync(join(folder, 'write.lock'))).toBe(false);
});

it('waits for a writer that finishes', async () => {
  const lock = await acquireWriteLock(folder, 'kb', 0);
  setTimeout(() => lock.release(), 150);
  const second = await acquireWriteLock(folder, 'kb', 5000);
  second.verify();
  second.release();
});

it('takes over the lock of a process that died', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(folder, 'write.lock'), JSON.stringify({ pid, started: '1', host: hostname(), nonce: 'dead' }));
  (await acquireWriteLock(folder, 'kb', 0)).release();
});

it('does not take a later process of the same number for the writer', async () => {
  const stale = { pid: process.pid, started: 'long ago', host: hostname(), nonce: 'dead' };
  writeFileSync(join(folder, 'write.lock'), JSON.stringify(stale));
  (await acquireWriteLock(folder, 'kb', 0)).release();
});

it('leaves the lock of another machine alone', async () => {
  const foreign = { pid: 1, started: null, host: 'another-machine', nonce: 'x' };
  writeFileSync(join(folder, 'write.lock'), JSON.stringify(foreign));
  await expect(acquireWriteLock(folder, 'kb', 60)).rejects.toMatchObject({ code: 'KB_LOCKED' });
});

it('notices that its lock was taken away', async () => {
  const lock = await acquireWriteLock(folder, 'kb', 0);
  rmSync(join(folder, 'write.lock'));
  mkdirSync(join(folder, 'x'));
  const other = await acquireWriteLock(folder, 'kb', 0);
  expect(() => lock.verify()).toThrow(expect.objectContaining({ code: 'KB_LOCKED' }));
  lock.release();
  other.verify();
  other.release();
});
