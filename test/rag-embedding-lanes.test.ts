import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { homePath } from '../core/paths.ts';
import { embeddingModelFolder, miniLm } from '../rag/index.ts';
import { hasEmbeddings, temporaryHome } from './support/knowledge-home.ts';
import { gossan } from './support/run-gossan.ts';

const installed = embeddingModelFolder();
const home = temporaryHome();
afterAll(() => home.remove());

const several = it.runIf(hasEmbeddings && availableParallelism() > 1);
const SUBJECTS = ['alunite', 'kaolinite', 'white mica', 'chlorite', 'calcite', 'jarosite', 'goethite', 'pyrophyllite'];
/** Of very different lengths, so that lanes do not end in the order in which they began. */
const passages = Array.from({ length: 24 }, (_, n) =>
  `Sample ${n} carries ${SUBJECTS[n % SUBJECTS.length]} in veins. `.repeat(1 + ((n * 7) % 13)),
);

several('embeds many passages on several cores as it embeds each alone, in their order', async () => {
  const embedder = miniLm();
  const together = [];
  for await (const embedding of embedder.embedPassages!(passages)) together.push(embedding);
  expect(together).toHaveLength(passages.length);
  for (const [at, passage] of passages.entries()) {
    const alone = await embedder.embed(passage);
    expect(together[at]!.pieces).toEqual(alone.pieces);
    expect(distance(together[at]!.vector, alone.vector)).toBeLessThan(1e-5);
    expect(distance(together[at]!.tokens, alone.tokens)).toBeLessThan(1e-3);
  }
});

several('serves whoever asks next when a caller wants no more', async () => {
  const embedder = miniLm();
  for await (const _ of embedder.embedPassages!(passages)) break;
  const counted = [];
  for await (const { pieces } of embedder.embedPassages!(passages.toReversed())) counted.push(pieces.length);
  const last = await embedder.embed(passages[0]!);
  expect(counted).toHaveLength(passages.length);
  expect(counted.at(-1)).toBe(last.pieces.length);
});

several('serves two callers at once, each in its order', async () => {
  const embedder = miniLm();
  const counts = async (texts: readonly string[]) => {
    const counted = [];
    for await (const { pieces } of embedder.embedPassages!(texts)) counted.push(pieces.length);
    return counted;
  };
  const [forwards, backwards] = await Promise.all([counts(passages), counts(passages.toReversed())]);
  expect(new Set(forwards).size).toBeGreaterThan(8);
  expect(backwards).toEqual(forwards.toReversed());
});

several('says so when the weights are broken, and works once they are whole', async () => {
  process.env.GOSSAN_HOME = join(home.home, 'broken');
  const folder = homePath('models', 'all-MiniLM-L6-v2');
  mkdirSync(folder, { recursive: true });
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    symlinkSync(join(installed, name), join(folder, name));
  }
  mkdirSync(join(folder, 'onnx'));
  const weights = join('onnx', 'model_quantized.onnx');
  writeFileSync(join(folder, weights), 'no graph');
  const embedder = miniLm();
  const all = async () => {
    const embeddings = [];
    for await (const embedding of embedder.embedPassages!(passages)) embeddings.push(embedding);
    return embeddings;
  };
  await expect(all()).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING', exitCode: 4 });
  cpSync(join(installed, weights), join(folder, weights), { dereference: true });
  expect(await all()).toHaveLength(passages.length);
  process.env.GOSSAN_HOME = home.home;
});

several('is stopped by Ctrl-C as any other work is', async () => {
  const path = join(home.files, 'long.md');
  writeFileSync(
    path,
    `# Long report\n\n${passages
      .map((text) => `${text}${text}`)
      .join('\n\n')
      .repeat(8)}\n`,
  );
  let stopped = false;
  const finished = await gossan(['kb', 'add', path, '--kb', 'stopped'], {
    onStderr: (all, child) => {
      if (stopped || !all.includes('indexing')) return;
      stopped = child.kill('SIGINT');
    },
  });
  // Not by a signal: a program that ends while ONNX Runtime works in a thread of it is aborted.
  expect([finished.code, finished.signal]).toEqual([130, null]);
});

function distance(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}
