import { bestOf, type Scored } from './best.ts';
import type { VectorIndex } from './vectors.ts';

export const EXACT_NAME = 'exact (TypeScript)';

/** Compares every vector, without FAISS. */
export class ExactIndex implements VectorIndex {
  readonly name = EXACT_NAME;
  readonly flat = true;
  size = 0;
  private readonly dimensions: number;
  private rows = new Float32Array(0);

  constructor(dimensions: number) {
    this.dimensions = dimensions;
  }

  add(rows: Float32Array): void {
    const used = this.size * this.dimensions;
    if (used + rows.length > this.rows.length) {
      const larger = new Float32Array(Math.max(used + rows.length, Math.ceil(1.25 * this.rows.length)));
      larger.set(this.rows.subarray(0, used));
      this.rows = larger;
    }
    this.rows.set(rows, used);
    this.size += rows.length / this.dimensions;
  }

  search(query: Float32Array, k: number): Scored[] {
    return bestOf(innerProducts(this.rows, query, 0, this.size), k, () => true);
  }

  scores(query: Float32Array, first: number, count: number): Float32Array {
    return innerProducts(this.rows, query, first, count);
  }

  close(): void {
    this.rows = new Float32Array(0);
    this.size = 0;
  }
}

/** The inner products of rows of a matrix with a vector. */
export function innerProducts(matrix: Float32Array, vector: Float32Array, first: number, count: number): Float32Array {
  const products = new Float32Array(count);
  for (let row = 0; row < count; row++) products[row] = dot(matrix, (first + row) * vector.length, vector);
  return products;
}

/** Inner product of a row of a matrix with a vector. Four sums side by side: a single one would wait for itself. */
export function dot(matrix: Float32Array, offset: number, vector: Float32Array): number {
  const { length } = vector;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let d = 0;
  for (; d + 3 < length; d += 4) {
    s0 += matrix[offset + d]! * vector[d]!;
    s1 += matrix[offset + d + 1]! * vector[d + 1]!;
    s2 += matrix[offset + d + 2]! * vector[d + 2]!;
    s3 += matrix[offset + d + 3]! * vector[d + 3]!;
  }
  for (; d < length; d++) s0 += matrix[offset + d]! * vector[d]!;
  return s0 + s1 + s2 + s3;
}
