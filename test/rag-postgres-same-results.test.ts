import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { notePaths } from '../knowledge_base/notes.ts';
import { EmbeddedStore } from '../rag/index/embedded-store.ts';
import { PostgresStore } from '../rag/index/postgres-store.ts';
import { type KnowledgeBase, openKnowledgeBase, type SearchOptions } from '../rag/index.ts';
import { within } from '../rag/search/filter.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';
import { writePdf } from './support/pdf-writer.ts';
import { hasPostgres, PostgresServer } from './support/postgres-server.ts';

let home: ReturnType<typeof temporaryHome>;
let server: PostgresServer;
let files: KnowledgeBase;
let team: KnowledgeBase;
let address: string;
let texts: string[];
const embedder = () => hashingEmbedder('hashing 1', 32);
const stages = ['bm25', 'dense', 'hybrid', 'rerank'] as const;
/** Its pages. */
const ADIT = [
  'Cassiterite veins of the tin traverse end at the portal of the adit.',
  'Wolframite was seen where the first drift meets the tin veins.',
  'Old stopes follow cassiterite down to the water table.',
  'Below it the veins carry chlorite and little tin.',
  'A traverse of the second level found no more cassiterite.',
];
const QUESTIONS = [
  'alunite absorption near 2.17 µm',
  'how is white mica told from kaolinite',
  'cassiterite veins of the tin traverse',
  'no alteration without chlorite',
  '矽卡岩型矿床的蚀变分带',
  '明矾石 absorption',
];

beforeAll(async () => {
  if (!hasPostgres) return;
  home = temporaryHome();
  server = await PostgresServer.start();
  address = server.database('team');
  files = await openKnowledgeBase('base', {
    embedder: embedder(),
    store: new EmbeddedStore(`${home.home}/kb/base`, 'base'),
  });
  team = await openKnowledgeBase('base', { embedder: embedder(), store: new PostgresStore(address, 'base') });
  // Real notes in both languages, and a report whose passages are all but alike, so that scores are close and equal.
  texts = [
    ...notePaths(),
    writeReport(home.files, 'tin', 'cassiterite', 6),
    writeReport(home.files, 'gold', 'electrum', 6),
    join(home.files, 'adit.pdf'),
  ];
  writeFileSync(texts.at(-1)!, writePdf(ADIT.map((text) => [{ text, x: 72, y: 700 }])));
  for (const base of [files, team]) expect((await base.add(texts)).refused).toEqual([]);
});
afterAll(async () => {
  if (!hasPostgres) return;
  for (const base of [files, team]) await base.close();
  await server.stop();
  home.remove();
});

async function compare(question: string, options: SearchOptions): Promise<number> {
  const [here, there] = [await files.search(question, options), await team.search(question, options)];
  const place = ({ document, page, start, end, label, title, heading, text }: (typeof here)[number]) =>
    [document, page, start, end, label, title, heading, text].join(' | ');
  expect(there.map(place)).toEqual(here.map(place));
  for (const [at, { score }] of there.entries()) expect(Math.abs(score - here[at]!.score)).toBeLessThan(1e-5);
  return here.length;
}

// Skipped where the Python package pgserver, which brings the server, is not installed.
it.skipIf(!hasPostgres)('lists the same documents in the same order', async () => {
  const bare = async (base: KnowledgeBase) => (await base.list()).map(({ added: _, ...info }) => info);
  expect((await bare(team)).length).toBe(texts.length);
  expect(await bare(team)).toEqual(await bare(files));
  expect(team.models).toMatchObject({ vectors: 'pgvector (exact)' });
});

it.skipIf(!hasPostgres).each(stages)(
  'finds the same passages in the same order with the same scores (%s)',
  async (stage) => {
    let found = 0;
    for (const question of QUESTIONS) found += await compare(question, { stage, k: 2000 });
    expect(found).toBeGreaterThan(500);
  },
);

it.skipIf(!hasPostgres)('finds the same within some documents only', async () => {
  const some = (await files.list()).filter((_, at) => at % 3 === 0).map(({ id }) => id);
  for (const stage of stages) {
    for (const question of QUESTIONS.slice(0, 3)) await compare(question, { stage, k: 2000, documents: some });
    const one = await team.search(QUESTIONS[0]!, { stage, k: 2000, documents: some.slice(0, 1) });
    expect(one.every(({ document }) => document === some[0])).toBe(true);
  }
});

