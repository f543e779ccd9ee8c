import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedOptions, EmbeddedStore } from '../rag/index/embedded-store.ts';
import { hasFaiss } from '../rag/index/faiss.ts';
import { type KnowledgeBase, openKnowledgeBase, type SearchHit } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';

let home: ReturnType<typeof temporaryHome>;
const paths: string[] = [];
beforeAll(() => {
  home = temporaryHome();
  for (let n = 0; n < 12; n++) paths.push(writeReport(home.files, `ridge${n}`, `mineral${n}`, 24));
});
afterAll(() => home.remove());

const folderOf = (name: string) => join(home.home, 'kb', name);
const vectorFiles = (name: string) => readdirSync(folderOf(name)).filter((file) => file.startsWith('vectors-'));
const open = (name: string, options: EmbeddedOptions) =>
  openKnowledgeBase(name, { embedder: hashingEmbedder(), store: new EmbeddedStore(folderOf(name), name, options) });

const QUESTIONS = ['mineral3 veins of the traverse', 'ridge7 sample 12', 'report'];
const key = ({ document, start }: SearchHit) => `${document} ${start}`;

/** Both bases hold the same documents: the same hits, in the same order, with the same scores. */
async function expectSame(base: KnowledgeBase, exact: KnowledgeBase, documents?: string[]): Promise<void> {
  for (const stage of ['dense', 'hybrid', 'rerank'] as const) {
    for (const question of QUESTIONS) {
      const [found, wanted] = [
        await base.search(question, { stage, k: 40, documents }),
        await exact.search(question, { stage, k: 40, documents }),
      ];
      expect(found.map(key)).toEqual(wanted.map(key));
      for (const [at, { score }] of found.entries()) expect(score).toBeCloseTo(wanted[at]!.score, 5);
    }
  }
}

// Skipped where faiss-node is not compiled; the exact index is in use there.
it.skipIf(!hasFaiss())(
  'finds the same through a file, with documents that came and went since it was written',
  async () => {
    const exact = await open('exact', { vectors: 'exact' });
    await exact.add(paths.slice(0, 9));
    expect(exact.models.vectors).toBe('exact (TypeScript)');
    const writer = await open('file', { fileFrom: 200 });
    await writer.add(paths.slice(0, 9));
    const [written] = vectorFiles('file');
    expect(written).toMatch(/\.flat$/);
    await expectSame(writer, exact);

    const ids = (await exact.list()).map(({ id }) => id);
    const [goner] = await exact.search('sample', { stage: 'bm25', documents: [ids[2]!], k: 1 });
    for (const base of [writer, exact]) {
      await base.remove(ids[2]!);
      await base.add([paths[9]!]);
    }
    // So little changed that the file stays; a new reader begins with it all the same.
    expect(vectorFiles('file')).toEqual([written]);
    const reader = await open('file', { fileFrom: 200 });
    for (const base of [writer, reader]) {
      await expectSame(base, exact);
      await expectSame(base, exact, [ids[0]!, ids[1]!, ids[2]!]);
      await expectSame(base, exact, ids.slice(1));
    }

    // The nearest are of the document that is gone; as many others are found as were asked for.
    const { vector: values } = await hashingEmbedder().embed(goner!.text);
    const store = new EmbeddedStore(folderOf('file'), 'file', { fileFrom: 200 });
    const view = await store.view();
    const few = await view.candidates({ terms: new Map(), vector: { embedder: 'hashing 1', values }, most: 5 });
    expect(few).toHaveLength(5);
    view.release();
    await store.close();

    for (const base of [writer, exact]) {
      await base.remove(ids[0]!);
      await base.add([paths[10]!, paths[11]!]);
    }
    expect(vectorFiles('file')).not.toEqual([written]);
    expect(vectorFiles('file')).toHaveLength(1);
    for (const base of [reader, writer]) await expectSame(base, exact);
    for (const base of [reader, writer, exact]) await base.close();
  },
);

it.skipIf(!hasFaiss())('does without the file where it is damaged, cut short or gone', async () => {
  const exact = await open('whole', { vectors: 'exact' });
  const base = await open('damaged', { fileFrom: 200 });
  for (const one of [exact, base]) await one.add(paths);
  await base.close();
  const path = join(folderOf('damaged'), vectorFiles('damaged')[0]!);
  const whole = readFileSync(path);
  const turned = Buffer.from(whole);
  for (let at = 100; at < turned.length; at += 9) turned[at] = turned[at]! ^ 64;
  for (const content of [turned, whole.subarray(0, 1000), Buffer.alloc(0), null]) {
    if (content === null) rmSync(path);
    else writeFileSync(path, content);
    for (const fileFrom of [200, 4096]) {
      const reader = await open('damaged', { fileFrom });
      await expectSame(reader, exact);
      await reader.close();
    }
  }
  await exact.close();
});

it.skipIf(!hasFaiss())('finds nearly all of it through lists of neighbours, which grow with the base', async () => {
  const exact = await open('all', { vectors: 'exact' });
  const options = { fileFrom: 40, flatUpTo: 100 };
  let lists = await open('lists', options);
  await lists.add(paths.slice(0, 6));
  const [written] = vectorFiles('lists');
  expect(written).toMatch(/\.lists$/);
  await lists.add(paths.slice(6));
  await exact.add(paths);
  expect(vectorFiles('lists')).toHaveLength(1);
  expect(vectorFiles('lists')[0]).not.toBe(written);
  await lists.close();
  lists = await open('lists', options);
  const gone = (await exact.list())[3]!.id;
  for (const base of [lists, exact]) await base.remove(gone);
  for (const question of QUESTIONS) {
    // Passages of these reports are so alike that many have the same score: the scores are compared, not the passages.
    const least = (await exact.search(question, { stage: 'dense', k: 50 })).at(-1)!.score;
    const found = await lists.search(question, { stage: 'dense', k: 50 });
    expect(found).toHaveLength(50);
    expect(found.filter(({ score }) => score > least - 1e-5).length).toBeGreaterThanOrEqual(48);
    expect(found.some(({ document }) => document === gone)).toBe(false);
  }
  expect(lists.models.vectors).toContain('IVF');
  await lists.close();
  await exact.close();
});
