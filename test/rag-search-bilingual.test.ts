import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KnowledgeBase, openKnowledgeBase } from '../rag/index.ts';
import { hasEmbeddings, temporaryHome } from './support/knowledge-home.ts';

const texts: Record<string, string> = {
  mica: '# White mica\n\nThe wavelength of the Al-OH absorption feature of white mica and muscovite lies between 2.190 and 2.215 micrometres; it shifts with the aluminium content.',
  carbonate: '# Carbonates\n\nCalcite and dolomite show a strong absorption band between 2.30 and 2.35 micrometres.',
  chlorite: '# Chlorite\n\nChlorite in propylitic rocks has two absorption features of magnesium and iron hydroxyl.',
  shaft: '# The old shaft\n\nThe shaft was sunk in 1893 by a company from Melbourne and flooded ten years later.',
  zoning: '# 斑岩铜矿的蚀变分带\n\n斑岩铜矿由内向外依次为钾化带、绢英岩化带和青磐岩化带，明矾石见于顶部的高级泥化带。',
  mine: '# 矿山历史\n\n该矿山于一九五八年投产，年处理矿石二十万吨。',
};
let home: ReturnType<typeof temporaryHome>;
let base: KnowledgeBase;
beforeAll(async () => {
  home = temporaryHome();
  if (!hasEmbeddings) return;
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(home.files, `${name}.md`), text);
  base = await openKnowledgeBase('bilingual');
  await base.add([home.files]);
});
afterAll(() => home.remove());
const first = async (query: string) => (await base.search(query, { k: 1 }))[0]!;

// Skipped where the embedding weights are not installed.
it.skipIf(!hasEmbeddings)('finds English passages for an English question, also in other words', async () => {
  expect((await first('Where is the aluminium hydroxyl band of muscovite?')).title).toBe('White mica');
  expect((await first('history of mining at the site in the nineteenth century')).title).toBe('The old shaft');
});

it.skipIf(!hasEmbeddings)('finds English passages for a Chinese question', async () => {
  expect((await first('铝羟基吸收特征 白云母 波长')).title).toBe('White mica');
  expect((await first('绿泥石的吸收特征是什么？')).title).toBe('Chlorite');
  expect((await first('方解石在哪里有吸收？')).title).toBe('Carbonates');
});

it.skipIf(!hasEmbeddings)('finds Chinese passages for a Chinese question', async () => {
  expect((await first('斑岩铜矿的蚀变分带是怎样的？')).title).toBe('斑岩铜矿的蚀变分带');
  expect((await first('矿山什么时候投产？')).title).toBe('矿山历史');
});

it.skipIf(!hasEmbeddings)('finds Chinese passages for an English question through the glossary', async () => {
  const hits = await base.search('potassic and propylitic alteration zoning of porphyry copper', { k: 2 });
  expect(hits.map((hit) => hit.title)).toContain('斑岩铜矿的蚀变分带');
});

it.skipIf(!hasEmbeddings)('searches in the named documents only, and stops at the named stage', async () => {
  const id = (await base.list()).find((document) => document.title === 'Chlorite')!.id;
  const hits = await base.search('white mica wavelength', { documents: [id] });
  expect(hits.map((hit) => hit.title)).toEqual(['Chlorite']);
  for (const stage of ['bm25', 'dense', 'hybrid', 'rerank'] as const) {
    expect((await base.search('absorption of calcite', { stage }))[0]!.title).toBe('Carbonates');
  }
});

it.skipIf(!hasEmbeddings)('gives hits whose offsets are of the stored page text, best first', async () => {
  const hits = await base.search('absorption features of minerals', { k: 10 });
  for (const [at, hit] of hits.entries()) {
    expect((await base.page(hit.document, hit.page)).text.slice(hit.start, hit.end)).toBe(hit.text);
    expect(hit.label).toBe('1');
    if (at > 0) expect(hit.score).toBeLessThanOrEqual(hits[at - 1]!.score);
  }
});
