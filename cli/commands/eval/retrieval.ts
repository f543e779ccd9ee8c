import { homePath } from '../../../core/paths.ts';
import type { Invocation } from '../../invocation.ts';
import { textTable } from '../../terminal/columns.ts';

export async function run({ options, output, signal }: Invocation): Promise<undefined> {
  const { installedEmbedder, requireEmbeddingModel } = await import('../../../rag/index.ts');
  const { evaluateRetrieval, STAGES } = await import('../../../rag/evaluate/evaluate.ts');
  const { readBeir } = await import('../../../rag/evaluate/beir.ts');
  const corpus = readBeir(options.text('corpus')!);
  if (!process.env.GOSSAN_EMBEDDER) requireEmbeddingModel();
  const cache = homePath('cache', 'retrieval');
  const report = await evaluateRetrieval(corpus, installedEmbedder(), {
    cache,
    signal,
    onProgress: output.onProgress,
  });
  const { documents, chunks, queries } = report.corpus;
  const heads = ['stage', 'nDCG@10', 'MAP', 'recall@100', 'MRR@10', 'hit@1', 'ms p50', 'ms p95'];
  const rows = STAGES.map((stage) => {
    const row = report[stage];
    const shares = [row['ndcg@10'], row.map, row['recall@100'], row['mrr@10'], row['hit@1']];
    const times = [row.ms_per_query_p50, row.ms_per_query_p95];
    return [stage, ...shares.map((share) => share.toFixed(4)), ...times.map((ms) => ms.toFixed(1))];
  });
  output.print(`${corpus.name}: ${documents} documents, ${chunks} passages, ${queries} questions`, 'bold');
  output.print(textTable(heads, rows));
  output.print(`Added at ${report.ingest.docs_per_s.toFixed(1)} documents a second.`);
  output.document(report);
}
