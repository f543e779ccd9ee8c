import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { inCache } from './places.mjs';

const path = inCache('setup.lock');
/** The holder touches the lock this often; one not touched for the other time belongs to nobody (a kill, a reboot). */
const BEAT_MS = 2_000;
const STALE_MS = 30_000;

/**
 * Takes the set-up lock of this checkout, waiting while another set-up holds it.
 * @param {(pid: number) => void} onWait Called once when it has to wait.
 * @returns {Promise<() => void>} Gives the lock back.
 */
export async function takeLock(onWait) {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; ; ) {
    try {
      const handle = openSync(path, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      const beat = setInterval(() => utimesSync(path, new Date(), new Date()), BEAT_MS);
      beat.unref();
      return () => {
        clearInterval(beat);
        rmSync(path, { force: true });
      };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const pid = abandoned();
    if (pid === null) {
      if (!waited) onWait(holder());
      waited = true;
      await new Promise((resume) => setTimeout(resume, 250));
    }
  }
}

function holder() {
  try {
    return Number(readFileSync(path, 'utf8')) || 0;
  } catch {
    return 0;
  }
}

/** Clears a lock that nobody holds. Returns its pid, or null where the lock is held (or gone: then taking it works). */
function abandoned() {
  const pid = holder();
  try {
    const quiet = Date.now() - statSync(path).mtimeMs > STALE_MS;
    if (!quiet && (pid === 0 || isAlive(pid))) return null;
    // The rename lets only one waiter clear it, and removes nothing that a new holder made meanwhile.
    const aside = `${path}.${process.pid}`;
    if (holder() !== pid) return null;
    renameSync(path, aside);
    rmSync(aside, { force: true });
    return pid;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
