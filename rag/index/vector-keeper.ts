import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bestOf, byScore, type Scored } from './best.ts';
import { floatsOf, integersOf } from './bytes.ts';
import { checkSum } from './check-sum.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import type { DocumentRow, Snapshot } from './embedded-snapshot.ts';
import { dot, innerProducts } from './exact-index.ts';
import { fileCheckSum, readFaissFile, writeFlatFile } from './faiss-file.ts';
import { flatIndex, type VectorIndex, vectorIndexName } from './vectors.ts';

/** An index is made anew where more of its rows than this, and more than a quarter, are of documents that are gone. */
const WASTED = 1000;
/** Lists are not asked for many more than are wanted; beyond this vectors are compared one by one instead. */
const MOST_EXTRA = 4000;

/** The file that a writer left for readers to begin with, as the table `vector_file` tells of it. */
export interface VectorFile {
  name: string;
  /** `seq`, first chunk and number of chunks of the documents whose vectors are in it, in its order; four bytes each. */
  documents: Buffer;
  rows: number;
  bytes: number;
  crc: number;
}

interface Held {
  embedder: string;
  index: VectorIndex;
  /** Rows of each document that is in the index, by `seq`. */
  documents: Map<number, number>;
  /** The chunk number of each row. */
  numbers: Uint32Array;
  /** The row of each chunk, by its number; -1 where it is in none. Made when it is first asked for. */
  rows: Int32Array | null;
}

/**
 * The vector index of a base in memory. It grows with the base: what a later generation added is appended, what it
 * removed is passed over, so that views of several generations are served by one index.
 */
export class VectorKeeper {
  private readonly folder: string;
  private readonly prefer: 'faiss' | 'exact';
  /** From so many vectors on FAISS reads them from a file: taking them one by one would be felt. */
  private readonly fileFrom: number;
  private held: Held | null = null;

  constructor(folder: string, prefer: 'faiss' | 'exact', fileFrom: number) {
    this.folder = folder;
    this.prefer = prefer;
    this.fileFrom = fileFrom;
  }

  get name(): string {
    return this.held?.index.name ?? (this.prefer === 'exact' ? flatIndex(1, 'exact').name : vectorIndexName());
  }

  /**
   * The chunks nearest to a vector, best first.
   * @param allowed whether the document at an index of the snapshot is searched; all when left out
   */
  nearest(
    db: EmbeddedDatabase,
    snapshot: Snapshot,
    { embedder, values }: { embedder: string; values: Float32Array },
    most: number,
    allowed?: (document: number) => boolean,
  ): Scored[] {
    const own = snapshot.embeddedBy(embedder);
    const wanted = allowed === undefined ? own : own.filter((at) => allowed(at));
    const [all, count] = [snapshot.countChunks(own), snapshot.countChunks(wanted)];
    const documents = (places: readonly number[]) => places.map((at) => snapshot.documents[at]!);
    // Few documents of many: their vectors are read and compared one by one.
    if (count * 2 < all) return this.compareAll(db, embedder, documents(wanted), values, most);
    const { index, numbers } = this.sync(db, embedder, documents(own));
    const others = index.size - count;
    if (!index.flat && others > MOST_EXTRA) return this.compareAll(db, embedder, documents(wanted), values, most);
    const table = snapshot.chunkTable(db);
    const hits: Scored[] = [];
    for (const { chunk: row, score } of index.search(values, most + others)) {
      const chunk = numbers[row]!;
      const at = table.documents[chunk] ?? -1;
      if (at < 0 || snapshot.documents[at]!.versions.embedder !== embedder) continue;
      if (allowed === undefined || allowed(at)) hits.push({ chunk, score });
    }
    return hits.sort(byScore).slice(0, most);
  }

  /** The cosines of chunks that {@link nearest} did not find; NaN where another embedder made their vectors. */
  cosines(
    db: EmbeddedDatabase,
    snapshot: Snapshot,
    { embedder, values }: { embedder: string; values: Float32Array },
    chunks: readonly number[],
  ): number[] {
    const table = snapshot.chunkTable(db);
    const rows = this.held?.embedder === embedder ? rowsOf(this.held) : null;
    return chunks.map((chunk) => {
      if (snapshot.documents[table.documents[chunk]!]!.versions.embedder !== embedder) return Number.NaN;
      const row = rows?.[chunk] ?? -1;
      const known = row < 0 ? null : this.held!.index.scores(values, row, 1);
      if (known !== null) return known[0]!;
      return dot(floatsOf(db.value<Buffer>('SELECT vector FROM vectors WHERE number = ?', chunk)!), 0, values);
    });
  }

  private compareAll(
    db: EmbeddedDatabase,
    embedder: string,
    documents: readonly DocumentRow[],
    vector: Float32Array,
    most: number,
  ): Scored[] {
    const held = this.held?.embedder === embedder ? this.held : null;
    const hits: Scored[] = [];
    for (const document of documents) {
      const { seq, first, count, dimensions } = document;
      if (count === 0) continue;
      const known = held?.documents.has(seq) ? held.index.scores(vector, rowsOf(held)[first]!, count) : null;
      const scores =
        known ??
        innerProducts(floatsOf(Buffer.concat(vectorRows(db, document), 4 * count * dimensions)), vector, 0, count);
      for (const { chunk, score } of bestOf(scores, most, () => true)) hits.push({ chunk: first + chunk, score });
    }
    return hits.sort(byScore).slice(0, most);
  }

