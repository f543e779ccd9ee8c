import type { Language } from '../../core/language.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { LoadedPage } from '../load/document.ts';
import type { Chunk, DocumentInfo, Range } from '../types.ts';
import type { TermVector } from './bm25.ts';

/**
 * By what a document was read, cut and indexed. Where one of the last three differs from today's, it is indexed again from
 * its pages; where the loader does, its file is read again, if it is still there.
 */
export interface IndexVersions {
  /** Of its format (rag/load). */
  loader: string;
  chunker: string;
  analyzer: string;
  embedder: string;
}

/** The vectors of one document's chunks. */
export interface DocumentVectors {
  dimensions: number;
  /** chunks × dimensions, each row of length 1. */
  chunks: Float32Array;
  /** The word pieces of chunk i are `offsets[i]` to `offsets[i + 1]`. Length = chunks + 1. */
  offsets: Uint32Array;
  /** Id of each word piece. */
  pieces: Int32Array;
  /** Scale of each piece's packed vector (token-vectors.ts). */
  scales: Float32Array;
  /** The vector that packed token vectors are differences from: the mean of the document's first tokens. */
  tokenMean: Float32Array;
}

/** A document ready to be stored. */
export interface NewDocument {
  info: DocumentInfo;
  versions: IndexVersions;
  pages: LoadedPage[];
  chunks: Chunk[];
  /** One a chunk. */
  terms: TermVector[];
  vectors: DocumentVectors;
  /** Packed token vectors, piece by piece. */
  tokens: Uint8Array;
}

/** What is known of a stored document without reading its pages. */
export interface StoredDocument {
  info: DocumentInfo;
  versions: IndexVersions;
}

/** What both indexes are asked. */
export interface CandidateQuery {
  /** Term to weight, for BM25; a term asked twice has weight 2. */
  terms: ReadonlyMap<string, number>;
  /** Of length 1; compared with the vectors of the same embedder only. Null: words alone. */
  vector: { embedder: string; values: Float32Array } | null;
  /** Each index gives at most so many. */
  most: number;
  /** Ids of the documents to search in; all when left out. */
  documents?: readonly string[];
  /** Pages to search in, of each of these documents; all when left out. */
  pages?: Range;
}

/** A chunk that one of the indexes found, with the scores of both. */
export interface Candidate {
  /** The chunk's number: grows with the order in which documents were stored, is never used for another chunk. */
  chunk: number;
  /** BM25; 0 where none of the terms occurs. */
  words: number;
  /** The cosine with the query; NaN where there is none: no vector was asked for, or another embedder made the chunk's. */
  cosine: number;
  language: Language;
}

/** A passage, with what is said of its page: the printed label where that differs from the number, and how it was read. */
export type LabelledChunk = Chunk & Pick<LoadedPage, 'label' | 'ocr'>;

/** The packed token vectors of one chunk (token-vectors.ts). */
export interface ChunkTokens {
  packed: Uint8Array;
  scales: Float32Array;
  /** What they are differences from. */
  mean: Float32Array;
}

/** What a second look at some chunks reads. */
export interface CloserLook {
  chunks: ReadonlyMap<number, { chunk: Chunk; language: Language; tokens: ChunkTokens | null }>;
  /** Chunks in the whole base. */
  size: number;
  /** In how many chunks of the base each asked term and word piece occurs; those that occur in none may be left out. */
  termFrequency: ReadonlyMap<string, number>;
  pieceFrequency: ReadonlyMap<number, number>;
  /** The mean of all token vectors of the embedder, or null where there are none. */
  meanToken: Float32Array | null;
}

export interface CloserQuery {
  chunks: readonly number[];
  terms: readonly string[];
  /** The embedder whose token vectors are wanted, and the question's word pieces; null where words alone are searched. */
  pieces: { embedder: string; ids: ArrayLike<number> } | null;
}

/** One state of a knowledge base. It does not change while it is open, whatever is committed meanwhile. */
export interface View {
  /** Grows with every commit; equal numbers of one store are equal states. */
  readonly generation: number;
  /** In the order in which they were stored. */
  documents(): Promise<readonly StoredDocument[]>;
  /** Pages `from` to `to` of a document, those that exist; all when left out. @throws GossanError KB_CORRUPT */
  pages(document: string, from?: number, to?: number): Promise<LoadedPage[]>;
  /** The best of each index, in no order. */
  candidates(query: CandidateQuery): Promise<Candidate[]>;
  /** Those of the chunks that exist. */
  chunks(numbers: readonly number[]): Promise<ReadonlyMap<number, LabelledChunk>>;
  closer(query: CloserQuery): Promise<CloserLook>;
  /** Must be called; nothing can be read afterwards. */
  release(): void;
}

export interface Change {
  /** Replace documents with the same id. */
  add?: NewDocument[];
  /** Take the place of documents with the same id; where there is none any more, they are not stored. */
  again?: NewDocument[];
  remove?: string[];
}

/** Where a knowledge base is kept. Many readers, one writer at a time. */
export interface KnowledgeStore {
  /** By what vectors are found: `models.vectors`. */
  readonly vectors: string;
  /** The newest state. @throws GossanError KB_CORRUPT, STORE_* */
  view(): Promise<View>;
  /**
   * Applies a change to the newest state, whoever wrote that, or leaves all as it was.
   * @throws GossanError KB_LOCKED, DISK_FULL, WRITE_FAILED, KB_CORRUPT, STORE_*, INTERRUPTED
   */
  commit(change: Change, signal?: AbortSignal): Promise<void>;
  /**
   * After a row of commits: makes anew what searches by meaning start from, where the base has outgrown it. Only for
   * speed; whoever is interrupted here loses nothing.
   */
  indexVectors(options?: SlowCall): Promise<void>;
  close(): Promise<void>;
}
