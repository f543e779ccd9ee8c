import type { Language } from '../../core/language.ts';
import { inverseFrequency } from '../index/bm25.ts';
import type { ChunkTokens, CloserLook } from '../index/store.ts';
import type { Chunk } from '../types.ts';

/** What the reranker sees of a base: the chunks that are looked at again, and what the whole base says of words. */
export class Searchable {
  /** The chunks by their numbers. */
  readonly chunks: Readonly<Record<number, Chunk>>;
  /** The mean of all token vectors, or null where there are none. */
  readonly meanToken: Float32Array | null;
  readonly bm25: { idf(term: string): number };
  private readonly look: CloserLook;

  constructor(look: CloserLook) {
    this.look = look;
    this.chunks = Object.fromEntries([...look.chunks].map(([number, { chunk }]) => [number, chunk]));
    this.meanToken = look.meanToken;
    this.bm25 = { idf: (term) => inverseFrequency(look.size, look.termFrequency.get(term) ?? 0) };
  }

  languageOf(chunk: number): Language {
    return this.look.chunks.get(chunk)!.language;
  }

  /** The packed token vectors of a chunk; null where it has none of this embedder. */
  tokensOf(chunk: number): ChunkTokens | null {
    return this.look.chunks.get(chunk)!.tokens;
  }

  /** ln(1 + (N - n + 0.5) / (n + 0.5)) of a word piece, n counted over chunks: how much a match of it says. */
  pieceIdf(piece: number): number {
    return inverseFrequency(this.look.size, this.look.pieceFrequency.get(piece) ?? 0);
  }
}
