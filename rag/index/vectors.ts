import { createRequire } from 'node:module';

/** A chunk's number and the inner product of its vector with the query's. */
export interface VectorHit {
  chunk: number;
  score: number;
}

/** Finds the vectors nearest to a query. Vectors have length 1, so the inner product is the cosine. */
export interface VectorIndex {
  /** What `models.vectors` and `doctor` show. */
  readonly name: string;
  readonly size: number;
  /** At most `k` hits, best first; equal scores in the order of their numbers. `k` may exceed `size`. */
  search(query: Float32Array, k: number): VectorHit[];
}

/** The part of faiss-node that is used. It refuses typed arrays, and its search throws where k exceeds the size. */
interface FaissFlat {
  add(vectors: number[]): void;
  search(query: number[], k: number): { distances: number[]; labels: number[] };
}
interface FaissModule {
  IndexFlatIP: new (dimensions: number) => FaissFlat;
}

/** Room for passages that stand in several documents word for word, and so have the same score. */
const TIES = 32;
/** Vectors handed to FAISS at once: a plain array takes eight bytes and more a number. */
const FAISS_BATCH = 1024;

/**
 * @param vectors size × dimensions, row by row
 * @param prefer 'exact' keeps FAISS out (tests compare the two)
 */
export function createVectorIndex(
  vectors: Float32Array,
  dimensions: number,
  prefer: 'faiss' | 'exact' = 'faiss',
): VectorIndex {
  const faiss = prefer === 'faiss' ? loadFaiss() : null;
  return faiss === null ? exactIndex(vectors, dimensions) : faissIndex(faiss.module, faiss.name, vectors, dimensions);
}

/** Which index {@link createVectorIndex} makes on this machine. */
export function vectorIndexName(): string {
  return loadFaiss()?.name ?? EXACT_NAME;
}

const EXACT_NAME = 'exact (TypeScript)';
let faissLoaded: { module: FaissModule; name: string } | null | undefined;

function loadFaiss(): { module: FaissModule; name: string } | null {
  if (faissLoaded !== undefined) return faissLoaded;
  try {
    const require = createRequire(import.meta.url);
    const module = require('faiss-node') as FaissModule;
    const { version } = require('faiss-node/package.json') as { version: string };
    faissLoaded = { module, name: `faiss-node ${version} (flat IP)` };
  } catch {
    // Not compiled on this machine: the exact index gives the same results. `gossan doctor` says which is in use.
    faissLoaded = null;
  }
  return faissLoaded;
}

function faissIndex(module: FaissModule, name: string, vectors: Float32Array, dimensions: number): VectorIndex {
  const size = vectors.length / dimensions;
  const index = new module.IndexFlatIP(dimensions);
  for (let row = 0; row < size; row += FAISS_BATCH) {
    index.add(Array.from(vectors.subarray(row * dimensions, Math.min(size, row + FAISS_BATCH) * dimensions)));
  }
  return {
    name,
    size,
    search(query, k) {
      const count = Math.min(k, size);
      if (count <= 0) return [];
      // FAISS leaves the order of equal scores open, also which of them still come in: some more are asked for.
      const { labels, distances } = index.search(Array.from(query), Math.min(count + TIES, size));
      const hits = labels.map((chunk, at) => ({ chunk, score: distances[at]! }));
      return hits.sort(byScore).slice(0, count);
    },
  };
}

function exactIndex(vectors: Float32Array, dimensions: number): VectorIndex {
  const size = vectors.length / dimensions;
  return {
    name: EXACT_NAME,
    size,
    search(query, k) {
      const hits: VectorHit[] = [];
      for (let chunk = 0; chunk < size; chunk++) hits.push({ chunk, score: dot(vectors, chunk * dimensions, query) });
      return hits.sort(byScore).slice(0, Math.max(0, k));
    },
  };
}

function byScore(a: VectorHit, b: VectorHit): number {
  return b.score - a.score || a.chunk - b.chunk;
}

/** Inner product of a row of a matrix with a vector. */
export function dot(matrix: Float32Array, offset: number, vector: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < vector.length; d++) sum += matrix[offset + d]! * vector[d]!;
  return sum;
}
