import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { embeddingModelFolder, openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';

const home = temporaryHome();
process.env.GOSSAN_HOME = join(home.home, 'bare');
afterAll(() => home.remove());

it('says what is missing, before any work', async () => {
  const base = await openKnowledgeBase('kb');
  const adding = base.add([writeReport(home.files, 'tin', 'cassiterite')]);
  await expect(adding).rejects.toMatchObject({
    code: 'EMBEDDINGS_MISSING',
    exitCode: 4,
    message: expect.stringContaining('tokenizer.json'),
  });
  expect(base.list()).toEqual([]);
});

it('still lists, shows pages and searches by words', async () => {
  await (await openKnowledgeBase('kb', { embedder: hashingEmbedder() })).add([
    writeReport(home.files, 'tin', 'cassiterite'),
  ]);
  const base = await openKnowledgeBase('kb');
  expect(base.page(base.list()[0]!.id, 1).text).toContain('cassiterite');
  expect((await base.search('cassiterite', { stage: 'bm25' }))[0]!.text).toContain('cassiterite');
  await expect(base.search('cassiterite')).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
});

it('says so when the weights cannot be loaded', async () => {
  mkdirSync(join(embeddingModelFolder(), 'onnx'), { recursive: true });
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json', join('onnx', 'model_quantized.onnx')]) {
    writeFileSync(join(embeddingModelFolder(), file), '{}');
  }
  const base = await openKnowledgeBase('kb');
  await expect(base.search('cassiterite')).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
});
