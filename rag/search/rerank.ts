import { analyze } from '../index/analyzer.ts';
import { type Embedder, normalise, type TokenEmbedding } from '../index/embedder.ts';
import { unpackTokens } from '../index/token-vectors.ts';
import { zScores } from './fusion.ts';
import type { PreparedQuery } from './query.ts';
import { byScore, type Ranked } from './ranked.ts';
import type { Searchable } from './searchable.ts';

/** What `models.reranker` shows. */
export const RERANKER_NAME = 'late interaction on the embedder, with proximity';

/** Weights of the standard scores; chosen on NPL and Cranfield together (bench/retrieval.ts prints what they bring). */
const WEIGHTS = { hybrid: 1, interaction: 1, window: 1, proximity: 0.5 };
/** Pieces of a window (about a sentence without its stop words), and from the start of one to the next. */
const WINDOW = 12;
const STEP = 6;
/** Terms farther apart than this do not belong together. */
const NEAR = 8;

/**
 * A second look at the best chunks, at their words rather than at the whole: late interaction of token vectors (Khattab
 * and Zaharia 2020) weighted by how rare the word is and with the mean token taken out, because all token vectors of
 * MiniLM share a large common part; the cosine of the best window; and how closely the question's neighbouring words
 * stand together (after Tao and Zhai 2007).
 */
export function rerank(
  base: Searchable,
  query: PreparedQuery,
  embedder: Embedder,
  asked: TokenEmbedding | null,
  candidates: readonly Ranked[],
): Ranked[] {
  const mean = asked === null ? null : base.meanToken;
  const question = asked === null || mean === null ? null : prepareQuestion(base, asked, mean);
  const reader = mean === null ? null : new TokenReader(base, mean);
  const interaction: number[] = [];
  const window: number[] = [];
  const close: number[] = [];
  for (const { chunk } of candidates) {
    const known = question !== null && embedder.languages.includes(base.languageOf(chunk));
    const tokens = known && reader !== null ? reader.read(chunk) : null;
    interaction.push(tokens === null ? Number.NaN : lateInteraction(question!, tokens));
    window.push(tokens === null ? Number.NaN : bestWindow(asked!.vector, tokens, mean!));
    close.push(proximity(base, query.sequence, chunk));
  }
  const hybrid = zScores(candidates.map(({ score }) => score));
  const signals: [number, Float64Array][] = [
    [WEIGHTS.interaction, zScores(interaction)],
    [WEIGHTS.window, zScores(window)],
    [WEIGHTS.proximity, zScores(close)],
  ];
  return candidates
    .map(({ chunk }, at) => {
      let score = WEIGHTS.hybrid * hybrid[at]!;
      // Where there are no token vectors, the hybrid score stands for what they would say.
      for (const [weight, values] of signals) score += weight * (Number.isNaN(values[at]!) ? hybrid[at]! : values[at]!);
      return { chunk, score };
    })
    .sort(byScore);
}

/** A chunk's token vectors less the mean token: the first `count` rows of `values`. */
interface CentredTokens {
  values: Float32Array;
  count: number;
  dimensions: number;
}

/** Reads and unpacks token vectors into one buffer; what it gives is good until the next read. */
class TokenReader {
  private readonly base: Searchable;
  private readonly mean: Float32Array;
  private buffer = new Float32Array(0);

  constructor(base: Searchable, mean: Float32Array) {
    this.base = base;
    this.mean = mean;
  }

  read(chunk: number): CentredTokens | null {
    const tokens = this.base.tokensOf(chunk);
    if (tokens === null) return null;
    const { packed, scales, mean } = tokens;
    const dimensions = this.mean.length;
    if (this.buffer.length < scales.length * dimensions) this.buffer = new Float32Array(2 * scales.length * dimensions);
    const shift = mean.map((value, d) => value - this.mean[d]!);
    unpackTokens(packed, scales, shift, this.buffer);
    return { values: this.buffer, count: scales.length, dimensions };
  }
}

/** The question's tokens less the mean token, of length 1, and the weight of each; weights add up to 1. */
interface Question {
  tokens: Float32Array;
  weights: Float64Array;
}

