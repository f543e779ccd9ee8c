import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from '../../core/chat-model.ts';
import { shippedBase } from '../../model-server/open-vision-model.ts';
import { visionEndpoint } from './endpoint.ts';
import type { PartCheck } from './probe.ts';

/** The endpoint that is named, or the small model that ships: its weights are those of its card, and it answers. */
export const vision: PartCheck = {
  part: 'vision model',
  fix: 'Install Gossan anew: the files of the model do not belong together. Or name a server in GOSSAN_VISION_URL.',
  async run(config) {
    if (config.visionUrl) return visionEndpoint.run(config);
    const folder = shippedBase();
    if (!existsSync(join(folder, 'model.json'))) {
      const detail = 'the small model is not in this package, and no endpoint is named in GOSSAN_VISION_URL';
      return { state: 'not-configured', version: null, detail, fix: null };
    }
    const { readCard } = await import('../../model-server/embedded/base-files.ts');
    const { EmbeddedModel } = await import('../../model-server/embedded/embedded-model.ts');
    const card = readCard(folder);
    // opening compares the weights with the card
    const started = performance.now();
    const model = await EmbeddedModel.open({ folder });
    try {
      const { usage } = await collect(
        model.complete({ messages: [{ role: 'user', content: 'Copper?' }], max_tokens: 1 }),
      );
      if (usage?.completion_tokens !== 1) throw new Error('it loaded, but did not answer');
    } finally {
      await model.close();
    }
    const ms = Math.round(performance.now() - started);
    const adapter = config.visionModel === undefined ? '' : `; GOSSAN_VISION_MODEL names ${config.visionModel}`;
    const detail = `the small model in this process: hash as on its card, loaded and answered in ${ms} ms${adapter}`;
    return { state: 'ok', version: `${card.name} ${card.base.slice(0, 12)}`, detail, fix: null };
  },
};
