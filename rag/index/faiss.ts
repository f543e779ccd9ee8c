import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { byScore, type Scored } from './best.ts';
import { innerProducts } from './exact-index.ts';
import type { VectorIndex } from './vectors.ts';

/** The part of faiss-node that is used. It refuses typed arrays, and its search throws where k exceeds the size. */
export interface FaissIndex {
  ntotal(): number;
  getDimension(): number;
  add(vectors: number[]): void;
  train(vectors: number[]): void;
  search(query: number[], k: number): { distances: number[]; labels: number[] };
  write(path: string): void;
  toBuffer(): Buffer;
}
export interface FaissModule {
  Index: {
    fromFactory(dimensions: number, description: string, metric: number): FaissIndex;
    read(path: string): FaissIndex;
  };
  IndexFlatIP: (new (dimensions: number) => FaissIndex) & { read(path: string): FaissIndex };
  MetricType: { METRIC_INNER_PRODUCT: number };
}

/** Room for passages that stand in several documents word for word, and so have the same score. */
const TIES = 32;
/** Vectors handed to FAISS at once: a plain array takes eight bytes and more a number. */
const FAISS_BATCH = 256;
/**
 * Above a size, vectors are kept in lists of neighbours, and a search looks into the nearest three in five lists, eight at
 * least (inverted file; Sivic and Zisserman 2003). Measured on vectors without clusters, the hardest case: a tenth of the
 * lists finds 0.77 of the hundred nearest, half of them 0.95; a graph (HNSW32) finds 0.73, takes many times as long to
 * make, and where reports repeat themselves has islands that no search reaches.
 */
export const MOST_LISTS = 1024;
export const VECTORS_A_LIST = 40;
export const LOOKED_INTO = 0.6;
export const LEAST_LOOKED_INTO = 8;

let loaded: { module: FaissModule; version: string } | null | undefined;

export function faiss(): { module: FaissModule; version: string } | null {
  if (loaded !== undefined) return loaded;
  try {
    const require = createRequire(import.meta.url);
    const module = require('faiss-node') as FaissModule;
    const { version } = require('faiss-node/package.json') as { version: string };
    loaded = { module, version };
  } catch {
    // Not compiled on this machine: the exact index gives the same results. `gossan doctor` says which is in use.
    loaded = null;
  }
  return loaded;
}

export function hasFaiss(): boolean {
  return faiss() !== null;
}

export const flatName = (version: string) => `faiss-node ${version} (flat IP)`;
export const listsName = (version: string) => `faiss-node ${version} (IVF IP)`;

/** How many lists so many vectors are kept in. */
export function listsFor(size: number): number {
  return Math.max(1, Math.min(MOST_LISTS, Math.floor(size / VECTORS_A_LIST)));
}

/**
 * An empty index of lists, for more vectors than can be compared one by one. Null without FAISS.
 * @param sample vectors to find the lists' centres by: {@link VECTORS_A_LIST} a list are enough
 */
export function listedIndex(dimensions: number, sample: Float32Array): GuardedFaiss | null {
  const library = faiss();
  if (library === null) return null;
  const { Index, MetricType } = library.module;
  const lists = listsFor(sample.length / dimensions);
  const index = Index.fromFactory(dimensions, `IVF${lists},Flat`, MetricType.METRIC_INNER_PRODUCT);
  index.train(Array.from(sample));
  return new GuardedFaiss(index, dimensions, listsName(library.version), false);
}

/** A FAISS index behind its hazards: typed arrays are refused, k beyond the size throws, order among equals is open. */
export class GuardedFaiss implements VectorIndex {
  readonly name: string;
  readonly flat: boolean;
  private readonly index: FaissIndex;
  private readonly dimensions: number;
  /** The file that the first rows were read from: FAISS keeps them to itself. */
  private file: { handle: number; rows: number; start: number } | null = null;
  private rows = new Float32Array(0);

  constructor(index: FaissIndex, dimensions: number, name: string, flat: boolean) {
    this.flat = flat;
    this.index = index;
    this.dimensions = dimensions;
    this.name = name;
  }

  get size(): number {
    return this.index.ntotal();
  }

  add(rows: Float32Array): void {
    const step = FAISS_BATCH * this.dimensions;
    for (let at = 0; at < rows.length; at += step) this.index.add(Array.from(rows.subarray(at, at + step)));
  }

  search(query: Float32Array, k: number): Scored[] {
    const { size } = this;
    const count = Math.min(k, size);
    if (count <= 0) return [];
    // Equal scores: FAISS leaves open which of them still come in, so some more are asked for.
    const { labels, distances } = this.index.search(Array.from(query), Math.min(count + TIES, size));
    const hits: Scored[] = [];
    // In lists fewer may be found than were asked for; the rest is -1.
    for (const [at, chunk] of labels.entries()) if (chunk >= 0) hits.push({ chunk, score: distances[at]! });
    return hits.sort(byScore).slice(0, count);
  }

  /** The file may be removed then; it stays readable until {@link close}. */
  readRowsFrom(path: string, rows: number): void {
    const handle = openSync(path, 'r');
    this.file = { handle, rows, start: fstatSync(handle).size - 4 * rows * this.dimensions };
  }

  scores(query: Float32Array, first: number, count: number): Float32Array | null {
    if (this.file === null || first + count > this.file.rows) return null;
    const { handle, start } = this.file;
    const bytes = 4 * this.dimensions;
    if (this.rows.length < count * this.dimensions) this.rows = new Float32Array(count * this.dimensions);
    const read = readSync(handle, this.rows, 0, count * bytes, start + first * bytes);
    return read === count * bytes ? innerProducts(this.rows, query, 0, count) : null;
  }

  close(): void {
    if (this.file !== null) closeSync(this.file.handle);
    this.file = null;
  }

  write(path: string): void {
    this.index.write(path);
  }
}
