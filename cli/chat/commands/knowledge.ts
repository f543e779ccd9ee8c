import type { Conversation } from '../conversation.ts';
import { typedPath } from '../typed-path.ts';
import { wrong } from '../wrong.ts';

const EN = {
  uses: (name: string) => `The knowledge base is "${name}".`,
  holds: (name: string, count: number) => `"${name}", ${count} ${count === 1 ? 'document' : 'documents'}`,
  pages: (count: number) => `(${count} ${count === 1 ? 'page' : 'pages'})`,
  usage: '/kb takes list, add PATH, or use NAME.',
  added: 'added     ',
  again: 'read again',
  same: 'unchanged ',
  refused: 'refused   ',
  none: 'No document was found there.',
};

const ZH: typeof EN = {
  uses: (name) => `知识库：“${name}”。`,
  holds: (name, count) => `“${name}”，${count} 份文档`,
  pages: (count) => `（${count} 页）`,
  usage: '/kb 后接 list、add 路径 或 use 名称。',
  added: '已添加',
  again: '已重读',
  same: '未变化',
  refused: '未接受',
  none: '该处没有找到文档。',
};

/** `/kb`: lists the documents, `/kb add PATH` adds some, `/kb use NAME` takes another base. @throws GossanError */
export async function knowledge(chat: Conversation, argument: string): Promise<void> {
  const [verb, ...rest] = argument.split(/\s+/);
  const value = argument.slice(verb.length).trim();
  const { kb } = chat.state.settings;
  const say = chat.zh ? ZH : EN;
  if (verb === 'use' && rest.length === 1) {
    chat.set({ kb: value });
    return chat.say({ kind: 'note', text: say.uses(value) });
  }
  const { openKnowledgeBase } = await import('../../../rag/index.ts');
  if (verb === '' || verb === 'list') {
    const base = await openKnowledgeBase(kb);
    const lines = (await base.list()).map(({ id, title, pages }) => `${id}  ${title} ${say.pages(pages)}`);
    await base.close();
    return chat.say({ kind: 'text', text: `${say.holds(kb, lines.length)}\n${lines.join('\n')}`.trim() });
  }
  if (verb !== 'add' || !value) throw wrong(say.usage);
  await chat.runTurn(async (_, { signal, onEvent }) => {
    const base = await openKnowledgeBase(kb);
    try {
      const { added, reread, unchanged, refused } = await base.add([typedPath(value)], {
        signal,
        onProgress: ({ step, ...count }) =>
          onEvent({ type: 'progress', agent: 'knowledge-retriever', text: step, ...count }),
      });
      const lines = [
        ...added.map(({ id, title, pages }) => `${say.added}  ${id}  ${title} ${say.pages(pages)}`),
        ...reread.map(({ id, title, pages }) => `${say.again}  ${id}  ${title} ${say.pages(pages)}`),
        ...unchanged.map((path) => `${say.same}  ${path}`),
        ...refused.map(({ message, hint }) => `${say.refused}  ${message} ${hint}`),
      ];
      chat.say({ kind: 'text', text: lines.join('\n') || say.none });
    } finally {
      await base.close();
    }
  });
}
