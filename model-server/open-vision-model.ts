import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatModel, VisionCard } from '../core/chat-model.ts';
import type { Config } from '../core/config.ts';
import { hasConsent } from '../core/consent.ts';
import { GossanError } from '../core/errors.ts';
import { firstModel } from '../core/first-model.ts';
import { asset } from '../core/paths.ts';
import { ADAPTER_NAME, CARD_FILE, readAdapterCard } from './adapters/adapter-card.ts';
import { PROJECTORS_FILE, readProjectors } from './adapters/adapter-projectors.ts';
import { adapterFolder, adapterNames } from './adapters/adapter-state.ts';
import { HttpChatModel } from './client/http-chat-model.ts';

/** The folder of the base that ships with Gossan. */
export function shippedBase(): string {
  return asset('model-server', 'models', 'gossan-nano');
}

/** What --adapter and GOSSAN_VISION_MODEL call the base without any adapter. */
export const BASE = 'base';

/**
 * The vision model that the configuration names: the server of GOSSAN_VISION_URL, else the shipped base in this process, with
 * the adapter that GOSSAN_VISION_MODEL names, none for "base", and the active one where it is not set. Null where the user has
 * not agreed that pictures go to that server, and where no base is there. An embedded one loads at its first question.
 * @throws GossanError ADAPTER_UNKNOWN for an adapter that is not there
 */
export async function openVisionModel(
  config: Pick<Config, 'visionUrl' | 'visionModel' | 'visionKey'>,
): Promise<ChatModel | null> {
  const { visionUrl, visionModel, visionKey } = config;
  if (visionUrl) {
    if (!hasConsent(visionUrl)) return null;
    return new HttpChatModel(visionUrl, visionModel ?? (await firstModel(visionUrl, visionKey)), { key: visionKey });
  }
  const folder = shippedBase();
  if (!existsSync(join(folder, 'model.json'))) return null;
  const { LazyModel } = await import('./embedded/lazy-model.ts');
  if (visionModel === undefined) return new LazyModel({ folder }, 'active');
  const base = new LazyModel({ folder });
  if (visionModel === BASE || visionModel === base.name) return base;
  return new LazyModel({ folder }, { name: visionModel, path: knownAdapter(visionModel) });
}

/**
 * The projectors that an adapter of this machine brings, for a server that serves it and knows nothing of views (vLLM): its views
 * are drawn with them here. Undefined where there are none.
 * @throws GossanError VISION_ADAPTER, ADAPTER_CHANGED, ADAPTER_INCOMPLETE
 */
export function projectorsOf(adapter: string): VisionCard['projectors'] {
  const folder = adapterFolder(adapter);
  if (!ADAPTER_NAME.test(adapter) || !existsSync(join(folder, CARD_FILE))) return undefined;
  return readProjectors(folder, adapter, readAdapterCard(folder, adapter).files[PROJECTORS_FILE]);
}

/** The folder of an adapter. @throws GossanError ADAPTER_UNKNOWN */
export function knownAdapter(name: string): string {
  const path = adapterFolder(name);
  if (ADAPTER_NAME.test(name) && existsSync(path)) return path;
  throw new GossanError('ADAPTER_UNKNOWN', { name, known: adapterNames().join(', ') || 'none' });
}
