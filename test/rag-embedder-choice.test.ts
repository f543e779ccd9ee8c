import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { asset, homePath } from '../core/paths.ts';
import { embedderOf, installedEmbedder } from '../rag/index/embedder.ts';
import { MULTILINGUAL_E5 } from '../rag/index/embedding-models.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { smallE5File } from './support/e5-file.ts';
import { temporaryHome } from './support/knowledge-home.ts';

const { e5Model } = (await import(asset('scripts', 'setup', 'e5-model.mjs'))) as {
  e5Model(file: Buffer): Map<string, Buffer>;
};
const home = temporaryHome();
process.env.GOSSAN_HOME = join(home.home, 'own');
afterEach(() => vi.unstubAllEnvs());
afterAll(() => home.remove());

it('is the one that the setting names, which must be there', async () => {
  vi.stubEnv('GOSSAN_EMBEDDER', 'multilingual-e5-small');
  await expect(openKnowledgeBase('kb')).rejects.toMatchObject({
    code: 'EMBEDDINGS_MISSING',
    message: expect.stringContaining('multilingual-e5-small lacks config.json'),
  });
  vi.stubEnv('GOSSAN_EMBEDDER', 'e5');
  await expect(openKnowledgeBase('kb')).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
    exitCode: 2,
    message: expect.stringContaining('known are all-MiniLM-L6-v2, multilingual-e5-small'),
  });
});

it('is none where nothing is named and nothing installed', () => {
  expect(installedEmbedder().id).toBe('none (words only)');
});

it('tells questions from passages, and keeps token vectors of the words alone', async () => {
  for (const [name, content] of e5Model(smallE5File().file)) {
    const path = homePath('models', 'multilingual-e5-small', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  vi.stubEnv('GOSSAN_EMBEDDER', 'multilingual-e5-small');
  expect(installedEmbedder()).toMatchObject({ id: 'multilingual-e5-small q4', languages: ['en', 'zh'] });
  const small = embedderOf({ ...MULTILINGUAL_E5, dimensions: 32, prefix: { query: 'qu ', passage: 'u ' } });
  const passage = await small.embed('tin of the ridge');
  const question = await small.embed('tin of the ridge', 'query');
  // ▁tin and ▁ridge; "of" and "the" say nothing, and the prefix is no word of the text.
  expect([...passage.pieces]).toEqual([4, 7]);
  expect([...question.pieces]).toEqual([4, 7]);
  expect(passage.tokens).toHaveLength(2 * 32);
  expect(Math.hypot(...passage.vector)).toBeCloseTo(1, 5);
  expect([...question.vector]).not.toEqual([...passage.vector]);
});
