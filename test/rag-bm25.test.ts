import { expect, it } from 'vitest';
import { analyze } from '../rag/index/analyzer.ts';
import { Bm25Index, termVector } from '../rag/index/bm25.ts';

function index(...texts: string[]): Bm25Index {
  const bm25 = new Bm25Index();
  for (const text of texts) bm25.add(termVector(analyze(text)));
  return bm25;
}
const ask = (text: string) => new Map(analyze(text).map((term) => [term, 1]));

it('gives the score that the formula gives by hand', () => {
  const bm25 = index('tin tin granite', 'granite', 'gold quartz');
  // N 3, n 1: idf = ln(1 + 2.5/1.5). Length 3, average 2: K = 1.2 * (0.25 + 0.75 * 1.5).
  const expected = (Math.log(1 + 2.5 / 1.5) * 2 * 2.2) / (2 + 1.2 * (0.25 + 0.75 * 1.5));
  expect([...bm25.score(ask('tin'))]).toEqual([expect.closeTo(expected, 10), 0, 0]);
});

it('folds case, plural and grammatical endings, and drops stop words', () => {
  expect(analyze('The Altered rocks were altering')).toEqual(analyze('alter rock ALTER'));
  expect(analyze('of the and')).toEqual([]);
});

it('keeps decimal numbers whole and parts chemical names', () => {
  expect(analyze('Al-OH at 2.165 µm; 1,200 t')).toEqual(['al', 'oh', '2.165', 'μm', '1,200', 't']);
  expect(analyze('２．２０')).toEqual(['2.20']);
});

it('keeps negations', () => {
  expect(analyze('no alteration, not altered, without quartz')).toEqual(
    expect.arrayContaining(['no', 'not', 'without']),
  );
});

it('finds Chinese by pairs of characters and by characters, without joining words over a particle', () => {
  expect(analyze('铜矿的蚀变')).toEqual(['铜矿', '蚀变', '铜', '矿', '蚀', '变']);
  const scores = index('斑岩铜矿的蚀变分带', '金矿的地球化学异常', '石英脉').score(ask('铜矿有什么蚀变'));
  expect(scores[0]).toBeGreaterThan(3 * scores[1]!);
  expect(scores[2]).toBe(0);
});

it('parts a Latin word from the Han characters that touch it', () => {
  expect(analyze('EMIT的SWIR波段2.20微米')).toEqual(['emit', 'swir', '波段', '波', '段', '2.20', '微米', '微', '米']);
});
