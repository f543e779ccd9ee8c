import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { homePath } from '../core/paths.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../rag/index.ts';
import { loadCrossEncoder } from '../rag/search/cross-encoder.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome } from './support/knowledge-home.ts';
import { writeTinyCrossEncoder } from './support/tiny-cross-encoder.ts';

const home = temporaryHome();
// A home without the machine's models: those of this test are written into it.
process.env.GOSSAN_HOME = join(home.home, 'own');
const folder = (name: string) => homePath('models', name);
const open: KnowledgeBase[] = [];
async function base(onNote?: (text: string) => void): Promise<KnowledgeBase> {
  const opened = await openKnowledgeBase('field', { embedder: hashingEmbedder(), ...(onNote ? { onNote } : {}) });
  open.push(opened);
  return opened;
}
const QUESTION = 'veins of tin near the shaft';

beforeAll(async () => {
  writeTinyCrossEncoder(folder('tiny'), { veins: 1, tin: 1, shaft: 50, water: 1 });
  mkdirSync(home.files, { recursive: true });
  writeFileSync(join(home.files, 'veins.md'), '# Veins\n\nVeins of tin, many veins of tin, near veins of tin.\n');
  writeFileSync(
    join(home.files, 'shaft.md'),
    '# Access\n\nThe old shaft holds water all year and was closed long ago.\n',
  );
  writeFileSync(join(home.files, 'camp.md'), '# Camp\n\nThe camp lies in the valley below.\n');
  await (await base()).add([home.files]);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.stubEnv('GOSSAN_OFFLINE', '1');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const each of open) await each.close();
  home.remove();
});

it('reads question and passage together, by the tokenizer and the network of its folder', async () => {
  const reranker = await loadCrossEncoder({ name: 'tiny', folder: folder('tiny'), hub: null });
  const scores = await reranker.score('Tin of the shaft', ['Shaft, tin and TIN', 'the veins', 'water in the shaft']);
  expect(scores).toEqual([52, 0, 50]);
});

it('has a say in the order of a search where the setting names it, and is named by the base', async () => {
  const without = await base();
  expect((await without.search(QUESTION))[0]!.title).toBe('Veins');
  expect(without.models.reranker).not.toContain('tiny');
  vi.stubEnv('GOSSAN_RERANKER', 'tiny');
  const withIt = await base();
  const titles = (await withIt.search(QUESTION)).map((hit) => hit.title);
  expect(titles.indexOf('Access')).toBeLessThan(titles.indexOf('Veins'));
  expect(withIt.models.reranker).toMatch(/, tiny$/);
  expect((await withIt.search(QUESTION, { stage: 'hybrid' }))[0]!.title).toBe('Veins');
});

it('takes a path as well as a name', async () => {
  vi.stubEnv('GOSSAN_RERANKER', folder('tiny'));
  const titles = (await (await base()).search(QUESTION)).map((hit) => hit.title);
  expect(titles.indexOf('Access')).toBeLessThan(titles.indexOf('Veins'));
});

it.each([
  ['two-values', () => writeTinyCrossEncoder(folder('two-values'), { tin: 1 }, 2), /2 values a passage/],
  [
    'cut-off',
    () => {
      writeTinyCrossEncoder(folder('cut-off'), { tin: 1 });
      writeFileSync(join(folder('cut-off'), 'onnx', 'model.onnx'), 'not a network');
    },
    /cannot be loaded/,
  ],
  [
    'no-weights',
    () => {
      writeTinyCrossEncoder(folder('no-weights'), { tin: 1 });
      rmSync(join(folder('no-weights'), 'onnx'), { recursive: true });
    },
    /has no model_quantized.onnx or/,
  ],
  ['bge-reranker-base', () => {}, /it is not in .*bge-reranker-base/],
])('%s: searches go on without one that cannot be loaded, and it is said once', async (name, write, message) => {
  write();
  vi.stubEnv('GOSSAN_RERANKER', name);
  const notes: string[] = [];
  const opened = await base((text) => notes.push(text));
  for (const _ of [1, 2]) expect((await opened.search(QUESTION))[0]!.title).toBe('Veins');
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(message);
  expect(opened.models.reranker).toContain(`without ${name}`);
});

it('refuses a name that is no model and no folder', async () => {
  vi.stubEnv('GOSSAN_RERANKER', 'bge-rerankr');
  await expect(base()).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
    exitCode: 2,
    message: /bge-reranker-base, none/,
  });
});
