import type { Conversation } from '../conversation.ts';
import { typedPath } from '../typed-path.ts';
import { wrong } from '../wrong.ts';

/** `/kb`: lists the documents, `/kb add PATH` adds some, `/kb use NAME` takes another base. @throws GossanError */
export async function knowledge(chat: Conversation, argument: string): Promise<void> {
  const [verb, ...rest] = argument.split(/\s+/);
  const value = argument.slice(verb.length).trim();
  const { kb } = chat.state.settings;
  if (verb === 'use' && rest.length === 1) {
    chat.set({ kb: value });
    return chat.say({ kind: 'note', text: `The knowledge base is "${value}".` });
  }
  const { openKnowledgeBase } = await import('../../../rag/index.ts');
  if (verb === '' || verb === 'list') {
    const base = await openKnowledgeBase(kb);
    const lines = (await base.list()).map(({ id, title, pages }) => `${id}  ${title} (${pages} pages)`);
    await base.close();
    return chat.say({ kind: 'text', text: `"${kb}", ${lines.length} documents\n${lines.join('\n')}`.trim() });
  }
  if (verb !== 'add' || !value) throw wrong('/kb takes list, add PATH, or use NAME.');
  await chat.runTurn(async (_, { signal, onEvent }) => {
    const base = await openKnowledgeBase(kb);
    try {
      const { added, reread, unchanged, refused } = await base.add([typedPath(value)], {
        signal,
        onProgress: ({ step, ...count }) =>
          onEvent({ type: 'progress', agent: 'knowledge-retriever', text: step, ...count }),
      });
      const lines = [
        ...added.map(({ id, title, pages }) => `added      ${id}  ${title} (${pages} pages)`),
        ...reread.map(({ id, title, pages }) => `read again ${id}  ${title} (${pages} pages)`),
        ...unchanged.map((path) => `unchanged  ${path}`),
        ...refused.map(({ message, hint }) => `refused    ${message} ${hint}`),
      ];
      chat.say({ kind: 'text', text: lines.join('\n') || 'No document was found there.' });
    } finally {
      await base.close();
    }
  });
}