  forget(): void {
    this.held?.index.close();
    this.held = null;
  }

  /** The index with all of these documents in it, and perhaps others. */
  private sync(db: EmbeddedDatabase, embedder: string, documents: DocumentRow[]): Held {
    let held = this.held;
    if (held !== null) {
      const live = documents.reduce((sum, { seq }) => sum + (held!.documents.get(seq) ?? 0), 0);
      const wasted = held.index.size - live;
      if (held.embedder !== embedder || (wasted > WASTED && wasted * 4 > held.index.size)) {
        this.forget();
        held = null;
      }
    }
    held ??= this.fromFile(db, embedder, documents) ?? this.fromRows(db, embedder, documents);
    this.held = held;
    const missing = documents.filter(({ seq }) => !held.documents.has(seq));
    try {
      for (const document of missing) held.index.add(floatsOf(Buffer.concat(vectorRows(db, document))));
    } catch (error) {
      // Half of them are in: rows and numbers would no longer go together.
      this.forget();
      throw error;
    }
    append(held, missing);
    return held;
  }

  /** Null where there is no such file or it is not what was written: the vectors are then taken from the tables. */
  private fromFile(db: EmbeddedDatabase, embedder: string, documents: DocumentRow[]): Held | null {
    if (this.prefer === 'exact' || documents.length === 0) return null;
    const file = db.row<VectorFile>('SELECT * FROM vector_file WHERE embedder = ?', embedder);
    if (file === undefined) return null;
    const path = join(this.folder, file.name);
    try {
      const found = fileCheckSum(path);
      if (found.bytes !== file.bytes || found.crc !== file.crc) return null;
      const flat = isFlat(file.name);
      const index = readFaissFile(path, documents[0]!.dimensions, file.rows, flat);
      if (index === null) return null;
      const held: Held = { embedder, index, documents: new Map(), numbers: new Uint32Array(0), rows: null };
      append(held, documentsOf(file));
      return held;
    } catch {
      // A writer has just replaced it.
      return null;
    }
  }

  private fromRows(db: EmbeddedDatabase, embedder: string, documents: DocumentRow[]): Held {
    const dimensions = documents[0]?.dimensions ?? 1;
    const empty: Held = {
      embedder,
      index: flatIndex(dimensions, this.prefer),
      documents: new Map(),
      numbers: new Uint32Array(0),
      rows: null,
    };
    const size = documents.reduce((sum, { count }) => sum + count, 0);
    if (this.prefer === 'exact' || size < this.fileFrom) return empty;
    const path = join(this.folder, `vectors-${process.pid}.tmp`);
    try {
      if (writeFlatFile(path, dimensions, size, allRows(db, documents)) === null) return empty;
      const index = readFaissFile(path, dimensions, size, true);
      if (index === null) return empty;
      const held: Held = { ...empty, index };
      append(held, documents);
      return held;
    } catch (error) {
      // A folder that takes no file, or a full disk: FAISS takes the vectors one by one.
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      return empty;
    } finally {
      rmSync(path, { force: true });
    }
  }
}

/** Flat files and lists are told apart by their names. */
export function isFlat(name: string): boolean {
  return name.endsWith('.flat');
}

/** The vectors of documents, in their order. @throws Error where they are not what was written */
export function* allRows(db: EmbeddedDatabase, documents: Iterable<DocumentRow>): Generator<Uint8Array> {
  for (const document of documents) yield* vectorRows(db, document);
}

export function vectorRows(db: EmbeddedDatabase, { first, count, info, vectorsCrc }: DocumentRow): Buffer[] {
  const rows = db.column<Buffer>(
    'SELECT vector FROM vectors WHERE number >= ? AND number < ? ORDER BY number',
    first,
    first + count,
  );
  if (rows.length !== count || checkSum(0, ...rows) !== vectorsCrc) throw new DamagedVectors(info.title);
  return rows;
}

/** Caught by the view, which knows the base. */
export class DamagedVectors extends Error {
  constructor(title: string) {
    super(`the vectors of "${title}" are not what was written`);
  }
}

type Rows = Pick<DocumentRow, 'seq' | 'first' | 'count'>;

/** The documents whose vectors are in a file, also those that are gone by now. */
export function documentsOf({ documents }: VectorFile): Rows[] {
  const numbers = integersOf(documents);
  return Array.from({ length: numbers.length / 3 }, (_, at) => {
    return { seq: numbers[3 * at]!, first: numbers[3 * at + 1]!, count: numbers[3 * at + 2]! };
  });
}

function append(held: Held, documents: readonly Rows[]): void {
  const used = held.numbers.length;
  const added = documents.reduce((sum, { count }) => sum + count, 0);
  const numbers = new Uint32Array(used + added);
  numbers.set(held.numbers);
  let row = used;
  for (const { seq, first, count } of documents) {
    held.documents.set(seq, count);
    for (let at = 0; at < count; at++) numbers[row++] = first + at;
  }
  held.numbers = numbers;
  held.rows = null;
}

function rowsOf(held: Held): Int32Array {
  if (held.rows === null) {
    const { numbers } = held;
    let most = -1;
    for (let row = 0; row < numbers.length; row++) most = Math.max(most, numbers[row]!);
    held.rows = new Int32Array(most + 1).fill(-1);
    for (let row = 0; row < numbers.length; row++) held.rows[numbers[row]!] = row;
  }
  return held.rows;
}
