import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gossanHome } from './places.mjs';
import { fileSha256, fingerprint, readJson, writeJson } from './stamp.mjs';

/** The folder of a model's files. */
export const modelFolder = (model) => join(gossanHome(), 'models', model);
/** Says where the files came from and which bytes they are; `gossan doctor` reads it. */
const stampOf = (folder) => join(folder, 'source.json');

/**
 * @param {string} model
 * @param {Record<string, string>} [pinned] SHA-256 by name, where only these files will do
 * @returns {string | null} What is missing or no longer as it was installed.
 */
export function modelNeeded(model, pinned = {}) {
  const folder = modelFolder(model);
  const files = readJson(stampOf(folder))?.files;
  if (!files) return `${model} is not in ${folder} yet`;
  const other = Object.keys(pinned).find((name) => files[name]?.sha256 !== pinned[name]);
  if (other) return `${join(folder, other)} is of another version`;
  const changed = Object.keys(files).find((name) => fingerprint(join(folder, name)) !== files[name].fingerprint);
  return changed ? `${join(folder, changed)} was changed or removed` : null;
}

/**
 * Puts a model's files in their place. The whole folder appears at once: a reader never meets weights of one source with
 * the tokenizer of another.
 * @param {string} model
 * @param {string} origin
 * @param {Map<string, Buffer>} files
 */
export function installModel(model, origin, files) {
  const folder = modelFolder(model);
  const arriving = `${folder}.${process.pid}.tmp`;
  try {
    for (const [name, data] of files) {
      mkdirSync(dirname(join(arriving, name)), { recursive: true });
      writeFileSync(join(arriving, name), data);
    }
    stampModel(model, origin, Object.fromEntries([...files].map(([name, data]) => [name, digest(data)])), arriving);
    if (existsSync(folder)) renameSync(folder, `${arriving}.old`);
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(arriving, folder);
  } finally {
    rmSync(arriving, { recursive: true, force: true });
    rmSync(`${arriving}.old`, { recursive: true, force: true });
  }
}

/**
 * Whether a folder, copied by hand perhaps, has just these files.
 * @param {Record<string, string>} pinned SHA-256 by name
 */
export function holdsFiles(folder, pinned) {
  const same = ([name, sha256]) => existsSync(join(folder, name)) && fileSha256(join(folder, name)) === sha256;
  return Object.entries(pinned).every(same);
}

/**
 * Notes where the files of a folder came from.
 * @param {Record<string, string>} sha256ByName
 */
export function stampModel(model, origin, sha256ByName, folder = modelFolder(model)) {
  const files = Object.entries(sha256ByName).map(([name, sha256]) => [
    name,
    { sha256, fingerprint: fingerprint(join(folder, name)) },
  ]);
  writeJson(stampOf(folder), { model, origin, files: Object.fromEntries(files) });
}

/** @returns {Buffer} the data, when it is what was pinned */
export function checked(name, data, sha256) {
  if (digest(data) !== sha256) throw new Error(`${name} is not the file that was pinned (SHA-256 ${digest(data)})`);
  return data;
}

const digest = (data) => createHash('sha256').update(data).digest('hex');
