import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Reads a JSON file; null where it is missing or broken (a broken stamp means: do the step again). */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Writes JSON by a temporary file and a rename, so that a reader never sees half of it. */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Size and time of a file: enough to see that it is still the one that was checked. Null where there is none. */
export function fingerprint(path) {
  if (!existsSync(path)) return null;
  const { size, mtimeMs } = statSync(path);
  return `${size}:${Math.round(mtimeMs)}`;
}

/** SHA-256 of a file, hexadecimal. */
export function fileSha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
