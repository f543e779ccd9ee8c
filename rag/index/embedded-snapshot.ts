import { floatsOf, integersOf } from './bytes.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { meanOfTokens } from './pieces.ts';
import { blockOf } from './postings.ts';
import type { StoredDocument } from './store.ts';
import { infoFromStore } from './stored-info.ts';

/** A stored document with its place in the tables. A document that is stored again gets another `seq`. */
export interface DocumentRow extends StoredDocument {
  seq: number;
  /** Numbers of its chunks: `first` to `first + count - 1`. */
  first: number;
  count: number;
  dimensions: number;
  vectorsCrc: number;
}

/** What a search looks at of every chunk, by the chunk's number. */
export interface ChunkTable {
  /** Terms with repeats. */
  lengths: Uint32Array;
  /** Index into LANGUAGES. */
  languages: Uint8Array;
  /** Index of the chunk's document in the snapshot; -1 where the number is out of use. */
  documents: Int32Array;
  /** Chunks in use. */
  size: number;
  /** The sum of all lengths. */
  total: number;
}

interface StoredRow {
  seq: number;
  info: string;
  chunker: string;
  analyzer: string;
  embedder: string;
  first_chunk: number;
  chunks: number;
  dimensions: number;
  vectors_crc: number;
}

/** What is kept in memory of one generation. What did not change is taken over from the one before. */
export class Snapshot {
  readonly generation: number;
  readonly documents: readonly DocumentRow[];
  readonly byId: ReadonlyMap<string, number>;
  private readonly numbers: number;
  private table: ChunkTable | null = null;
  private before: Snapshot | null;
  private readonly means = new Map<string, Float32Array | null>();
  private usedBlocks: number[] | null = null;
  private readonly byEmbedder = new Map<string, number[]>();
  private readonly tokenMeans = new Map<number, Float32Array>();

  private constructor(generation: number, numbers: number, documents: DocumentRow[], before: Snapshot | null) {
    this.generation = generation;
    this.numbers = numbers;
    this.documents = documents;
    this.byId = new Map(documents.map(({ info }, index) => [info.id, index]));
    // Only what is already there is taken over, so that no chain of snapshots is kept.
    this.before = before?.table == null ? null : before;
  }

  /** The state that an open transaction sees. */
  static read(db: EmbeddedDatabase, before: Snapshot | null): Snapshot {
    const state = db.row<{ generation: number; next_chunk: number }>('SELECT generation, next_chunk FROM state')!;
    if (before?.generation === state.generation) return before;
    const known = new Map(before?.documents.map((document) => [document.seq, document]));
    const documents = db
      .column<number>('SELECT seq FROM documents ORDER BY seq')
      .map((seq) => known.get(seq) ?? readDocument(db, seq));
    return new Snapshot(state.generation, state.next_chunk, documents, before);
  }

  /** @param db a connection that sees this generation */
  chunkTable(db: EmbeddedDatabase): ChunkTable {
    if (this.table !== null) return this.table;
    const lengths = new Uint32Array(this.numbers);
    const languages = new Uint8Array(this.numbers);
    const documents = new Int32Array(this.numbers).fill(-1);
    const known = this.before?.table ?? null;
    let size = 0;
    let total = 0;
    for (const [index, { info, seq, first, count }] of this.documents.entries()) {
      const end = first + count;
      const earlier = this.before?.byId.get(info.id);
      if (known !== null && earlier !== undefined && this.before!.documents[earlier]!.seq === seq) {
        lengths.set(known.lengths.subarray(first, end), first);
        languages.set(known.languages.subarray(first, end), first);
      } else {
        const row = db.row<Record<'lengths' | 'languages', Buffer>>(
          'SELECT lengths, languages FROM documents WHERE seq = ?',
          seq,
        )!;
        lengths.set(integersOf(row.lengths), first);
        languages.set(row.languages, first);
      }
      documents.fill(index, first, end);
      for (let chunk = first; chunk < end; chunk++) total += lengths[chunk]!;
      size += count;
    }
    this.before = null;
    this.table = { lengths, languages, documents, size, total };
    return this.table;
  }

  /** Blocks of postings that may hold something, in their order. */
  get blocks(): readonly number[] {
    if (this.usedBlocks !== null) return this.usedBlocks;
    const blocks = new Set<number>();
    for (const { first, count } of this.documents) {
      if (count > 0) for (let block = blockOf(first); block <= blockOf(first + count - 1); block++) blocks.add(block);
    }
    this.usedBlocks = [...blocks];
    return this.usedBlocks;
  }

  /** Places of the documents whose vectors an embedder made. */
  embeddedBy(embedder: string): readonly number[] {
    let places = this.byEmbedder.get(embedder);
    if (places === undefined) {
      places = [...this.documents.keys()].filter((at) => this.documents[at]!.versions.embedder === embedder);
      this.byEmbedder.set(embedder, places);
    }
    return places;
  }

  countChunks(documents: readonly number[]): number {
    return documents.reduce((sum, at) => sum + this.documents[at]!.count, 0);
  }

  /** What the token vectors of a document were packed as differences from. */
  tokenMean(db: EmbeddedDatabase, document: number): Float32Array {
    let mean = this.tokenMeans.get(document);
    if (mean === undefined) {
      const { seq } = this.documents[document]!;
      mean = floatsOf(db.value<Buffer>('SELECT token_mean FROM documents WHERE seq = ?', seq)!);
      this.tokenMeans.set(document, mean);
    }
    return mean;
  }

  /** The mean of all token vectors of an embedder, or null where there are none. */
  meanToken(db: EmbeddedDatabase, embedder: string): Float32Array | null {
    let mean = this.means.get(embedder);
    if (mean === undefined) this.means.set(embedder, (mean = readMean(db, embedder)));
    return mean;
  }
}

function readDocument(db: EmbeddedDatabase, seq: number): DocumentRow {
  const row = db.row<StoredRow>(
    `SELECT seq, info, chunker, analyzer, embedder, first_chunk, chunks, dimensions, vectors_crc
       FROM documents WHERE seq = ?`,
    seq,
  )!;
  const { info, loader } = infoFromStore(JSON.parse(row.info) as DocumentRow['info']);
  return {
    seq,
    info,
    versions: { loader, chunker: row.chunker, analyzer: row.analyzer, embedder: row.embedder },
    first: row.first_chunk,
    count: row.chunks,
    dimensions: row.dimensions,
    vectorsCrc: row.vectors_crc,
  };
}

function readMean(db: EmbeddedDatabase, embedder: string): Float32Array | null {
  const rows = db.rows<{ token_mean: Buffer; tokens: number }>(
    'SELECT token_mean, tokens FROM documents WHERE embedder = ? AND tokens > 0 ORDER BY seq',
    embedder,
  );
  return meanOfTokens(rows);
}
