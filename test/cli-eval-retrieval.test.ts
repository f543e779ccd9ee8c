import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { gossan, jsonOf } from './support/run-gossan.ts';

const folder = mkdtempSync(join(tmpdir(), 'gossan-eval-retrieval-'));
afterAll(() => rmSync(folder, { recursive: true }));
const lines = (rows: object[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;

it('gossan eval retrieval: each stage on a collection in BEIR’s layout', async () => {
  mkdirSync(join(folder, 'qrels'));
  const texts = [
    'Cassiterite lies in greisen.',
    'Electrum lies in quartz veins.',
    'Chalcopyrite lies in porphyry stocks.',
  ];
  writeFileSync(join(folder, 'corpus.jsonl'), lines(texts.map((text, at) => ({ _id: `d${at}`, title: '', text }))));
  writeFileSync(join(folder, 'queries.jsonl'), lines([{ _id: 'q', text: 'Where is chalcopyrite found?' }]));
  writeFileSync(join(folder, 'qrels', 'test.tsv'), 'query-id\tcorpus-id\tscore\nq\td2\t1\n');
  const result = await gossan(['eval', 'retrieval', '--corpus', folder, '--json'], { cwd: folder });
  expect(result.code).toBe(0);
  const report = jsonOf(result) as Record<string, Record<string, number>>;
  for (const stage of ['bm25', 'dense', 'hybrid', 'rerank'])
    expect(report[stage]).toMatchObject({ 'ndcg@10': 1, map: 1 });
  expect(report.ingest!.docs_per_s).toBeGreaterThan(0);

  const missing = await gossan(['eval', 'retrieval', '--corpus', join(folder, 'none')], { cwd: folder });
  expect(missing.code).not.toBe(0);
  expect(missing.stderr).toContain('corpus.jsonl');
});
