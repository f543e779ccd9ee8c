import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KnowledgeBase, openKnowledgeBase, parseRange, type SearchFilter } from '../rag/index.ts';
import { scopeOf } from '../rag/search/filter.ts';
import type { DocumentInfo } from '../rag/types.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome } from './support/knowledge-home.ts';
import { writePdf } from './support/pdf-writer.ts';

const files: Record<string, string> = {
  'tin-survey.md': '# Survey of tin\n\nPublished 1998. Tin veins were sampled along the north ridge.',
  'gold-report.md': '# Gold of the south\n\nMarch 2014. Gold veins and tin veins were sampled in the south.',
  'undated.md': '# Field notes\n\nTin veins, sampled in bad weather.',
  '锡矿.md': '# 锡矿勘查报告\n\n2014年6月。北坡的 tin veins 锡石脉已取样。',
};
let home: ReturnType<typeof temporaryHome>;
let base: KnowledgeBase;
const titles = async (filter: SearchFilter) =>
  (await base.search('tin veins sampled', { k: 20, filter })).map((hit) => hit.title).sort();

beforeAll(async () => {
  home = temporaryHome();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home.files, name), text);
  const pages = [
    'The north ridge has tin veins; ten were sampled.',
    'Below the road all tin veins had been sampled before.',
    'In May the tin veins of the lower adit were sampled.',
    'Nothing is left of the tin veins that were sampled first.',
  ];
  writeFileSync(join(home.files, 'pages.pdf'), writePdf(pages.map((text) => [{ text, x: 72, y: 700 }])));
  base = await openKnowledgeBase('filter', { embedder: hashingEmbedder() });
  await base.add([home.files]);
});
afterAll(async () => {
  await base.close();
  home.remove();
});

describe('a search is narrowed', () => {
  it('to a document by its id, by a part of its file name, by a part of its title in any case', async () => {
    const { id } = (await base.list()).find((document) => document.title === 'Survey of tin')!;
    expect(await titles({ document: id })).toEqual(['Survey of tin']);
    expect(await titles({ document: 'GOLD-rep' })).toEqual(['Gold of the south']);
    expect(await titles({ document: 'of t' })).toEqual(['Gold of the south', 'Survey of tin']);
    expect(await titles({ document: '锡矿勘查' })).toEqual(['锡矿勘查报告']);
  });

  it('to pages, open at either end', async () => {
    const pages = async (text: string) =>
      (await base.search('tin veins', { k: 20, filter: { document: 'pages.pdf', pages: parseRange(text, 'pages') } }))
        .map((hit) => hit.page)
        .sort();
    expect(await pages('2-3')).toEqual([2, 3]);
    expect(await pages('4')).toEqual([4]);
    expect(await pages('3-')).toEqual([3, 4]);
    expect(await pages('-1')).toEqual([1]);
  });

  it('to a language and to years; a document whose year is not known is in none', async () => {
    expect(await titles({ language: 'zh' })).toEqual(['锡矿勘查报告']);
    expect(await titles({ years: { from: 2014, to: 2014 } })).toEqual(['Gold of the south', '锡矿勘查报告']);
    expect(await titles({ years: { to: 2000 } })).toEqual(['Survey of tin']);
  });

  it('by all of its parts together', async () => {
    expect(await titles({ years: { from: 2014 }, language: 'en' })).toEqual(['Gold of the south']);
    expect(await titles({ document: 'of t', pages: { from: 1, to: 1 }, years: { to: 1999 } })).toEqual([
      'Survey of tin',
    ]);
  });

  it('by a filter without parts to nothing less than all', async () => {
    expect(new Set(await titles({})).size).toBe(5);
  });
});

describe('a filter that cannot be meant', () => {
  const documents = [
    { id: 'abcdef012345', title: 'A', file: 'a.pdf', language: 'en', pages: 9, year: 2001 },
  ] as DocumentInfo[];
  it.each<[SearchFilter, string, RegExp]>([
    [{ pages: { from: 9, to: 3 } }, 'FILTER_WRONG', /pages 9 to 3 run backwards/],
    [{ pages: { from: 0, to: 3 } }, 'FILTER_WRONG', /counted from 1/],
    [{ years: { from: 2014, to: 2010 } }, 'FILTER_WRONG', /years 2014 to 2010 run backwards/],
    [{ years: { from: 2014.5 } }, 'FILTER_WRONG', /whole numbers/],
    [{ document: '  ' }, 'FILTER_WRONG', /not by nothing/],
    [{ document: 'b.pdf' }, 'FILTER_EMPTY', /"kb" has "b.pdf" as its id, or in its file name or title/],
    [{ language: 'zh' }, 'FILTER_EMPTY', /is in Chinese/],
    [{ pages: { from: 12 } }, 'FILTER_EMPTY', /has a page 12: the longest has 9/],
    [{ years: { from: 2002 } }, 'FILTER_EMPTY', /is of 2002 or later/],
  ])('%j is refused with %s', (filter, code, message) => {
    expect(() => scopeOf(filter, documents, 'kb')).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('says that years are not known', () => {
    const undated = documents.map(({ year: _, ...rest }) => rest) as DocumentInfo[];
    expect(() => scopeOf({ years: { from: 2001 } }, undated, 'kb')).toThrow(/of 1 the year is not known/);
  });

  it.each(['', '-', 'ten', '3-x', '3-2', '1,2'])('the range "%s" is refused', (text) => {
    expect(() => parseRange(text, 'pages')).toThrow(expect.objectContaining({ code: 'FILTER_WRONG', exitCode: 2 }));
  });
});
