import type { Scored } from './best.ts';
import { EXACT_NAME, ExactIndex } from './exact-index.ts';
import { faiss, flatName, GuardedFaiss } from './faiss.ts';

/** Finds the vectors nearest to a query. Vectors have length 1, so the inner product is the cosine. */
export interface VectorIndex {
  /** What `models.vectors` and `doctor` show. */
  readonly name: string;
  readonly size: number;
  /** Whether it compares every vector, and so misses none. */
  readonly flat: boolean;
  /** Appends vectors, row by row; they are numbered on. */
  add(rows: Float32Array): void;
  /** At most `k` hits, best first, by their rows; equal scores in the order of their rows. `k` may exceed `size`. */
  search(query: Float32Array, k: number): Scored[];
  /** The inner products of `count` rows from `first` on with a query; null where the index does not give its vectors back. */
  scores(query: Float32Array, first: number, count: number): Float32Array | null;
  close(): void;
}

/** Which index {@link flatIndex} makes on this machine. */
export function vectorIndexName(): string {
  const library = faiss();
  return library === null ? EXACT_NAME : flatName(library.version);
}

/**
 * An empty index that compares with every vector.
 * @param prefer 'exact' keeps FAISS out (tests compare the two)
 */
export function flatIndex(dimensions: number, prefer: 'faiss' | 'exact' = 'faiss'): VectorIndex {
  const library = prefer === 'faiss' ? faiss() : null;
  if (library === null) return new ExactIndex(dimensions);
  return new GuardedFaiss(new library.module.IndexFlatIP(dimensions), dimensions, flatName(library.version), true);
}
