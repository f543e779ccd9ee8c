import { expect, it } from 'vitest';
import { flatIndex, type VectorIndex, vectorIndexName } from '../rag/index/vectors.ts';

const DIMENSIONS = 24;

/** Random directions of length 1, with some rows twice. */
function vectors(count: number): Float32Array {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff - 0.5;
  };
  const matrix = new Float32Array(count * DIMENSIONS);
  for (let row = 0; row < count; row++) {
    const values = Float64Array.from({ length: DIMENSIONS }, random);
    const length = Math.hypot(...values);
    matrix.set(
      row % 10 === 9 ? matrix.subarray((row - 1) * DIMENSIONS, row * DIMENSIONS) : values.map((v) => v / length),
      row * DIMENSIONS,
    );
  }
  return matrix;
}

/** Filled in two steps, as an index grows. */
function createVectorIndex(matrix: Float32Array, dimensions: number, kind: 'exact' | 'faiss'): VectorIndex {
  const index = flatIndex(dimensions, kind);
  const half = Math.floor(matrix.length / dimensions / 2) * dimensions;
  index.add(matrix.subarray(0, half));
  index.add(matrix.subarray(half));
  return index;
}

const matrix = vectors(500);
const query = matrix.slice(3 * DIMENSIONS, 4 * DIMENSIONS);

it('finds the nearest first, equal ones in their order', () => {
  const index = createVectorIndex(matrix, DIMENSIONS, 'exact');
  const hits = index.search(query, 500);
  expect(hits[0]).toMatchObject({ chunk: 3, score: expect.closeTo(1, 5) });
  for (let at = 1; at < hits.length; at++) expect(hits[at]!.score).toBeLessThanOrEqual(hits[at - 1]!.score);
  expect(hits.findIndex((hit) => hit.chunk === 8)).toBe(hits.findIndex((hit) => hit.chunk === 9) - 1);
});

it.each(['exact', 'faiss'] as const)('bears k of 0 and beyond the size (%s)', (kind) => {
  const index = createVectorIndex(matrix, DIMENSIONS, kind);
  expect(index.search(query, 0)).toEqual([]);
  expect(index.search(query, 10_000)).toHaveLength(500);
  expect(createVectorIndex(new Float32Array(0), DIMENSIONS, kind).search(query, 5)).toEqual([]);
});

// Skipped where faiss-node is not compiled; the exact index is in use there.
it.skipIf(!vectorIndexName().startsWith('faiss'))('gives the same results with FAISS as without', () => {
  const faiss = createVectorIndex(matrix, DIMENSIONS, 'faiss');
  const exact = createVectorIndex(matrix, DIMENSIONS, 'exact');
  expect(faiss.name).toMatch(/^faiss-node \d/);
  for (let row = 0; row < 50; row++) {
    const asked = matrix.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    const [a, b] = [faiss.search(asked, 20), exact.search(asked, 20)];
    expect(a.map((hit) => hit.chunk)).toEqual(b.map((hit) => hit.chunk));
    for (const [at, hit] of a.entries()) expect(hit.score).toBeCloseTo(b[at]!.score, 5);
  }
});
