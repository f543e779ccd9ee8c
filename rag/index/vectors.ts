import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bestOf, byScore, type Scored } from './best.ts';
import { checkSum } from './check-sum.ts';

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
  /** The inner product of one row with a query; null where the index does not give its vectors back. */
  score(row: number, query: Float32Array): number | null;
  close(): void;
}

/** The part of faiss-node that is used. It refuses typed arrays, and its search throws where k exceeds the size. */
interface FaissIndex {
  ntotal(): number;
  getDimension(): number;
  add(vectors: number[]): void;
  train(vectors: number[]): void;
  search(query: number[], k: number): { distances: number[]; labels: number[] };
  write(path: string): void;
  toBuffer(): Buffer;
}
interface FaissModule {
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
 * Above a size, vectors are kept in lists of neighbours, and a search looks into the nearest tenth of the lists, eight at
 * least (inverted file; Sivic and Zisserman 2003). Against a graph (HNSW), measured: reports that repeat themselves leave
 * islands in a graph, which no search reaches then; and lists are made in a tenth of the time.
 */
const MOST_LISTS = 1024;
export const VECTORS_A_LIST = 40;
const LOOKED_INTO = 0.1;
const LEAST_LOOKED_INTO = 8;

const EXACT_NAME = 'exact (TypeScript)';
let loaded: { module: FaissModule; version: string } | null | undefined;

function faiss(): { module: FaissModule; version: string } | null {
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

/** Which index {@link flatIndex} makes on this machine. */
export function vectorIndexName(): string {
  const library = faiss();
  return library === null ? EXACT_NAME : flatName(library.version);
}

const flatName = (version: string) => `faiss-node ${version} (flat IP)`;
const listsName = (version: string) => `faiss-node ${version} (IVF IP)`;

/**
 * An empty index that compares with every vector.
 * @param prefer 'exact' keeps FAISS out (tests compare the two)
 */
export function flatIndex(dimensions: number, prefer: 'faiss' | 'exact' = 'faiss'): VectorIndex {
  const library = prefer === 'faiss' ? faiss() : null;
  if (library === null) return new ExactIndex(dimensions);
  return new GuardedFaiss(new library.module.IndexFlatIP(dimensions), dimensions, flatName(library.version), true);
}

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

/**
 * Writes an index of lists as a file, with the number of lists that a search looks into: faiss-node cannot set it, and
 * without it a search looks into one.
 * @throws Error where FAISS writes such files otherwise than it did
 */
export function writeListedFile(path: string, index: GuardedFaiss): { bytes: number; crc: number } {
  index.write(path);
  const handle = openSync(path, 'r+');
  try {
    // Type, dimensions, count, two unused, trained, metric; then the number of lists and how many are looked into.
    const [type, lists, probes] = [4, 37, 45];
    const head = Buffer.alloc(probes + 8);
    readSync(handle, head, 0, head.length, 0);
    const count = Number(head.readBigUInt64LE(lists));
    const known = head.toString('latin1', 0, type) === 'IwFl' && head.readBigUInt64LE(probes) === 1n;
    if (!known || count < 1 || count > MOST_LISTS) throw new Error('FAISS writes its lists in another way');
    const looked = Math.min(count, Math.max(LEAST_LOOKED_INTO, Math.ceil(LOOKED_INTO * count)));
    head.writeBigUInt64LE(BigInt(looked), probes);
    writeSync(handle, head, probes, 8, probes);
  } finally {
    closeSync(handle);
  }
  return fileCheckSum(path);
}

/** What {@link writeFlatFile} or {@link writeListedFile} wrote. Null without FAISS, or where the file is not that. */
export function readFaissFile(path: string, dimensions: number, size: number, flat: boolean): GuardedFaiss | null {
  const library = faiss();
  if (library === null) return null;
  const { module, version } = library;
  const index = flat ? module.IndexFlatIP.read(path) : module.Index.read(path);
  if (index.ntotal() !== size || index.getDimension() !== dimensions) return null;
  const guarded = new GuardedFaiss(index, dimensions, flat ? flatName(version) : listsName(version), flat);
  if (flat) guarded.readRowsFrom(path, size);
  return guarded;
}

/**
 * Writes rows as a file that FAISS reads as a flat index, a hundred times as fast as it takes them from arrays of
 * numbers. Its `fromBuffer` would keep a second copy for ever.
 * @param rows four bytes a number, `size` × `dimensions` in all
 * @returns bytes and check sum of the file; null where FAISS is absent or writes flat indexes otherwise
 */
export function writeFlatFile(
  path: string,
  dimensions: number,
  size: number,
  rows: Iterable<Uint8Array>,
): { bytes: number; crc: number } | null {
  const head = flatHead(dimensions, size);
  if (head === null) return null;
  const handle = openSync(path, 'w');
  try {
    let bytes = 0;
    let crc = 0;
    const write = (piece: Uint8Array) => {
      for (let at = 0; at < piece.length; ) at += writeSync(handle, piece, at);
      bytes += piece.length;
      crc = checkSum(crc, piece);
    };
    write(head);
    for (const piece of rows) write(piece);
    return { bytes, crc };
  } finally {
    closeSync(handle);
  }
}

/** FAISS's own bytes before the vectors of a flat index, with another count. Its layout is checked, not assumed. */
function flatHead(dimensions: number, size: number): Buffer | null {
  const library = faiss();
  if (library === null) return null;
  const one = new library.module.IndexFlatIP(dimensions);
  one.add(new Array(dimensions).fill(0));
  const bytes = one.toBuffer();
  const end = bytes.length - 4 * dimensions;
  const [count, numbers] = [8, end - 8];
  if (end < 24 || bytes.readBigInt64LE(count) !== 1n || bytes.readBigUInt64LE(numbers) !== BigInt(dimensions))
    return null;
  const head = Buffer.from(bytes.subarray(0, end));
  head.writeBigInt64LE(BigInt(size), count);
  head.writeBigUInt64LE(BigInt(size) * BigInt(dimensions), numbers);
  return head;
}

/** Size and check sum of a file, read a piece at a time. @throws the file system's errors */
export function fileCheckSum(path: string): { bytes: number; crc: number } {
  const handle = openSync(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(4 << 20);
    let bytes = 0;
    let crc = 0;
    for (let read = 1; read > 0; bytes += read) {
      read = readSync(handle, piece);
      crc = checkSum(crc, piece.subarray(0, read));
    }
    return { bytes, crc };
  } finally {
    closeSync(handle);
  }
}

/** A FAISS index behind its hazards: typed arrays are refused, k beyond the size throws, order among equals is open. */
export class GuardedFaiss implements VectorIndex {
  readonly name: string;
  readonly flat: boolean;
  private readonly index: FaissIndex;
  private readonly dimensions: number;
  /** The file that the first rows were read from: FAISS keeps them to itself. */
  private file: { handle: number; rows: number; start: number } | null = null;
  private readonly row: Float32Array;

  constructor(index: FaissIndex, dimensions: number, name: string, flat: boolean) {
    this.flat = flat;
    this.index = index;
    this.dimensions = dimensions;
    this.name = name;
    this.row = new Float32Array(dimensions);
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

  score(row: number, query: Float32Array): number | null {
    if (this.file === null || row >= this.file.rows) return null;
    const { handle, start } = this.file;
    const bytes = this.row.byteLength;
    return readSync(handle, this.row, 0, bytes, start + row * bytes) === bytes ? dot(this.row, 0, query) : null;
  }

  close(): void {
    if (this.file !== null) closeSync(this.file.handle);
    this.file = null;
  }

  write(path: string): void {
    this.index.write(path);
  }
}

class ExactIndex implements VectorIndex {
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
    const scores = new Float32Array(this.size);
    for (let row = 0; row < this.size; row++) scores[row] = dot(this.rows, row * this.dimensions, query);
    return bestOf(scores, k, () => true);
  }

  score(row: number, query: Float32Array): number {
    return dot(this.rows, row * this.dimensions, query);
  }

  close(): void {
    this.rows = new Float32Array(0);
    this.size = 0;
  }
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
