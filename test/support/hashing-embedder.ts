import { analyze } from '../../rag/index/analyzer.ts';
import { type Embedder, normalise, type TokenEmbedding } from '../../rag/index/embedder.ts';

/**
 * A small embedder that needs no weights: each term's vector is made from its hash, a text's is their sum. Texts that
 * share terms are near each other, which is enough for tests of storing and searching; MiniLM has its own tests.
 */
export function hashingEmbedder(id = 'hashing 1', dimensions = 32): Embedder & { embedded: number } {
  return {
    id,
    dimensions,
    languages: ['en', 'zh'],
    /** How many texts it was asked for. */
    embedded: 0,
    async embed(text): Promise<TokenEmbedding> {
      this.embedded++;
      const terms = analyze(text);
      const pieces = Int32Array.from(terms, hash);
      const tokens = new Float32Array(terms.length * dimensions);
      const vector = new Float32Array(dimensions);
      for (const [at, seed] of pieces.entries()) {
        let state = seed | 1;
        for (let d = 0; d < dimensions; d++) {
          state = (Math.imul(state, 1664525) + 1013904223) | 0;
          tokens[at * dimensions + d] = state / 2 ** 31;
          vector[d]! += tokens[at * dimensions + d]!;
        }
      }
      normalise(vector);
      return { vector, pieces, tokens };
    },
  };
}

function hash(term: string): number {
  let value = 2166136261;
  for (let at = 0; at < term.length; at++) value = Math.imul(value ^ term.charCodeAt(at), 16777619);
  return value;
}
