import { RunnableLambda } from '@langchain/core/runnables';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GossanRetriever, openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';

let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  home = temporaryHome();
});
afterAll(() => home.remove());

it('works as a runnable of LangChain and keeps the address of each passage', async () => {
  const base = await openKnowledgeBase('chain', { embedder: hashingEmbedder() });
  await base.add([writeReport(home.files, 'tin', 'cassiterite'), writeReport(home.files, 'gold', 'electrum')]);
  const retriever = new GossanRetriever(base, { k: 2, stage: 'hybrid' });
  const [passage, ...rest] = await retriever.invoke('electrum veins');
  expect(rest).toHaveLength(1);
  const { document, page, start, end, title } = passage!.metadata;
  expect(title).toBe('Report on electrum');
  expect((await base.page(document, page)).text.slice(start, end)).toBe(passage!.pageContent);

  const chain = retriever.pipe(RunnableLambda.from((documents: { pageContent: string }[]) => documents.length));
  expect(await chain.invoke('cassiterite')).toBe(2);
});
