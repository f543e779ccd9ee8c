import type { ChatModel } from '../core/chat-model.ts';
import type { Config } from '../core/config.ts';
import { hasConsent } from '../core/consent.ts';
import { firstModel } from '../core/first-model.ts';
import { HttpChatModel } from './client/http-chat-model.ts';

/**
 * The vision model that the configuration names: the server of GOSSAN_VISION_URL. Null where there is none, and where the
 * user has not agreed that pictures go to that machine.
 */
export async function openVisionModel(config: Config): Promise<ChatModel | null> {
  const { visionUrl, visionModel } = config;
  if (!visionUrl || !hasConsent(visionUrl)) return null;
  return new HttpChatModel(visionUrl, visionModel ?? (await firstModel(visionUrl)));
}
