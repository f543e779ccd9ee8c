import { normalise, type TokenEmbedding } from '../index/embedder.ts';
import { unpackTokens } from '../index/token-vectors.ts';
import type { Searchable } from './searchable.ts';

/** Pieces of a window (about a sentence without its stop words), and from the start of one to the next. */
const WINDOW = 12;
const STEP = 6;

/** A chunk's token vectors less the mean token: the first `count` rows of `values`. */
export interface CentredTokens {
  values: Float32Array;
  count: number;
  dimensions: number;
}

/** Reads and unpacks token vectors into one buffer; what it gives is good until the next read. */
export class TokenReader {
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
export interface Question {
  tokens: Float32Array;
  weights: Float64Array;
}

export function prepareQuestion(base: Searchable, asked: TokenEmbedding, mean: Float32Array): Question {
  const dimensions = mean.length;
  const tokens = asked.tokens.map((value, at) => value - mean[at % dimensions]!);
  for (let from = 0; from < tokens.length; from += dimensions) normalise(tokens.subarray(from, from + dimensions));
  const weights = Float64Array.from(asked.pieces, (piece) => base.pieceIdf(piece));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  return { tokens, weights: weights.map((weight) => weight / total) };
}

/** For each token of the question the cosine of the chunk's most similar token; their weighted mean. */
export function lateInteraction(
  { tokens: asked, weights }: Question,
  { values, count, dimensions }: CentredTokens,
): number {
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
export function bestWindow(
  asked: Float32Array,
  { values, count, dimensions }: CentredTokens,
  mean: Float32Array,
): number {
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

/**
 * A chunk's direction: the sum of its tokens, of length 1. Unlike the vector of the index it leaves out marks
 * and stop words, and it needs no other part of the index than the tokens that are read anyway.
 */
export function directionOf({ values, count, dimensions }: CentredTokens, mean: Float32Array): Float32Array {
  const sum = mean.map((value) => value * count);
  for (let token = 0; token < count; token++) {
    const at = token * dimensions;
    for (let d = 0; d < dimensions; d++) sum[d]! += values[at + d]!;
  }
  normalise(sum);
  return sum;
}
