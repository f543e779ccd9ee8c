import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import { stableId } from '../../core/hash.ts';
import type { SlowCall } from '../../core/progress.ts';
import { analyze } from '../index/analyzer.ts';
import { DATABASE } from '../index/base-files.ts';
import { termVector } from '../index/bm25.ts';
import { EmbeddedStore } from '../index/embedded-store.ts';
import type { Embedder } from '../index/embedder.ts';
import { currentVersions, embedChunks, passageText } from '../index/index-document.ts';
import type { View } from '../index/store.ts';
import { FIRST_LOADER, type LoadedPage } from '../load/document.ts';
import { prepareQuery } from '../search/query.ts';
import { rankChunks, type SearchStage } from '../search/search.ts';
import { splitDocument } from '../split/split.ts';
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
  /** A folder where indexed corpora are kept, because embedding takes minutes; `docs_per_s` is then of the first run. */
  cache?: string;
  /** Stages to measure; all where it is left out. The others are missing from the report. */
  stages?: readonly SearchStage[];
  /** Glossary terms of the other language for those in a question; those of the glossary that ships where it is left out. */
  translate?: (text: string) => string[];
}

/**
 * Indexes a corpus and measures every stage of the search on it.
 * @throws GossanError EMBEDDINGS_MISSING, INTERRUPTED
 */
export function evaluateRetrieval(
  corpus: RetrievalCorpus,
  embedder: Embedder,
  options: EvaluateOptions = {},
): Promise<RetrievalReport> {
  return withIndexed(corpus, embedder, options, (view, documentOf) =>
    measure(view, corpus, documentOf, embedder, options),
  );
}

/**
 * Indexes a corpus, or opens the index of an earlier run in `options.cache`, and hands it over. Documents longer than a
 * chunk are cut as the user's are, and a document counts by its best chunk.
 * @param work gets the index and the corpus's document of each chunk
 */
export async function withIndexed<T>(
  corpus: RetrievalCorpus,
  embedder: Embedder,
  options: EvaluateOptions,
  work: (view: View, documentOf: readonly string[]) => Promise<T>,
): Promise<T> {
  const { documentOf, chunks, pages, key } = cutCorpus(corpus, embedder);
  const folder = options.cache === undefined ? mkdtempSync(join(tmpdir(), 'gossan-corpus-')) : join(options.cache, key);
  const store = new EmbeddedStore(folder, corpus.name);
  try {
    // What was killed before its first commit left an empty one.
    if (!existsSync(join(folder, DATABASE)) || (await isEmpty(store))) {
      await storeCorpus(store, corpus, { chunks, pages }, embedder, options);
      await store.indexVectors(options);
    }
    const view = await store.view();
    try {
      return await work(view, documentOf);
    } finally {
      view.release();
    }
  } finally {
    await store.close();
    if (options.cache === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function isEmpty(store: EmbeddedStore): Promise<boolean> {
  const view = await store.view();
  try {
    return (await view.documents()).length === 0;
  } finally {
    view.release();
  }
}

async function measure(
  view: View,
  corpus: RetrievalCorpus,
  documentOf: readonly string[],
  embedder: Embedder,
  options: EvaluateOptions,
): Promise<RetrievalReport> {
  const { info } = (await view.documents())[0]!;
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
      const ranked = await rankChunks(view, query, embedder, stage);
      const ms = performance.now() - started;
      if (at > 0) rows.push({ ranking: [...new Set(ranked.map(({ chunk }) => documentOf[chunk]!))], id, ms });
      options.onProgress?.({ step: `searching (${stage})`, done: at, total: judged.length, unit: 'queries' });
    }
    stages.push([stage, report(rows, corpus)]);
  }
  return {
    ...(Object.fromEntries(stages) as Record<SearchStage, StageReport>),
    ingest: { docs_per_s: corpus.documents.length / Number(info.added) },
    corpus: {
      name: corpus.name,
      documents: corpus.documents.length,
      chunks: documentOf.length,
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

/** The whole corpus as one document: a page for each of its documents, and the corpus's document of each chunk. */
function cutCorpus(corpus: RetrievalCorpus, embedder: Embedder) {
  const chunks: Chunk[] = [];
  const documentOf: string[] = [];
  const pages: LoadedPage[] = [];
  for (const [at, { id, text, heading = '' }] of corpus.documents.entries()) {
    pages.push({ page: at + 1, text, headings: [] });
    for (const chunk of splitDocument(id, [{ page: 1, text, headings: [] }])) {
      chunks.push({ ...chunk, page: at + 1, heading });
      documentOf.push(id);
    }
  }
  const versions = currentVersions(embedder);
  return { chunks, documentOf, pages, key: stableId(...chunks.map(passageText), ...Object.values(versions)) };
}

/** `added` of the one document is how many seconds it took. */
async function storeCorpus(
  store: EmbeddedStore,
  corpus: RetrievalCorpus,
  { chunks, pages }: { chunks: Chunk[]; pages: LoadedPage[] },
  embedder: Embedder,
  { signal, onProgress }: EvaluateOptions,
): Promise<void> {
  const started = performance.now();
  const terms = chunks.map((chunk) => termVector(analyze(`${chunk.heading}\n${chunk.text}`)));
  const onChunk = (done: number, total: number) => onProgress?.({ step: 'embedding', done, total, unit: 'chunks' });
  const { vectors, tokens } = await embedChunks(chunks, embedder, { signal, onChunk });
  const info = {
    id: 'corpus',
    title: corpus.name,
    file: '',
    format: 'text',
    language: 'en' as const,
    pages: pages.length,
    chunks: chunks.length,
    added: String((performance.now() - started) / 1000),
    shipped: false,
  };
  const versions = { ...currentVersions(embedder), loader: FIRST_LOADER };
  await store.commit({ add: [{ info, versions, pages, chunks, terms, vectors, tokens }] }, signal);
}
