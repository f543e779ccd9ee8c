import type { Conversation } from '../conversation.ts';
import { wrong } from '../wrong.ts';

/** `/rag on | off`, `/vision on | off`. */
export function switchSetting(chat: Conversation, setting: 'rag' | 'vision', argument: string): void {
  if (argument !== 'on' && argument !== 'off') throw wrong(`/${setting} takes on or off.`);
  chat.set({ [setting]: argument === 'on' });
  chat.say({ kind: 'note', text: `${setting === 'rag' ? 'Knowledge base' : 'Vision model'}: ${argument}.` });
}

const ANSWERS = {
  en: 'Answers are in English.',
  zh: '之后用中文回答。',
  auto: 'Answers follow the question. · 按提问语言回答。',
} as const;

/** `/lang en | zh | auto`. */
export function chooseLanguage(chat: Conversation, argument: string): void {
  if (argument !== 'en' && argument !== 'zh' && argument !== 'auto') throw wrong('/lang takes en, zh or auto.');
  chat.set({ lang: argument === 'auto' ? null : argument });
  chat.say({ kind: 'note', text: ANSWERS[argument] });
}

/** `/allow`: agrees to the remote models that are configured. */
export async function allowRemote(chat: Conversation): Promise<void> {
  const { allowRemoteModels } = await import('../../remote-models.ts');
  const allowed = allowRemoteModels().map(({ host, sent }) => `From now on ${sent.en} may be sent to ${host}.`);
  chat.say({ kind: 'note', text: allowed.join('\n') || 'No remote model waits for your agreement.' });
}
