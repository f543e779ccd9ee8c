import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { embeddingModelFolder, openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';

const home = temporaryHome();
process.env.GOSSAN_HOME = join(home.home, 'bare');
afterAll(() => home.remove());

it('adds and finds documents by their words where no weights are installed, and says so', async () => {
  const base = await openKnowledgeBase('kb');
  const { added } = await base.add([writeReport(home.files, 'tin', 'cassiterite')]);
  expect(added).toHaveLength(1);
  expect(base.models).toMatchObject({
    embeddings: 'none (words only)',
    reranker: 'second look at words and characters',
  });
  expect((await base.search('cassiterite'))[0]!.text).toContain('cassiterite');
  expect((await base.page((await base.list())[0]!.id, 1)).text).toContain('cassiterite');
});

it('refuses a search by meaning alone, with what is missing', async () => {
  const base = await openKnowledgeBase('kb');
  await expect(base.search('cassiterite', { stage: 'dense' })).rejects.toMatchObject({
    code: 'EMBEDDINGS_MISSING',
    exitCode: 4,
    message: expect.stringContaining('tokenizer.json'),
  });
});

it('embeds those documents once an embedder is there', async () => {
  const embedder = hashingEmbedder('later', 384);
  const base = await openKnowledgeBase('kb', { embedder });
  expect((await base.search('cassiterite', { stage: 'dense' }))[0]!.text).toContain('cassiterite');
  expect(embedder.embedded).toBeGreaterThan(0);
});

it('says so when the weights cannot be loaded', async () => {
  mkdirSync(join(embeddingModelFolder(), 'onnx'), { recursive: true });
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json', join('onnx', 'model_quantized.onnx')]) {
    writeFileSync(join(embeddingModelFolder(), file), '{}');
  }
  const base = await openKnowledgeBase('kb');
  await expect(base.search('cassiterite')).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
});
