import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { analyze } from '../rag/index/analyzer.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../rag/index.ts';
import { hanSignals, unitsOf } from '../rag/search/han-signals.ts';
import { Searchable } from '../rag/search/searchable.ts';
import { temporaryHome } from './support/knowledge-home.ts';

/** A base of such passages, one a document. */
function base(...texts: string[]): Searchable {
  const termFrequency = new Map<string, number>();
  for (const text of texts)
    for (const term of new Set(analyze(text))) termFrequency.set(term, (termFrequency.get(term) ?? 0) + 1);
  const chunks = new Map(
    texts.map((text, at) => {
      const place = { id: `${at}`, document: `${at}`, page: 1, start: 0, end: text.length, heading: '' };
      return [at, { chunk: { ...place, text }, language: 'zh' as const, tokens: null }];
    }),
  );
  return new Searchable({ chunks, size: texts.length, termFrequency, pieceFrequency: new Map(), meanToken: null });
}
const ask = (searchable: Searchable, question: string, chunk: number) =>
  hanSignals(searchable, unitsOf(question), chunk);

it('counts characters and words of other scripts, without particles', () => {
  expect(unitsOf('EMIT的波段，SWIR波段')).toEqual(['emit', '波', '段', 'swir', '波', '段']);
});

it('covers a question wholly where all of its characters stand, and more by rare ones', () => {
  const texts = base('明矾石化带', '石英脉', '石灰岩', '石英岩');
  expect(ask(texts, '明矾石', 0).coverage).toBeCloseTo(1, 10);
  const rare = ask(base('明', '石', '石英', '石脉'), '明石', 0).coverage;
  const common = ask(base('明', '石', '石英', '石脉'), '明石', 1).coverage;
  expect(rare).toBeGreaterThan(common);
  expect(rare + common).toBeCloseTo(1, 10);
});

it('knows whether one sentence holds the answer', () => {
  const texts = base('明矾石见于山顶。钾化带在深部。', '明矾石在深部。山顶是石英。');
  const asked = '深部有明矾石';
  expect(ask(texts, asked, 1).sentence).toBeGreaterThan(ask(texts, asked, 0).sentence);
  expect(ask(texts, asked, 1).coverage).toBeCloseTo(ask(texts, asked, 0).coverage, 10);
});

it('weighs a run by its length, and finds the longest', () => {
  const texts = base('高级泥化蚀变', '高级的粘泥，化石和蚀变');
  const whole = ask(texts, '高级泥化', 0);
  const broken = ask(texts, '高级泥化', 1);
  expect(whole.runs).toBeCloseTo(4 ** 1.5, 10);
  expect(whole.longest).toBeGreaterThan(broken.longest);
  expect(broken.runs).toBeLessThan(whole.runs);
});

let home: ReturnType<typeof temporaryHome>;
let knowledge: KnowledgeBase;
beforeAll(async () => {
  home = temporaryHome();
  // No weights: what is found is found by words and characters.
  process.env.GOSSAN_HOME = join(home.home, 'bare');
  const passages = {
    短: '# 短\n\n明矾石的年龄没有测定。北坡的样品来自山顶。',
    长: '# 长\n\n北坡山顶的明矾石年龄为一千二百万年。',
  };
  for (const [name, text] of Object.entries(passages)) writeFileSync(join(home.files, `${name}.md`), text);
  knowledge = await openKnowledgeBase('han');
  await knowledge.add([home.files]);
});
afterAll(async () => {
  await knowledge.close();
  home.remove();
});

it('orders Chinese passages where no embedder is installed', async () => {
  const hits = await knowledge.search('北坡山顶明矾石的年龄是多少？');
  expect(hits.map((hit) => hit.title)).toEqual(['长', '短']);
  expect(knowledge.models.reranker).not.toBe('none');
});
