import type { Embedder, TokenEmbedding } from '../index/embedder.ts';
import type { Candidate, View } from '../index/store.ts';
import { fuse } from './fusion.ts';
import type { PreparedQuery } from './query.ts';
import { byScore, type Ranked } from './ranked.ts';
import { rerank } from './rerank.ts';
import { Searchable } from './searchable.ts';

/** Each index gives at most so many candidates; small bases are scored whole. */
const CANDIDATES = 1000;
/** So many of the best are looked at again. */
const RERANKED = 50;

export type SearchStage = 'bm25' | 'dense' | 'hybrid' | 'rerank';

/**
 * Ranks the chunks of a base for a question, all candidates, best first.
 * `bm25` and `dense` give that score, `hybrid` the fused standard scores, `rerank` those of the second look at the
 * best 50 (the rest follows in hybrid order, below them).
 * @param documents ids of the documents to search in; all when left out
 */
export async function rankChunks(
  view: View,
  query: PreparedQuery,
  embedder: Embedder,
  stage: SearchStage,
  documents?: readonly string[],
): Promise<Ranked[]> {
  const asked = stage === 'bm25' || query.denseText === null ? null : await embedder.embed(query.denseText);
  if (stage === 'dense' && asked === null) return [];
  const found = await view.candidates({
    terms: stage === 'dense' ? new Map() : query.terms,
    vector: asked === null ? null : { embedder: embedder.id, values: asked.vector },
    most: CANDIDATES,
    documents,
  });
  // The order in which equal scores stand, and sums over all are made, must not hang on how a store finds them.
  found.sort((a, b) => a.chunk - b.chunk);
  if (stage === 'bm25') return found.map(({ chunk, words }) => ({ chunk, score: words })).sort(byScore);
  if (stage === 'dense') return found.map(({ chunk, cosine }) => ({ chunk, score: cosine })).sort(byScore);

  const fused = fuse(
    found.map(({ words }) => words),
    found.map((candidate) => comparable(candidate, embedder)),
  );
  const hybrid = found.map(({ chunk }, at) => ({ chunk, score: fused[at]! })).sort(byScore);
  if (stage === 'hybrid') return hybrid;

  const best = hybrid.slice(0, RERANKED);
  const base = await lookCloser(view, query, embedder, asked, best);
  const again = rerank(base, query, embedder, asked, best);
  // What was not looked at again stays below what was: its scores are moved under the lowest of them.
  const drop = Math.max(0, (hybrid[RERANKED]?.score ?? 0) - (again.at(-1)?.score ?? 0) + 1e-6);
  return [...again, ...hybrid.slice(RERANKED).map(({ chunk, score }) => ({ chunk, score: score - drop }))];
}

/** NaN where the embedder does not know the chunk's language. */
function comparable({ cosine, language }: Candidate, embedder: Embedder): number {
  return embedder.languages.includes(language) ? cosine : Number.NaN;
}

async function lookCloser(
  view: View,
  query: PreparedQuery,
  embedder: Embedder,
  asked: TokenEmbedding | null,
  best: readonly Ranked[],
): Promise<Searchable> {
  const look = await view.closer({
    chunks: best.map(({ chunk }) => chunk),
    terms: query.sequence,
    pieces: asked === null ? null : { embedder: embedder.id, ids: asked.pieces },
  });
  return new Searchable(look);
}
