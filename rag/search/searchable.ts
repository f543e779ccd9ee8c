import { detectLanguage, type Language } from '../../core/language.ts';
import { Bm25Index } from '../index/bm25.ts';
import type { Generation, StoredDocument } from '../index/store.ts';
import { createVectorIndex, type VectorIndex } from '../index/vectors.ts';
import type { Chunk } from '../types.ts';

/**
 * One generation of a knowledge base, ready to be searched. Chunks are numbered from 0 through all documents.
 * BM25 is built at the first search, the vector index at the first that needs it.
 */
export class Searchable {
  readonly generation: Generation;
  readonly chunks: Chunk[] = [];
  /** First chunk number of each document, in the generation's order. */
  private readonly firsts: number[] = [];
  private lexical: Bm25Index | null = null;
  private vectors: { matrix: Float32Array; dimensions: number; index: VectorIndex } | null = null;
  private mean: Float32Array | null = null;
  private pieceFrequency: Map<number, number> | null = null;
  private readonly languages = new Map<number, Language>();

  constructor(generation: Generation) {
    this.generation = generation;
    for (const document of generation.documents) {
      this.firsts.push(this.chunks.length);
      for (const chunk of document.chunks) this.chunks.push(chunk);
    }
  }

  get bm25(): Bm25Index {
    if (this.lexical === null) {
      this.lexical = new Bm25Index();
      for (const { terms } of this.generation.documents) for (const vector of terms) this.lexical.add(vector);
    }
    return this.lexical;
  }

  /** Chunk vectors row by row and their index; null where the base is empty. */
  get dense(): { matrix: Float32Array; dimensions: number; index: VectorIndex } | null {
    const dimensions = this.generation.documents[0]?.vectors.dimensions;
    if (dimensions === undefined) return null;
    if (this.vectors === null) {
      const matrix = new Float32Array(this.chunks.length * dimensions);
      for (const [at, { vectors }] of this.generation.documents.entries()) {
        matrix.set(vectors.chunks, this.firsts[at]! * dimensions);
      }
      this.vectors = { matrix, dimensions, index: createVectorIndex(matrix, dimensions) };
    }
    return this.vectors;
  }

  /** The mean of all token vectors, or null where there are none. */
  get meanToken(): Float32Array | null {
    if (this.mean === null) {
      const total = this.generation.documents.reduce((sum, { vectors }) => sum + vectors.pieces.length, 0) || 1;
      for (const { vectors } of this.generation.documents) {
        this.mean ??= new Float32Array(vectors.dimensions);
        const share = vectors.pieces.length / total;
        for (let d = 0; d < this.mean.length; d++) this.mean[d]! += share * vectors.tokenMean[d]!;
      }
    }
    return this.mean;
  }

  languageOf(chunk: number): Language {
    let language = this.languages.get(chunk);
    if (language === undefined) this.languages.set(chunk, (language = detectLanguage(this.chunks[chunk]!.text)));
    return language;
  }

  /** The document that holds a chunk, and the chunk's number in it. */
  locate(chunk: number): { document: StoredDocument; index: number } {
    let at = this.firsts.length - 1;
    while (this.firsts[at]! > chunk) at--;
    return { document: this.generation.documents[at]!, index: chunk - this.firsts[at]! };
  }

  /** ln(1 + (N - n + 0.5) / (n + 0.5)) of a word piece, n counted over chunks: how much a match of it says. */
  pieceIdf(piece: number): number {
    if (this.pieceFrequency === null) {
      this.pieceFrequency = new Map();
      for (const { vectors } of this.generation.documents) {
        for (let chunk = 0; chunk + 1 < vectors.offsets.length; chunk++) {
          const pieces = new Set(vectors.pieces.subarray(vectors.offsets[chunk], vectors.offsets[chunk + 1]));
          for (const id of pieces) this.pieceFrequency.set(id, (this.pieceFrequency.get(id) ?? 0) + 1);
        }
      }
    }
    const found = this.pieceFrequency.get(piece) ?? 0;
    return Math.log(1 + (this.chunks.length - found + 0.5) / (found + 0.5));
  }
}
