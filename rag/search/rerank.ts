import type { Embedder, TokenEmbedding } from '../index/embedder.ts';
import { dot } from '../index/vectors.ts';
import { zScores } from './fusion.ts';
import { hanSignals } from './han-signals.ts';
import { bestWindow, lateInteraction, prepareQuestion, TokenReader } from './late-interaction.ts';
import { proximity } from './proximity.ts';
import type { PreparedQuery } from './query.ts';
import { byScore, type Ranked } from './ranked.ts';
import { RECIPES, type Signal } from './recipe.ts';
import type { Searchable } from './searchable.ts';

/** What `models.reranker` shows. */
export const RERANKER_NAME = 'late interaction on the embedder, with proximity';

/** So many of the best say what the answer is like; each counts by the exponential of its score. */
const AGREEING = 5;

/**
 * A second look at the best chunks, at their words rather than at the whole. Where the embedder knows the language:
 * late interaction of token vectors (Khattab and Zaharia 2020), weighted by how rare the word is and with the mean
 * token taken out, because all token vectors of MiniLM share a large common part; the cosine of the best window; and
 * how well a chunk agrees with the best ones (Rocchio's feedback, over passages). In English how closely the question's
 * neighbouring words stand together; in Chinese the characters of han-signals.ts.
 */
export function rerank(
  base: Searchable,
  query: PreparedQuery,
  embedder: Embedder,
  asked: TokenEmbedding | null,
  candidates: readonly Ranked[],
): Ranked[] {
  const weights = RECIPES[query.language].second;
  const hybrid = zScores(candidates.map(({ score }) => score));
  const scores = hybrid.map((value) => weights.hybrid * value);
  const add = (signal: Signal, values: readonly number[]) => {
    // A signal that no chunk has says nothing; where only some have it, the hybrid score stands in for the others.
    if (weights[signal] === 0 || values.every((value) => Number.isNaN(value))) return;
    const standard = zScores(values);
    for (let at = 0; at < scores.length; at++) {
      scores[at]! += weights[signal] * (Number.isNaN(standard[at]!) ? hybrid[at]! : standard[at]!);
    }
  };
  const chunks = candidates.map(({ chunk }) => chunk);
  const known = chunks.map((chunk) => asked !== null && embedder.languages.includes(base.languageOf(chunk)));

  if (asked !== null && base.meanToken !== null) {
    const mean = base.meanToken;
    const question = prepareQuestion(base, asked, mean);
    const reader = new TokenReader(base, mean);
    const seen = chunks.map((chunk, at) => {
      const tokens = known[at] ? reader.read(chunk) : null;
      if (tokens === null) return [Number.NaN, Number.NaN];
      return [lateInteraction(question, tokens), bestWindow(asked.vector, tokens, mean)];
    });
    add(
      'interaction',
      seen.map(([value]) => value!),
    );
    add(
      'window',
      seen.map(([, value]) => value!),
    );
  }
  if (weights.proximity > 0) {
    add(
      'proximity',
      chunks.map((chunk) => proximity(base, query.sequence, chunk)),
    );
  }
  if (query.language === 'zh') {
    const han = chunks.map((chunk) => (base.languageOf(chunk) === 'zh' ? hanSignals(base, query.units, chunk) : null));
    for (const signal of ['coverage', 'sentence', 'runs', 'longest'] as const) {
      add(
        signal,
        han.map((one) => one?.[signal] ?? Number.NaN),
      );
    }
  }
  if (weights.agreement > 0) add('agreement', agreement(base, chunks, known, scores));
  return chunks.map((chunk, at) => ({ chunk, score: scores[at]! })).sort(byScore);
}

/** The inner product of each chunk's vector with the mean of the best chunks'; NaN where the embedder does not know it. */
function agreement(base: Searchable, chunks: readonly number[], known: boolean[], scores: Float64Array): number[] {
  const { dense } = base;
  if (dense === null) return chunks.map(() => Number.NaN);
  const { matrix, dimensions } = dense;
  const best = [...chunks.keys()]
    .filter((at) => known[at])
    .sort((a, b) => scores[b]! - scores[a]!)
    .slice(0, AGREEING);
  const centre = new Float32Array(dimensions);
  for (const at of best) {
    const weight = Math.exp(scores[at]! - scores[best[0]!]!);
    for (let d = 0; d < dimensions; d++) centre[d]! += weight * matrix[chunks[at]! * dimensions + d]!;
  }
  return chunks.map((chunk, at) => (known[at] ? dot(matrix, chunk * dimensions, centre) : Number.NaN));
}