function prepareQuestion(base: Searchable, asked: TokenEmbedding, mean: Float32Array): Question {
  const dimensions = mean.length;
  const tokens = asked.tokens.map((value, at) => value - mean[at % dimensions]!);
  for (let from = 0; from < tokens.length; from += dimensions) normalise(tokens.subarray(from, from + dimensions));
  const weights = Float64Array.from(asked.pieces, (piece) => base.pieceIdf(piece));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  return { tokens, weights: weights.map((weight) => weight / total) };
}

/** For each token of the question the cosine of the chunk's most similar token; their weighted mean. */
function lateInteraction({ tokens: asked, weights }: Question, { values, count, dimensions }: CentredTokens): number {
  const lengths = new Float64Array(count);
  for (let token = 0; token < count; token++) {
    const at = token * dimensions;
    lengths[token] = Math.sqrt(innerProduct(values, at, values, at, dimensions)) || 1;
  }
  let sum = 0;
  for (let q = 0; q < weights.length; q++) {
    let best = -1;
    for (let token = 0; token < count; token++) {
      const cosine = innerProduct(asked, q * dimensions, values, token * dimensions, dimensions) / lengths[token]!;
      if (cosine > best) best = cosine;
    }
    sum += weights[q]! * best;
  }
  return sum;
}

/** Four sums side by side: a single one would wait for itself at every step. */
function innerProduct(a: Float32Array, i: number, b: Float32Array, j: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let d = 0;
  for (; d + 3 < length; d += 4) {
    s0 += a[i + d]! * b[j + d]!;
    s1 += a[i + d + 1]! * b[j + d + 1]!;
    s2 += a[i + d + 2]! * b[j + d + 2]!;
    s3 += a[i + d + 3]! * b[j + d + 3]!;
  }
  for (; d < length; d++) s0 += a[i + d]! * b[j + d]!;
  return s0 + s1 + s2 + s3;
}

/** The highest cosine of the question with the sum of the tokens of any window; here the mean belongs to the tokens. */
function bestWindow(asked: Float32Array, { values, count, dimensions }: CentredTokens, mean: Float32Array): number {
  const sum = new Float32Array(dimensions);
  let best = -1;
  for (let start = 0; start === 0 || start + STEP < count; start += STEP) {
    const end = Math.min(count, start + WINDOW);
    for (let d = 0; d < dimensions; d++) sum[d] = (end - start) * mean[d]!;
    for (let token = start; token < end; token++) {
      const at = token * dimensions;
      for (let d = 0; d < dimensions; d++) sum[d]! += values[at + d]!;
    }
    const length = Math.sqrt(innerProduct(sum, 0, sum, 0, dimensions));
    if (length > 0) best = Math.max(best, innerProduct(sum, 0, asked, 0, dimensions) / length);
  }
  return best;
}

/** 0..1: the question's neighbouring terms, each pair counted by one over its smallest distance in the chunk. */
function proximity(base: Searchable, sequence: readonly string[], chunk: number): number {
  const places = new Map<string, number[]>();
  const wanted = new Set(sequence);
  const { heading, text } = base.chunks[chunk]!;
  for (const [at, term] of analyze(`${heading}\n${text}`).entries()) {
    if (!wanted.has(term)) continue;
    const list = places.get(term);
    if (list === undefined) places.set(term, [at]);
    else list.push(at);
  }
  let sum = 0;
  let total = 0;
  for (let at = 0; at + 1 < sequence.length; at++) {
    const [a, b] = [sequence[at]!, sequence[at + 1]!];
    const weight = Math.sqrt(base.bm25.idf(a) * base.bm25.idf(b));
    total += weight;
    const gap = smallestGap(places.get(a) ?? [], places.get(b) ?? []);
    if (gap <= NEAR) sum += weight / Math.max(1, gap);
  }
  return total > 0 ? sum / total : 0;
}

/** The smallest distance between members of two ascending lists; Infinity where one is empty. */
function smallestGap(a: number[], b: number[]): number {
  let gap = Number.POSITIVE_INFINITY;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    gap = Math.min(gap, Math.abs(a[i]! - b[j]!));
    if (a[i]! < b[j]!) i++;
    else j++;
  }
  return gap;
}
