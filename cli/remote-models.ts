import { loadConfig } from '../core/config.ts';
import { giveConsent, hasConsent } from '../core/consent.ts';

/** What leaves the machine with each kind of remote model, as the user is told before it does. */
const SENT = {
  language: { en: 'your questions and excerpts of your documents', zh: '您的问题和文献片段' },
  vision: { en: 'pictures of your scenes and questions about them', zh: '影像图片及相关问题' },
} as const;

export interface RemoteModel {
  role: keyof typeof SENT;
  url: string;
  host: string;
  sent: { en: string; zh: string };
}

/** The configured models on other machines to which the user has not agreed yet. */
export function remoteModelsToAllow(): RemoteModel[] {
  const { llmUrl, visionUrl } = loadConfig();
  const configured: ['language' | 'vision', string | undefined][] = [
    ['language', llmUrl],
    ['vision', visionUrl],
  ];
  return configured.flatMap(([role, url]) =>
    url && !hasConsent(url) ? [{ role, url, host: new URL(url).host, sent: SENT[role] }] : [],
  );
}

/** Records the user's agreement, once a host. Returns what is sent where from now on. */
export function allowRemoteModels(): RemoteModel[] {
  const models = remoteModelsToAllow();
  for (const { url } of models) giveConsent(url);
  return models;
}

/** What the chat says of models that wait for agreement. */
export function remoteModelNotes(): string[] {
  return remoteModelsToAllow().map(
    ({ host, sent }) =>
      `A model on ${host} is configured. It would be sent ${sent.en}. /allow agrees; until then it is not used.\n${host} 上的模型需要发送${sent.zh}；输入 /allow 表示同意。`,
  );
}
