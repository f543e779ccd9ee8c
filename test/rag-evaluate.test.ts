import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { readBeir } from '../rag/evaluate/beir.ts';
import { evaluateRetrieval } from '../rag/evaluate/evaluate.ts';
import { averagePrecision, ndcg, recall, reciprocalRank } from '../rag/evaluate/metrics.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';

const folder = mkdtempSync(join(tmpdir(), 'gossan-beir-'));
afterAll(() => rmSync(folder, { recursive: true }));
const lines = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

function writeCorpus(name: string, qrels = 'query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td3\t2\nq2\td1\t0\n'): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'qrels'), { recursive: true });
  const rows = [
    { _id: 'd1', title: 'Tin', text: 'Cassiterite in greisen.' },
    { _id: 'd2', title: 'Gold', text: 'Electrum in quartz veins.' },
    { _id: 'd3', title: '', text: 'Chalcopyrite in porphyry stocks. '.repeat(60) },
  ];
  writeFileSync(join(path, 'corpus.jsonl.gz'), gzipSync(lines(rows)));
  writeFileSync(
    join(path, 'queries.jsonl'),
    lines([
      { _id: 'q1', text: 'cassiterite' },
      { _id: 'q2', text: 'porphyry chalcopyrite' },
      { _id: 'q3', text: 'unjudged' },
    ]),
  );
  writeFileSync(join(path, 'qrels', 'test.tsv'), qrels);
  return path;
}

it('computes the measures as they are defined', () => {
  const judged = new Map([
    ['a', 2],
    ['b', 1],
    ['c', 0],
    ['d', 1],
  ]);
  const ranking = ['c', 'a', 'x', 'b'];
  const ideal = 2 + 1 / Math.log2(3) + 1 / 2;
  expect(ndcg(ranking, judged)).toBeCloseTo((2 / Math.log2(3) + 1 / Math.log2(5)) / ideal, 10);
  expect(averagePrecision(ranking, judged)).toBeCloseTo((1 / 2 + 2 / 4) / 3, 10);
  expect(recall(ranking, judged, 2)).toBeCloseTo(1 / 3, 10);
  expect(reciprocalRank(ranking, judged)).toBe(0.5);
  expect(reciprocalRank(ranking, judged, 1)).toBe(0);
});

it('measures every stage on a collection in the layout of BEIR, gzip and long documents included', async () => {
  const report = await evaluateRetrieval(readBeir(writeCorpus('good')), hashingEmbedder());
  expect(report.corpus).toMatchObject({ documents: 3, queries: 2 });
  expect(report.corpus.chunks).toBeGreaterThan(3);
  for (const stage of ['bm25', 'dense', 'hybrid', 'rerank'] as const) {
    expect(report[stage]).toMatchObject({ 'ndcg@10': 1, map: 1, 'recall@100': 1, 'mrr@10': 1 });
    expect(report[stage].ms_per_query_p95).toBeGreaterThanOrEqual(report[stage].ms_per_query_p50);
  }
  expect(report.ingest.docs_per_s).toBeGreaterThan(0);
});

it('names the file and the line that cannot be read', () => {
  expect(() => readBeir(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
  const path = writeCorpus('bad', 'query-id\tcorpus-id\tscore\nq1 d1 1\n');
  expect(() => readBeir(path)).toThrow(/test\.tsv.*line 2/);
});
