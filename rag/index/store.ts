import type { LoadedPage } from '../load/document.ts';
import type { Chunk, DocumentInfo } from '../types.ts';
import type { TermVector } from './bm25.ts';

/** By what a document was cut and indexed; where one differs from today's, it is indexed again from its pages. */
export interface IndexVersions {
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

/** A document as the store gives it back. The token vectors stay on the disk until a search asks for a chunk's. */
export interface StoredDocument extends Omit<NewDocument, 'tokens'> {
  /** The packed token vectors of one chunk, or null where another process removed the document. */
  readTokens(chunk: number): Uint8Array | null;
}

/** One state of a knowledge base. It never changes; a commit makes the next one. */
export interface Generation {
  number: number;
  documents: readonly StoredDocument[];
}

export interface Change {
  /** Replace documents with the same id. */
  add?: NewDocument[];
  remove?: string[];
}

/** Where a knowledge base is kept. Many readers, one writer at a time; a reader sees one generation or the next. */
export interface KnowledgeStore {
  /** The newest generation; cheap where nothing changed. @throws GossanError KB_CORRUPT */
  current(): Generation;
  /**
   * Applies a change to the newest generation, whoever wrote that, or leaves all as it was.
   * @throws GossanError KB_LOCKED, DISK_FULL, WRITE_FAILED, KB_CORRUPT
   */
  commit(change: Change, signal?: AbortSignal): Promise<Generation>;
  close(): void;
}