it.skipIf(!hasPostgres)('finds the same on some pages only, in all documents and in some', async () => {
  const some = (await files.list()).filter(({ pages }) => pages > 1).map(({ id }) => id);
  expect(some).toHaveLength(1);
  for (const stage of stages) {
    for (const pages of [{ from: 2, to: 3 }, { from: 4 }, { to: 1 }]) {
      for (const documents of [undefined, some]) {
        const options = { stage, k: 2000, filter: { pages }, ...(documents && { documents }) };
        expect(await compare(QUESTIONS[2]!, options)).toBeGreaterThan(0);
        const found = await team.search(QUESTIONS[2]!, options);
        for (const { page } of found) expect(within(page, pages)).toBe(true);
      }
    }
  }
});

it.skipIf(!hasPostgres)('gives the same pages and checks quotations alike', async () => {
  const [hit] = await team.search('alunite', { k: 1 });
  const { document, page, text } = hit!;
  expect(await team.page(document, page)).toEqual(await files.page(document, page));
  const words = text.split(/\s+/).slice(4, 24);
  const quotes = [
    words.join(' '),
    [...words.slice(0, 9), 'not', ...words.slice(9)].join(' '),
    words.slice(0, 3).join(' '),
  ];
  for (const quote of quotes) {
    for (const place of [page, page + 1, 99]) {
      for (const named of [document, 'another']) {
        expect(await team.checkQuote(quote, named, place)).toEqual(await files.checkQuote(quote, named, place));
      }
    }
  }
  expect(await team.checkQuote(quotes[0]!, document, page)).toMatchObject({ verdict: 'verified', document, page });
  expect(await team.checkQuote(quotes[0]!, 'another', 1)).toMatchObject({ verdict: 'misattributed', document, page });
  expect(await team.checkQuote(quotes[1]!, document, page)).toEqual({ verdict: 'fabricated' });
  await expect(team.page(document, 99)).rejects.toMatchObject({ code: 'PAGE_UNKNOWN' });
  await expect(team.page('nothing', 1)).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' });
});

it.skipIf(!hasPostgres)('stays the same when documents go and come again', async () => {
  const ids = (await files.list()).map(({ id }) => id);
  for (const base of [files, team]) {
    for (const id of [ids[0]!, ids[4]!, ids.at(-1)!]) await base.remove(id);
    await expect(base.remove(ids[0]!)).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' });
  }
  for (const stage of stages) await compare(QUESTIONS[0]!, { stage, k: 2000 });
  for (const base of [files, team]) expect((await base.add(texts)).added).toHaveLength(3);
  for (const stage of stages) await compare(QUESTIONS[4]!, { stage, k: 2000 });
});

it.skipIf(!hasPostgres)('indexes again when the embedder is another one, in both alike', async () => {
  await files.close();
  await team.close();
  const other = [hashingEmbedder('hashing 2', 48), hashingEmbedder('hashing 2', 48)] as const;
  files = await openKnowledgeBase('base', {
    embedder: other[0],
    store: new EmbeddedStore(`${home.home}/kb/base`, 'base'),
  });
  team = await openKnowledgeBase('base', { embedder: other[1], store: new PostgresStore(address, 'base') });
  for (const stage of stages) await compare(QUESTIONS[2]!, { stage, k: 2000 });
  expect(other[0].embedded).toBe(other[1].embedded);
  const before = other[1].embedded;
  await team.search('alunite');
  expect(other[1].embedded).toBe(before + 1);
});

it.skipIf(!hasPostgres)('finds nearly all of it by the graph of a large base too', async () => {
  const other = hashingEmbedder('hashing 2', 48);
  const store = new PostgresStore(address, 'base', { graphFrom: 10 });
  await store.indexVectors();
  const graph = await openKnowledgeBase('base', { embedder: other, store });
  expect(graph.models.vectors).toBe('pgvector (HNSW)');
  for (const question of QUESTIONS) {
    const exact = (await files.search(question, { stage: 'dense', k: 50 })).map(
      ({ document, start }) => `${document} ${start}`,
    );
    const found = (await graph.search(question, { stage: 'dense', k: 50 })).map(
      ({ document, start }) => `${document} ${start}`,
    );
    expect(found.filter((hit) => exact.includes(hit)).length).toBeGreaterThanOrEqual(0.95 * exact.length);
  }
  await graph.close();
});
