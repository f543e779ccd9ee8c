import { type Embedder, searchesByMeaning, type TokenEmbedding } from '../index/embedder.ts';
import { passageText } from '../index/index-document.ts';
import type { Candidate, View } from '../index/store.ts';
import type { Scope } from './filter.ts';
import { fuse } from './fusion.ts';
import type { PreparedQuery } from './query.ts';
import { above, byScore, type Ranked } from './ranked.ts';
import { RECIPES } from './recipe.ts';
import { lookAgain, weigh } from './rerank.ts';
import { type Reranker, readAgain } from './reranker.ts';
import { Searchable } from './searchable.ts';

/** Each index gives at most so many candidates; small bases are scored whole. */
const CANDIDATES = 1000;
/** So many of the best are looked at again. */
export const RERANKED = 50;

export type SearchStage = 'bm25' | 'dense' | 'hybrid' | 'rerank';

/**
 * Ranks the chunks of a base for a question, all candidates, best first.
 * `bm25` and `dense` give that score, `hybrid` the fused standard scores, `rerank` those of the second look at the
 * best 50 (the rest follows in hybrid order, below them).
 * @param scope where to search; everywhere when left out
 * @param reranker reads the very best together with the question, after the second look
 */
export async function rankChunks(
  view: View,
  query: PreparedQuery,
  embedder: Embedder,
  stage: SearchStage,
  scope: Scope = {},
  reranker: Reranker | null = null,
): Promise<Ranked[]> {
  const asked = stage === 'bm25' ? null : await embedQuestion(query, embedder);
  if (stage === 'dense' && asked === null) return [];
  const found = await view.candidates({
    terms: stage === 'dense' ? new Map() : query.terms,
    vector: asked === null ? null : { embedder: embedder.id, values: asked.vector },
    most: CANDIDATES,
    ...scope,
  });
  // The order in which equal scores stand, and sums over all are made, must not hang on how a store finds them.
  found.sort((a, b) => a.chunk - b.chunk);
  if (stage === 'bm25') return found.map(({ chunk, words }) => ({ chunk, score: words })).sort(byScore);
  if (stage === 'dense') return found.map(({ chunk, cosine }) => ({ chunk, score: cosine })).sort(byScore);

  const { first, across, second } = RECIPES[query.language];
  // Where the embedder is asked by the glossary's words, its cosine knows no more than BM25 does.
  const understood = query.denseText === query.text;
  const fused = fuse(
    found.map(({ words }) => words),
    found.map((candidate) => comparable(candidate, embedder)),
    (at) => (understood && found[at]!.language !== query.language ? across : first),
  );
  const hybrid = found.map(({ chunk }, at) => ({ chunk, score: fused[at]! })).sort(byScore);
  if (stage === 'hybrid') return hybrid;

  const best = hybrid.slice(0, RERANKED);
  const base = await lookCloser(view, query, embedder, asked, best);
  const again = weigh(lookAgain(base, query, embedder, asked, best), second);
  const ranked = above(again, hybrid.slice(RERANKED));
  if (reranker === null) return ranked;
  return readAgain(reranker, query.text, ranked, (chunk) => passageText(base.chunks[chunk]!));
}

/** Null where the embedder knows nothing of the question. */
async function embedQuestion({ denseText }: PreparedQuery, embedder: Embedder): Promise<TokenEmbedding | null> {
  return denseText === null || !searchesByMeaning(embedder) ? null : embedder.embed(denseText, 'query');
}

/** NaN where the embedder does not know the chunk's language. */
function comparable({ cosine, language }: Candidate, embedder: Embedder): number {
  return embedder.languages.includes(language) ? cosine : Number.NaN;
}

/** What a second look at the best chunks reads. */
export async function lookCloser(
  view: View,
  query: PreparedQuery,
  embedder: Embedder,
  asked: TokenEmbedding | null,
  best: readonly Ranked[],
): Promise<Searchable> {
  const look = await view.closer({
    chunks: best.map(({ chunk }) => chunk),
    terms: [...query.sequence, ...query.units],
    pieces: asked === null ? null : { embedder: embedder.id, ids: asked.pieces },
  });
  return new Searchable(look);
}
