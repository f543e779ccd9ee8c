import type { Embedder, TokenEmbedding } from '../index/embedder.ts';
import { dot } from '../index/exact-index.ts';
import { zScores } from './fusion.ts';
import { hanSignals } from './han-signals.ts';
import { bestWindow, directionOf, lateInteraction, prepareQuestion, TokenReader } from './late-interaction.ts';
import { proximity } from './proximity.ts';
import type { PreparedQuery } from './query.ts';
import { byScore, type Ranked } from './ranked.ts';
import type { Recipe, Signal } from './recipe.ts';
import type { Searchable } from './searchable.ts';

/** What `models.reranker` shows. */
export const RERANKER_NAME = 'second look at words and characters';

/** So many of the best say what the answer is like; each counts by the exponential of its score. */
const AGREEING = 5;

/** What a second look sees of some chunks, before anything is weighed. */
export interface SecondLook {
  chunks: number[];
  /** What the first look said, as standard scores. */
  hybrid: Float64Array;
  /** A number a chunk, larger is better; NaN where there is none. */
  signals: ReadonlyMap<Signal, readonly number[]>;
  /** Where the embedder knows a chunk: the direction of its tokens. */
  directions: readonly (Float32Array | null)[];
}

/**
 * A second look at the best chunks, at their words rather than at the whole. Where the embedder knows the language:
 * late interaction of token vectors (Khattab and Zaharia 2020), weighted by how rare the word is and with the mean
 * token taken out, because all token vectors of MiniLM share a large common part; and the cosine of the best window.
 * In English how closely the question's neighbouring words stand together; in Chinese the characters of han-signals.ts.
 */
export function lookAgain(
  base: Searchable,
  query: PreparedQuery,
  embedder: Embedder,
  asked: TokenEmbedding | null,
  candidates: readonly Ranked[],
): SecondLook {
  const chunks = candidates.map(({ chunk }) => chunk);
  const signals = new Map<Signal, number[]>();
  const directions: (Float32Array | null)[] = chunks.map(() => null);
  if (asked !== null && base.meanToken !== null) {
    const mean = base.meanToken;
    const question = prepareQuestion(base, asked, mean);
    const reader = new TokenReader(base, mean);
    const interaction = chunks.map(() => Number.NaN);
    const window = chunks.map(() => Number.NaN);
    for (const [at, chunk] of chunks.entries()) {
      if (!embedder.languages.includes(base.languageOf(chunk))) continue;
      const tokens = reader.read(chunk);
      if (tokens === null) continue;
      interaction[at] = lateInteraction(question, tokens);
      window[at] = bestWindow(asked.vector, tokens, mean);
      directions[at] = directionOf(tokens, mean);
    }
    signals.set('interaction', interaction).set('window', window);
  }
  if (query.language === 'zh') {
    const han = chunks.map((chunk) => (base.languageOf(chunk) === 'zh' ? hanSignals(base, query.units, chunk) : null));
    for (const signal of ['coverage', 'sentence', 'runs', 'longest'] as const) {
      signals.set(
        signal,
        han.map((one) => one?.[signal] ?? Number.NaN),
      );
    }
  } else {
    signals.set(
      'proximity',
      chunks.map((chunk) => proximity(base, query.sequence, chunk)),
    );
  }
  return { chunks, hybrid: zScores(candidates.map(({ score }) => score)), signals, directions };
}

/**
 * Adds up what a second look saw; last of all how well a chunk agrees with those that are best so far (Rocchio's feedback,
 * over passages).
 */
export function weigh({ chunks, hybrid, signals, directions }: SecondLook, weights: Recipe['second']): Ranked[] {
  const scores = hybrid.map((value) => weights.hybrid * value);
  const add = (weight: number, values: readonly number[]) => {
    // A signal that no chunk has says nothing; where only some have it, the hybrid score stands in for the others.
    if (weight === 0 || values.every((value) => Number.isNaN(value))) return;
    const standard = zScores(values);
    for (let at = 0; at < scores.length; at++) {
      scores[at]! += weight * (Number.isNaN(standard[at]!) ? hybrid[at]! : standard[at]!);
    }
  };
  for (const [signal, values] of signals) add(weights[signal], values);
  if (weights.agreement > 0) add(weights.agreement, agreement(directions, scores));
  return chunks.map((chunk, at) => ({ chunk, score: scores[at]! })).sort(byScore);
}

/** The inner product of each chunk's direction with that of the best ones; NaN where a chunk has none. */
function agreement(directions: readonly (Float32Array | null)[], scores: Float64Array): number[] {
  const best = [...directions.keys()]
    .filter((at) => directions[at] !== null)
    .sort((a, b) => scores[b]! - scores[a]!)
    .slice(0, AGREEING);
  const centre = new Float32Array(directions[best[0] ?? 0]?.length ?? 0);
  for (const at of best) {
    const weight = Math.exp(scores[at]! - scores[best[0]!]!);
    for (let d = 0; d < centre.length; d++) centre[d]! += weight * directions[at]![d]!;
  }
  return directions.map((direction) => (direction === null ? Number.NaN : dot(centre, 0, direction)));
}
