/**
 * Retrieval quality on public test collections, beside the figures that the method reached when it was chosen.
 *
 *     node bench/retrieval.ts npl|cranfield|textbook…
 *
 * Needs the shared data folder (GOSSAN_SHARED) and the embedding weights. Embedding NPL takes minutes; vectors are kept
 * in the system's temporary folder.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateRetrieval, STAGES, type StageReport } from '../rag/evaluate/evaluate.ts';
import { miniLm, vectorIndexName } from '../rag/index.ts';
import { cranfield, npl, textbook } from './retrieval-corpora.ts';

type Measure = 'ndcg@10' | 'map' | 'hit@1';

/** Reached by the trial that chose the method: BM25, dense, hybrid by z-scores, reranked. NaN: not measured then. */
const TRIAL: Record<string, { measure: Measure; values: [number, number, number, number] }[]> = {
  npl: [
    { measure: 'ndcg@10', values: [0.4355, 0.4347, 0.5003, 0.5275] },
    { measure: 'map', values: [0.2885, 0.28, 0.3451, Number.NaN] },
  ],
  cranfield: [{ measure: 'ndcg@10', values: [0.5312, 0.5023, 0.5656, 0.5748] }],
  textbook: [{ measure: 'hit@1', values: [0.894, 0.858, 0.885, 0.894] }],
};
const CORPORA = { npl, cranfield, textbook };

const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(CORPORA)) {
  if (!(name in CORPORA)) {
    console.error(`no corpus "${name}"; there are ${Object.keys(CORPORA).join(', ')}`);
    process.exit(2);
  }
  const corpus = await CORPORA[name as keyof typeof CORPORA]();
  const report = await evaluateRetrieval(corpus, miniLm(), {
    cache: join(tmpdir(), 'gossan-bench-retrieval'),
    onProgress: ({ step, done = 0, total = 0, unit }) => {
      if (step === 'embedding' && done % 500 === 0) console.error(`${name}: ${step} ${done}/${total} ${unit}`);
    },
  });
  const { documents, chunks, queries } = report.corpus;
  console.log(`\n${corpus.name}: ${documents} documents, ${chunks} chunks, ${queries} queries; ${vectorIndexName()}`);
  console.log(`ingest ${report.ingest.docs_per_s.toFixed(1)} documents/s`);
  console.log('stage    nDCG@10     MAP   R@100  MRR@10   hit@1    ms p50  ms p95   against the trial');
  for (const [at, stage] of STAGES.entries()) {
    const row = report[stage];
    const against = (TRIAL[name] ?? [])
      .filter(({ values }) => !Number.isNaN(values[at]))
      .map(({ measure, values }) => `${measure} ${ratio(row, measure, values[at]!)}`);
    const cells = (['ndcg@10', 'map', 'recall@100', 'mrr@10', 'hit@1'] as const).map((key) => row[key].toFixed(4));
    const times = [row.ms_per_query_p50, row.ms_per_query_p95].map((ms) => ms.toFixed(1).padStart(7));
    console.log(`${stage.padEnd(8)}  ${cells.join('  ')}   ${times.join(' ')}   ${against.join(', ')}`);
  }
}

function ratio(row: StageReport, measure: Measure, trial: number): string {
  return `${(row[measure] / trial).toFixed(3)} × ${trial}`;
}
