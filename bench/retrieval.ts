/**
 * Retrieval quality and speed on public test collections, beside the figures that are to be reached (issue 5).
 *
 *     node bench/retrieval.ts [NAME…]
 *
 * Needs the shared data folder (GOSSAN_SHARED) and the weights of the embedder (GOSSAN_EMBEDDER chooses another).
 * Embedding NPL takes minutes; indexes are kept in the system's temporary folder. What was tuned on what is said in
 * docs/evaluation.md, and bench/retrieval-weights.ts measures what that is worth.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RetrievalCorpus } from '../rag/evaluate/corpus.ts';
import { type EvaluateOptions, evaluateRetrieval, STAGES, type StageReport } from '../rag/evaluate/evaluate.ts';
import { installedEmbedder, vectorIndexName } from '../rag/index.ts';
import { cmrc, cranfield, npl, textbook, xquad } from './retrieval-corpora.ts';

type Measure = 'ndcg@10' | 'map' | 'hit@1' | 'hit@5';

interface Collection {
  load(): RetrievalCorpus | Promise<RetrievalCorpus>;
  /** To be reached by the last stage. */
  targets?: Partial<Record<Measure, number>>;
  /** Question and passage are in two languages: measured without the glossary too. */
  across?: true;
}

const COLLECTIONS: Record<string, Collection> = {
  npl: { load: npl, targets: { 'ndcg@10': 0.53, map: 0.36 } },
  cranfield: { load: cranfield, targets: { 'ndcg@10': 0.575 } },
  textbook: { load: textbook, targets: { 'hit@1': 0.9, 'hit@5': 0.97 } },
  'xquad-en': { load: () => xquad('en', 'en') },
  'xquad-zh': { load: () => xquad('zh', 'zh'), targets: { 'ndcg@10': 0.965 } },
  'cmrc-dev': { load: () => cmrc('dev'), targets: { 'ndcg@10': 0.981 } },
  'cmrc-trial': { load: () => cmrc('trial') },
  'xquad-zh-en': { load: () => xquad('zh', 'en'), across: true },
  'xquad-en-zh': { load: () => xquad('en', 'zh'), across: true },
};

const names = process.argv.slice(2);
const embedder = installedEmbedder();
console.log(`embedder ${embedder.id}; vectors ${vectorIndexName()}`);
for (const name of names.length > 0 ? names : Object.keys(COLLECTIONS)) {
  const collection = COLLECTIONS[name];
  if (collection === undefined) {
    console.error(`no collection "${name}"; there are ${Object.keys(COLLECTIONS).join(', ')}`);
    process.exit(2);
  }
  await measure(name, collection);
}

async function measure(name: string, { load, targets = {}, across }: Collection): Promise<void> {
  const corpus = await load();
  const options: EvaluateOptions = {
    cache: join(tmpdir(), 'gossan-bench-retrieval'),
    onProgress: ({ step, done = 0, total = 0, unit }) => {
      if (step === 'embedding' && done % 500 === 0) console.error(`${name}: ${step} ${done}/${total} ${unit}`);
    },
  };
  const report = await evaluateRetrieval(corpus, embedder, options);
  const { documents, chunks, queries } = report.corpus;
  const chunksPerSecond = (report.ingest.docs_per_s * chunks) / documents;
  console.log(`\n${corpus.name}: ${documents} documents, ${chunks} chunks, ${queries} questions`);
  console.log(`ingest ${chunksPerSecond.toFixed(1)} chunks/s`);
  console.log('stage            nDCG@10     MAP   R@100  MRR@10   hit@1   hit@5    ms p50  ms p95');
  for (const stage of STAGES) print(stage, report[stage]);
  if (across) {
    const bare: EvaluateOptions = { ...options, stages: ['bm25'], translate: () => [] };
    print('bm25, no glossary', (await evaluateRetrieval(corpus, embedder, bare)).bm25);
  }
  for (const [measured, target] of Object.entries(targets) as [Measure, number][]) {
    const reached = report.rerank[measured];
    const verdict = reached >= target ? 'reached' : 'NOT reached';
    console.log(`${measured} ${reached.toFixed(4)} of ${target}: ${verdict} (${(reached / target).toFixed(3)} ×)`);
  }
}

function print(label: string, row: StageReport): void {
  const measures = ['ndcg@10', 'map', 'recall@100', 'mrr@10', 'hit@1', 'hit@5'] as const;
  const cells = measures.map((measure) => row[measure].toFixed(4));
  const times = [row.ms_per_query_p50, row.ms_per_query_p95].map((ms) => ms.toFixed(1).padStart(7));
  console.log(`${label.padEnd(17)} ${cells.join('  ')}   ${times.join(' ')}`);
}
