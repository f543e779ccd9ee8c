import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { GossanError } from '../../core/errors.ts';
import { stableId } from '../../core/hash.ts';
import type { SlowCall } from '../../core/progress.ts';
import { ANALYZER_VERSION, analyze } from '../index/analyzer.ts';
import { termVector } from '../index/bm25.ts';
import { decodeVectors, encodeVectors } from '../index/document-file.ts';
import type { Embedder } from '../index/embedder.ts';
import { embedChunks, passageText } from '../index/index-document.ts';
import type { DocumentVectors, StoredDocument } from '../index/store.ts';
import { packedBytes } from '../index/token-vectors.ts';
import { prepareQuery } from '../search/query.ts';
import { rankChunks, type SearchStage } from '../search/search.ts';
import { Searchable } from '../search/searchable.ts';
import { CHUNKER_VERSION, splitDocument } from '../split/split.ts';
import type { Chunk } from '../types.ts';
import type { RetrievalCorpus } from './corpus.ts';
import { averagePrecision, ndcg, recall, reciprocalRank } from './metrics.ts';

export const STAGES: readonly SearchStage[] = ['bm25', 'dense', 'hybrid', 'rerank'];

/** Means over the queries that have a relevant document; times are of one query with nothing else running. */
export interface StageReport {
  'ndcg@10': number;
  map: number;
  'recall@100': number;
  'mrr@10': number;
  'hit@1': number;
  'hit@5': number;
  ms_per_query_p50: number;
  ms_per_query_p95: number;
}

/** Contract: `eval retrieval`. */
export type RetrievalReport = Record<SearchStage, StageReport> & {
  ingest: { docs_per_s: number };
  corpus: { name: string; documents: number; chunks: number; queries: number };
};

export interface EvaluateOptions extends SlowCall {
  /** A folder where the vectors of a corpus are kept, because embedding takes minutes; `docs_per_s` is then of the first run. */
  cache?: string;
  /** Stages to measure; all where it is left out. The others are missing from the report. */
  stages?: readonly SearchStage[];
  /** Glossary terms of the other language for those in a question; those of the glossary that ships where it is left out. */
  translate?: (text: string) => string[];
}

/**
 * Indexes a corpus in memory and measures every stage of the search on it. Documents longer than a chunk are cut as the
 * user's are, and a document counts by its best chunk.
 * @throws GossanError EMBEDDINGS_MISSING, INTERRUPTED
 */
export async function evaluateRetrieval(
  corpus: RetrievalCorpus,
  embedder: Embedder,
  options: EvaluateOptions = {},
): Promise<RetrievalReport> {
  const { document, documentOf, seconds } = await indexCorpus(corpus, embedder, options);
  const base = new Searchable({ number: 1, documents: [document] });
  const judged = corpus.queries.filter(({ id }) =>
    [...(corpus.judgements.get(id)?.values() ?? [])].some((grade) => grade > 0),
  );
  const stages: [SearchStage, StageReport][] = [];
  for (const stage of options.stages ?? STAGES) {
    const rows: { ranking: string[]; id: string; ms: number }[] = [];
    // The first query pays for building the indexes and warming up.
    for (const [at, { id, text }] of [judged[0]!, ...judged].entries()) {
      if (options.signal?.aborted) throw new GossanError('INTERRUPTED');
      const started = performance.now();
      const query = prepareQuery(text, embedder.languages, undefined, options.translate);
      const ranked = await rankChunks(base, query, embedder, stage);
      const ms = performance.now() - started;
      if (at > 0) rows.push({ ranking: [...new Set(ranked.map(({ chunk }) => documentOf[chunk]!))], id, ms });
      options.onProgress?.({ step: `searching (${stage})`, done: at, total: judged.length, unit: 'queries' });
    }
    stages.push([stage, report(rows, corpus)]);
  }
  return {
    ...(Object.fromEntries(stages) as Record<SearchStage, StageReport>),
    ingest: { docs_per_s: corpus.documents.length / seconds },
    corpus: {
      name: corpus.name,
      documents: corpus.documents.length,
      chunks: base.chunks.length,
      queries: judged.length,
    },
  };
}

