import { expect, it } from 'vitest';
import { analyze } from '../rag/index/analyzer.ts';
import { bm25Scores, termVector } from '../rag/index/bm25.ts';
import { BlockWriter, blockOf, readPostings, withoutChunks } from '../rag/index/postings.ts';

function index(...texts: string[]): { score(query: Map<string, number>): Float64Array } {
  const vectors = texts.map((text) => termVector(analyze(text)));
  const postings = new Map<string, BlockWriter>();
  for (const [chunk, { terms, counts }] of vectors.entries()) {
    for (const [at, term] of terms.entries()) {
      if (!postings.has(term)) postings.set(term, new BlockWriter());
      postings.get(term)!.add(chunk, counts[at]!);
    }
  }
  const lengths = Uint32Array.from(vectors, ({ length }) => length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return {
    score(query) {
      const asked = [...query].map(([term, weight]) => {
        const block = postings.get(term)?.appendedTo(undefined);
        return { weight, postings: readPostings(block === undefined ? [] : [{ block: 0, postings: block }]) };
      });
      return bm25Scores(asked, lengths, texts.length, total);
    },
  };
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

it('keeps postings in blocks, appends to them and takes chunks out of them', () => {
  const first = new BlockWriter();
  for (const [chunk, count] of [
    [5000, 2],
    [5001, 70_000],
    [5100, 300],
  ] as const)
    first.add(chunk, count);
  const later = new BlockWriter();
  later.add(5119, 1);
  const block = blockOf(5000);
  expect(blockOf(5119)).toBe(block);
  const all = later.appendedTo(first.appendedTo(undefined));
  const read = readPostings([{ block, postings: all }]);
  // A count that two bytes do not hold is cut off: more of a word says no more.
  expect([[...read.chunks], [...read.counts]]).toEqual([
    [5000, 5001, 5100, 5119],
    [2, 65_535, 300, 1],
  ]);
  const left = readPostings([{ block, postings: withoutChunks(block, all, 5001, 5101) }]);
  expect([...left.chunks]).toEqual([5000, 5119]);
  expect(withoutChunks(block, all, 0, 5000)).toBe(all);
});
