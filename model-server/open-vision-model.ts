import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatModel } from '../core/chat-model.ts';
import type { Config } from '../core/config.ts';
import { hasConsent } from '../core/consent.ts';
import { GossanError } from '../core/errors.ts';
import { firstModel } from '../core/first-model.ts';
import { asset, homePath } from '../core/paths.ts';
import { HttpChatModel } from './client/http-chat-model.ts';

/** The folder of the base that ships with Gossan. */
export function shippedBase(): string {
  return asset('model-server', 'models', 'gossan-nano');
}

/** The folder of an adapter of this machine. */
export function adapterFolder(name: string): string {
  return homePath('adapters', name);
}

/**
 * The vision model that the configuration names: the server of GOSSAN_VISION_URL, else the shipped base in this process,
 * where GOSSAN_VISION_MODEL may name an adapter of GOSSAN_HOME. Null where the user has not agreed that pictures go to that
 * server, and where no base is there. An embedded one loads at its first question.
 * @throws GossanError VISION_ADAPTER for an adapter that is not there
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
  const base = new LazyModel({ folder });
  if (visionModel === undefined || visionModel === base.name) return base;
  const path = adapterFolder(visionModel);
  if (!existsSync(path)) throw new GossanError('VISION_ADAPTER', { name: visionModel, detail: `there is no ${path}` });
  return new LazyModel({ folder }, { name: visionModel, path });
}