function report(rows: { ranking: string[]; id: string; ms: number }[], corpus: RetrievalCorpus): StageReport {
  const mean = (value: (ranking: string[], judged: ReadonlyMap<string, number>) => number) =>
    rows.reduce((sum, { ranking, id }) => sum + value(ranking, corpus.judgements.get(id)!), 0) / rows.length;
  const times = rows.map(({ ms }) => ms).sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
  return {
    'ndcg@10': mean((ranking, judged) => ndcg(ranking, judged, 10)),
    map: mean(averagePrecision),
    'recall@100': mean((ranking, judged) => recall(ranking, judged, 100)),
    'mrr@10': mean((ranking, judged) => reciprocalRank(ranking, judged, 10)),
    'hit@1': mean((ranking, judged) => reciprocalRank(ranking, judged, 1)),
    'hit@5': mean((ranking, judged) => Math.ceil(reciprocalRank(ranking, judged, 5))),
    ms_per_query_p50: quantile(0.5),
    ms_per_query_p95: quantile(0.95),
  };
}

/** The whole corpus as one stored document, with the corpus's document of each chunk. */
async function indexCorpus(
  corpus: RetrievalCorpus,
  embedder: Embedder,
  { cache, signal, onProgress }: EvaluateOptions,
): Promise<{ document: StoredDocument; documentOf: string[]; seconds: number }> {
  const chunks: Chunk[] = [];
  const documentOf: string[] = [];
  const started = performance.now();
  for (const { id, text, heading = '' } of corpus.documents) {
    for (const chunk of splitDocument(id, [{ page: 1, text, headings: [] }])) {
      chunks.push({ ...chunk, heading });
      documentOf.push(id);
    }
  }
  const terms = chunks.map((chunk) => termVector(analyze(`${chunk.heading}\n${chunk.text}`)));
  const cutSeconds = (performance.now() - started) / 1000;
  const versions = { chunker: CHUNKER_VERSION, analyzer: ANALYZER_VERSION, embedder: embedder.id };
  const key = stableId(...chunks.map(passageText), embedder.id);
  const stored = cache === undefined ? null : readCache(cache, key);
  const { vectors, tokens, seconds } = stored ?? (await embed());
  const { dimensions, offsets } = vectors;
  const info = {
    id: 'corpus',
    title: corpus.name,
    file: '',
    format: 'text',
    language: 'en' as const,
    pages: 1,
    chunks: chunks.length,
    added: '',
    shipped: false,
  };
  const readTokens = (chunk: number) =>
    tokens.subarray(offsets[chunk]! * packedBytes(dimensions), offsets[chunk + 1]! * packedBytes(dimensions));
  return { document: { info, versions, pages: [], chunks, terms, vectors, readTokens }, documentOf, seconds };

  async function embed(): Promise<CachedVectors> {
    const begun = performance.now();
    const onChunk = (done: number, total: number) => onProgress?.({ step: 'embedding', done, total, unit: 'chunks' });
    const made = await embedChunks(chunks, embedder, { signal, onChunk });
    const entry = { ...made, seconds: cutSeconds + (performance.now() - begun) / 1000 };
    if (cache !== undefined) writeCache(cache, key, entry);
    return entry;
  }
}

interface CachedVectors {
  vectors: DocumentVectors;
  tokens: Uint8Array;
  seconds: number;
}

function readCache(folder: string, key: string): CachedVectors | null {
  const path = join(folder, key);
  if (!existsSync(`${path}.json`)) return null;
  const { seconds } = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { seconds: number };
  return { vectors: decodeVectors(readFileSync(`${path}.vectors`)), tokens: readFileSync(`${path}.tokens`), seconds };
}

function writeCache(folder: string, key: string, { vectors, tokens, seconds }: CachedVectors): void {
  const path = join(folder, key);
  writeFileAtomic(`${path}.vectors`, encodeVectors(vectors));
  writeFileAtomic(`${path}.tokens`, tokens);
  writeFileAtomic(`${path}.json`, JSON.stringify({ seconds }));
}
