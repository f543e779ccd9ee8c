import type { ChatModel, VisionCard } from '../../core/chat-model.ts';
import type { Config } from '../../core/config.ts';
import { hasConsent } from '../../core/consent.ts';
import { GossanError } from '../../core/errors.ts';
import { baseModel, firstModel } from '../../core/first-model.ts';
import { BASE, openVisionModel, projectorsOf } from '../../model-server/open-vision-model.ts';

/** A vision model, and what answers say of it. */
export interface Vision {
  model: ChatModel;
  /** Of Gossan's own models. */
  card: VisionCard | null;
  /** The base, or the server's model. */
  name: string;
  adapter: string | null;
  /** Of an adapter of this machine that another server serves: its views are drawn with them. */
  projectors?: VisionCard['projectors'];
}

/**
 * The model that the configuration names, with an adapter of it where one is asked for ("base" for none); else with the active
 * one.
 * @throws GossanError VISION_MISSING where there is none, or pictures may not go to it; ADAPTER_UNKNOWN, ENDPOINT_UNREACHABLE
 */
export async function openVision(config: Config, adapter?: string): Promise<Vision> {
  const { visionUrl, visionModel, visionKey } = config;
  if (visionUrl && !hasConsent(visionUrl)) {
    throw new GossanError('VISION_MISSING', {
      detail: `you have not agreed that pictures are sent to ${new URL(visionUrl).host}`,
      fix: 'Run `gossan doctor --allow-remote` to agree, or unset GOSSAN_VISION_URL.',
    });
  }
  // A server's base has a name of its own: the first that it lists.
  const named = visionUrl && adapter === BASE ? await baseModel(visionUrl, visionKey) : adapter;
  const model = await openVisionModel(named === undefined ? config : { ...config, visionModel: named });
  if (!model) {
    throw new GossanError('VISION_MISSING', {
      detail: 'the small model is not in this package, and no server is named',
      fix: 'Install Gossan anew, or name an OpenAI-compatible server in GOSSAN_VISION_URL.',
    });
  }
  if (visionUrl && adapter !== undefined && adapter !== BASE) {
    const name = visionModel ?? (await firstModel(visionUrl, visionKey));
    const card = await model.card();
    const projectors = card === null ? projectorsOf(adapter) : undefined;
    return { model, card, name, adapter, ...(projectors ? { projectors } : {}) };
  }
  return describeVision(model);
}

/**
 * What answers say of an open model, and what they are asked of from now on though another adapter is activated meanwhile: the
 * active adapter, or the model itself where it has another name than its card.
 */
export async function describeVision(model: ChatModel): Promise<Vision> {
  const active = (await model.active?.()) ?? null;
  const card = await model.card(active ?? undefined);
  const adapter = active ?? (card !== null && card.name !== model.name ? model.name : null);
  return { model, card, name: adapter !== null && card !== null ? card.name : model.name, adapter };
}
