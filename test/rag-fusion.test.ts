import { expect, it } from 'vitest';
import { fuse, zScores } from '../rag/search/fusion.ts';
import { RECIPES } from '../rag/search/recipe.ts';

it('standardises to mean 0 and deviation 1', () => {
  const z = zScores([2, 4, 4, 4, 5, 5, 7, 9]);
  expect([...z]).toEqual([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2].map((value) => expect.closeTo(value, 10)));
});

it('gives zeros where all are equal, and nothing for nothing', () => {
  expect([...zScores([3, 3, 3])]).toEqual([0, 0, 0]);
  expect([...zScores([])]).toEqual([]);
});

it('lets a clear winner of one index win over a narrow winner of the other', () => {
  const bm25 = [40, 5, 5.1, 5];
  const cosine = [0.5, 0.51, 0.49, 0.5];
  const fused = fuse(bm25, cosine, () => RECIPES.en.first);
  expect(fused.indexOf(Math.max(...fused))).toBe(0);
});

it('lets BM25 stand for both where a chunk has no cosine', () => {
  const fused = fuse([10, 0, 0, 0], [Number.NaN, 0.9, 0.1, 0.2], () => RECIPES.en.first);
  expect(fused.every((value) => Number.isFinite(value))).toBe(true);
  expect(fused[0]).toBeCloseTo(zScores([10, 0, 0, 0])[0]!, 10);
});
