import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KnowledgeBase, openKnowledgeBase } from '../rag/index.ts';
import { diversify } from '../rag/search/diversity.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome } from './support/knowledge-home.ts';

const texts = [
  'Alunite marks the advanced argillic zone above the intrusion of quartz monzonite under the leached cap, where pyrite is gone, and absorbs near 2.17 micrometres.',
  'Alunite marks the advanced argillic zone above the intrusion of quartz monzonite under the leached cap, where pyrite is gone, and absorbs near 2.17 micrometres in the map.',
  'Alunite was dated at 12 million years by argon on the north ridge of the district.',
  'Chlorite and epidote stand for the propylitic halo farther out.',
];
const chunksOf = async (numbers: readonly number[]) => new Map(numbers.map((at) => [at, { text: texts[at]! }]));
const ranked = texts.map((_, chunk) => ({ chunk, score: 1 - 0.05 * chunk }));
const order = async (k: number) => (await diversify(ranked, k, chunksOf)).map(({ chunk }) => chunk);

it('puts a copy behind passages that say something else, and keeps the best in front', async () => {
  expect(await order(4)).toEqual([0, 2, 3, 1]);
  expect(await order(2)).toEqual([0, 2]);
});

it('keeps the order by score where nothing is repeated, and the scores as they were', async () => {
  const unlike = ranked.filter(({ chunk }) => chunk !== 1);
  expect(await diversify(unlike, 3, chunksOf)).toEqual(unlike);
});

it('gives no more than there is, and none of none', async () => {
  expect(await order(9)).toHaveLength(4);
  expect(await order(0)).toEqual([]);
  expect(await diversify([], 5, chunksOf)).toEqual([]);
});

let home: ReturnType<typeof temporaryHome>;
let base: KnowledgeBase;
beforeAll(async () => {
  home = temporaryHome();
  for (const [at, text] of texts.entries())
    writeFileSync(join(home.files, `${at}.md`), `# Note ${at}\n\n${text} ${text}\n`);
  const others = ['camp', 'road', 'weather', 'water', 'fuel', 'tents', 'food', 'radio'];
  for (const word of others)
    writeFileSync(join(home.files, `${word}.md`), `# On ${word}\n\nThe ${word} was good all year.\n`);
  base = await openKnowledgeBase('distinct', { embedder: hashingEmbedder() });
  await base.add([home.files]);
});
afterAll(async () => {
  await base.close();
  home.remove();
});

it('is off in a search unless it is asked for', async () => {
  const titles = async (distinct: boolean) =>
    (await base.search('alunite of the advanced argillic zone on the north ridge of the district', { k: 2, distinct }))
      .map((hit) => hit.title)
      .sort();
  expect(await titles(false)).toEqual(['Note 0', 'Note 1']);
  expect(await titles(true)).toContain('Note 2');
});
