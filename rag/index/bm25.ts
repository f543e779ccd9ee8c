/** Robertson and Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond; the usual values. */
const K1 = 1.2;
const B = 0.75;

/** The terms of one chunk: `terms[i]` occurs `counts[i]` times. `length` is the number of terms with repeats. */
export interface TermVector {
  terms: string[];
  counts: number[];
  length: number;
}

export function termVector(terms: readonly string[]): TermVector {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { terms: [...counts.keys()], counts: [...counts.values()], length: terms.length };
}

interface Postings {
  chunks: number[];
  counts: number[];
}

/** Inverted index over chunks numbered from 0 in the order in which they are added. */
export class Bm25Index {
  private readonly postings = new Map<string, Postings>();
  private readonly lengths: number[] = [];
  private totalLength = 0;

  get size(): number {
    return this.lengths.length;
  }

  add(vector: TermVector): void {
    const chunk = this.lengths.length;
    this.lengths.push(vector.length);
    this.totalLength += vector.length;
    for (let at = 0; at < vector.terms.length; at++) {
      const term = vector.terms[at]!;
      let list = this.postings.get(term);
      if (list === undefined) this.postings.set(term, (list = { chunks: [], counts: [] }));
      list.chunks.push(chunk);
      list.counts.push(vector.counts[at]!);
    }
  }

  /** ln(1 + (N - n + 0.5) / (n + 0.5)): never negative, so that a common term cannot count against a chunk. */
  idf(term: string): number {
    const found = this.postings.get(term)?.chunks.length ?? 0;
    return Math.log(1 + (this.size - found + 0.5) / (found + 0.5));
  }

  has(term: string): boolean {
    return this.postings.has(term);
  }

  /**
   * The BM25 score of every chunk; 0 where none of the terms occurs.
   * @param query term to weight; a term asked twice has weight 2
   */
  score(query: ReadonlyMap<string, number>): Float64Array {
    const scores = new Float64Array(this.size);
    const average = this.totalLength / Math.max(1, this.size);
    for (const [term, weight] of query) {
      const list = this.postings.get(term);
      if (list === undefined) continue;
      const idf = this.idf(term) * weight;
      for (let at = 0; at < list.chunks.length; at++) {
        const chunk = list.chunks[at]!;
        const count = list.counts[at]!;
        const norm = K1 * (1 - B + (B * this.lengths[chunk]!) / average);
        scores[chunk]! += (idf * count * (K1 + 1)) / (count + norm);
      }
    }
    return scores;
  }
}
