import type { Embedder, TokenEmbedding } from '../index/embedder.ts';
import { passageText } from '../index/index-document.ts';
import { dot } from '../index/vectors.ts';
import { fuse } from './fusion.ts';
import type { PreparedQuery } from './query.ts';
import { above, byScore, type Ranked } from './ranked.ts';
import { RECIPES } from './recipe.ts';
import { rerank } from './rerank.ts';
import { type Reranker, readAgain } from './reranker.ts';
import type { Searchable } from './searchable.ts';

/** Each index gives at most so many candidates; small bases are scored whole. */
const CANDIDATES = 1000;
/** So many of the best are looked at again. */
const RERANKED = 50;

export type SearchStage = 'bm25' | 'dense' | 'hybrid' | 'rerank';

/**
 * Ranks the chunks of a base for a question, all candidates, best first.
 * `bm25` and `dense` give that score, `hybrid` the fused standard scores, `rerank` those of the second look at the
 * best 50 (the rest follows in hybrid order, below them).
 * @param within numbers of the chunks to search in; all when left out
 * @param reranker reads the very best together with the question, after the second look
 */
export async function rankChunks(
  base: Searchable,
  query: PreparedQuery,
  embedder: Embedder,
  stage: SearchStage,
  within?: ReadonlySet<number>,
  reranker: Reranker | null = null,
): Promise<Ranked[]> {
  const allowed = (chunk: number) => within === undefined || within.has(chunk);
  const lexical = base.bm25.score(query.terms);
  const byBm25 = bestOf(lexical, CANDIDATES, (chunk) => lexical[chunk]! > 0 && allowed(chunk));
  if (stage === 'bm25') return byBm25;

  const embedded = query.denseText === null ? null : await embedder.embed(query.denseText, 'query');
  const byCosine = embedded === null ? [] : denseCandidates(base, embedded.vector, within);
  if (stage === 'dense') return byCosine;

  const cosines = new Map(byCosine.map(({ chunk, score }) => [chunk, score]));
  const candidates = [...new Set([...byBm25, ...byCosine].map(({ chunk }) => chunk))];
  const { first, across } = RECIPES[query.language];
  // Where the embedder is asked by the glossary's words, its cosine knows no more than BM25 does.
  const understood = query.denseText === query.text;
  const fused = fuse(
    candidates.map((chunk) => lexical[chunk]!),
    candidates.map((chunk) => cosineOf(base, embedder, embedded, chunk, cosines)),
    (at) => (understood && base.languageOf(candidates[at]!) !== query.language ? across : first),
  );
  const hybrid = candidates.map((chunk, at) => ({ chunk, score: fused[at]! })).sort(byScore);
  if (stage === 'hybrid') return hybrid;

  const again = rerank(base, query, embedder, embedded, hybrid.slice(0, RERANKED));
  const ranked = above(again, hybrid.slice(RERANKED));
  if (reranker === null) return ranked;
  return readAgain(reranker, query.text, ranked, (chunk) => passageText(base.chunks[chunk]!));
}

function denseCandidates(base: Searchable, vector: Float32Array, within: ReadonlySet<number> | undefined): Ranked[] {
  const { dense } = base;
  if (dense === null) return [];
  if (within === undefined) return dense.index.search(vector, CANDIDATES);
  return [...within]
    .map((chunk) => ({ chunk, score: dot(dense.matrix, chunk * dense.dimensions, vector) }))
    .sort(byScore);
}

/** NaN where the embedder does not know the chunk's language, or nothing of the question. */
function cosineOf(
  base: Searchable,
  embedder: Embedder,
  query: TokenEmbedding | null,
  chunk: number,
  known: ReadonlyMap<number, number>,
): number {
  if (query === null || base.dense === null || !embedder.languages.includes(base.languageOf(chunk))) return Number.NaN;
  return known.get(chunk) ?? dot(base.dense.matrix, chunk * base.dense.dimensions, query.vector);
}

function bestOf(scores: Float64Array, count: number, keep: (chunk: number) => boolean): Ranked[] {
  const found: Ranked[] = [];
  for (let chunk = 0; chunk < scores.length; chunk++) if (keep(chunk)) found.push({ chunk, score: scores[chunk]! });
  return found.sort(byScore).slice(0, count);
}
