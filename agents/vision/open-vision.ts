import type { ChatModel, VisionCard } from '../../core/chat-model.ts';
import type { Config } from '../../core/config.ts';
import { hasConsent } from '../../core/consent.ts';
import { GossanError } from '../../core/errors.ts';
import { firstModel } from '../../core/first-model.ts';
import { openVisionModel } from '../../model-server/open-vision-model.ts';

/** A vision model, and what answers say of it. */
export interface Vision {
  model: ChatModel;
  /** Of Gossan's own models. */
  card: VisionCard | null;
  /** The base, or the server's model. */
  name: string;
  adapter: string | null;
}

/**
 * The model that the configuration names, with an adapter of it where one is asked for.
 * @throws GossanError VISION_MISSING where there is none, or pictures may not go to it; VISION_ADAPTER, ENDPOINT_UNREACHABLE
 */
export async function openVision(config: Config, adapter?: string): Promise<Vision> {
  const { visionUrl, visionModel, visionKey } = config;
  if (visionUrl && !hasConsent(visionUrl)) {
    throw new GossanError('VISION_MISSING', {
      detail: `you have not agreed that pictures are sent to ${new URL(visionUrl).host}`,
      fix: 'Run `gossan doctor --allow-remote` to agree, or unset GOSSAN_VISION_URL.',
    });
  }
  const model = await openVisionModel(adapter === undefined ? config : { ...config, visionModel: adapter });
  if (!model) {
    throw new GossanError('VISION_MISSING', {
      detail: 'the small model is not in this package, and no server is named',
      fix: 'Install Gossan anew, or name an OpenAI-compatible server in GOSSAN_VISION_URL.',
    });
  }
  if (visionUrl && adapter !== undefined) {
    const name = visionModel ?? (await firstModel(visionUrl, visionKey));
    return { model, card: await model.card(), name, adapter };
  }
  return describeVision(model);
}

/** What answers say of an open model: a model in this process whose name is not its card's is an adapter of it. */
export async function describeVision(model: ChatModel): Promise<Vision> {
  const card = await model.card();
  const isAdapter = card !== null && card.name !== model.name;
  return { model, card, name: isAdapter ? card.name : model.name, adapter: isAdapter ? model.name : null };
}
