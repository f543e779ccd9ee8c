import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KnowledgeBase, openKnowledgeBase } from '../rag/index.ts';
import { hasEmbeddings, temporaryHome } from './support/knowledge-home.ts';
import { hasShared, sharedData } from './support/shared-data.ts';

const ready = hasShared && hasEmbeddings;
let home: ReturnType<typeof temporaryHome>;
let base: KnowledgeBase;
beforeAll(async () => {
  home = temporaryHome();
  if (!ready) return;
  base = await openKnowledgeBase('tin');
  await base.add([sharedData('rag', 'reports', 'gns_nz_mineral_commodity_report_11_tin.pdf')]);
});
afterAll(() => home.remove());

// Skipped where the shared data folder or the embedding weights are absent.
it.skipIf(!ready)('answers from the right page of a real two-column report', async () => {
  const [hit] = await base.search('What does tin occur in at skarn deposits around granitoids?', { k: 1 });
  expect(hit).toMatchObject({ title: 'Mineral Commodity Report 11 - Tin', page: 2, label: '2' });
  expect(hit!.heading).toContain('Skarn deposits');
});

it.skipIf(!ready)('finds the English report for Chinese questions', async () => {
  const pages = async (query: string) => (await base.search(query, { k: 3 })).map((hit) => hit.page);
  expect(await pages('矽卡岩型矿床')).toContain(2);
  expect(await pages('砂矿中的锡石')).toContain(3);
});

it.skipIf(!ready)('verifies a passage that it found, on its page, and not with another number', async () => {
  const [hit] = await base.search('price of tin at the beginning of March 1996', { k: 1 });
  expect(hit!.text).toContain('US$6,200/t');
  expect(await base.checkQuote(hit!.text, hit!.document, hit!.page)).toMatchObject({
    verdict: 'verified',
    start: hit!.start,
    page: 3,
  });
  const forged = hit!.text.replace('US$6,200/t', 'US$6,300/t');
  expect((await base.checkQuote(forged, hit!.document, hit!.page)).verdict).toBe('fabricated');
});
