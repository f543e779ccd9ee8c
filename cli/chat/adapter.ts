import { GossanError } from '../../core/errors.ts';
import type { Conversation } from './conversation.ts';

/** `/adapter` shows the adapters, `/adapter use NAME` activates one, `/adapter rollback` goes back. @throws GossanError */
export async function adapterInChat(chat: Conversation, argument: string): Promise<void> {
  const [verb = '', name] = argument.split(/\s+/);
  const language = chat.zh ? 'zh' : 'en';
  const { adaptersText, changeText, thisUser } = await import('../adapter-text.ts');
  if (verb === '') {
    const { listAdapters } = await import('../../fine-tune/registry/list.ts');
    return chat.say({ kind: 'text', text: adaptersText(listAdapters(), language) });
  }
  const { activate, rollback } = await import('../../fine-tune/registry/activate.ts');
  if (verb === 'rollback') return chat.say({ kind: 'note', text: changeText(await rollback(thisUser()), language) });
  if (verb !== 'use' || !name)
    throw new GossanError('USAGE', { detail: '/adapter takes use NAME, or rollback.', command: 'chat' });
  chat.say({ kind: 'note', text: changeText(await activate(name, thisUser()), language) });
}
