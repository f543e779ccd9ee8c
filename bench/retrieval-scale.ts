/**
 * A knowledge base of 100 000 passages: how long it takes to open, to search with and without reranking, and in how much
 * memory and disk; and what share of the nearest vectors is found in the lists that stand in for comparing all of them.
 *
 *     node bench/retrieval-scale.ts [base] [team] [recall] [--chunks 100000] [--reports 500] [--vectors 250000]
 *
 * The text is made up (bench/scale-reports.ts) and goes the whole way of real files; the vectors are synthetic. The base
 * is made once, which takes minutes and 3 GB, in .cache/retrieval-scale. `team` makes it anew in a PostgreSQL server of its
 * own with that server's usual settings (pgserver in .venv), and is not run unless it is named.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { asset } from '../core/paths.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { hasFaiss, listedIndex, listsFor, VECTORS_A_LIST } from '../rag/index/faiss.ts';
import { readFaissFile, writeFlatFile, writeListedFile } from '../rag/index/faiss-file.ts';
import { flatIndex } from '../rag/index/vectors.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { hasPostgres, PostgresServer } from '../test/support/postgres-server.ts';
import { machine, printTable } from './benchmark-row.ts';
import { questions, syntheticEmbedder, writeReports } from './scale-reports.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    chunks: { type: 'string', default: '100000' },
    reports: { type: 'string', default: '500' },
    vectors: { type: 'string', default: '250000' },
  },
});
const parts = positionals.length > 0 ? positionals : ['base', 'recall'];
const [chunks, reports, vectors] = [Number(values.chunks), Number(values.reports), Number(values.vectors)];
const NAME = `scale-${chunks}-${reports}`;

// Others on the machine make every time longer; the load says whether there were any.
console.log(`${machine()}; load ${loadavg()[0]!.toFixed(1)}`);
if (parts.includes('base')) await base();
if (parts.includes('team')) await team();
if (parts.includes('recall')) await recall();

async function base(): Promise<void> {
  const home = asset('.cache', 'retrieval-scale');
  process.env.GOSSAN_HOME = home;
  const folder = join(home, 'kb', NAME);
  if (!existsSync(folder)) await build(home);
  await measure(Object.fromEntries(readdirSync(folder).map((name) => [name, mib(statSync(join(folder, name)).size)])));
}

/** The same base in the store of a team. */
async function team(): Promise<void> {
  if (!hasPostgres) return console.log('team: pgserver is not installed in .venv');
  const home = asset('.cache', 'retrieval-scale');
  process.env.GOSSAN_HOME = home;
  const server = await PostgresServer.start();
  try {
    process.env.GOSSAN_STORE = server.database('scale');
    await build(home);
    const data = join(server.folder, 'data', 'base');
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(data, name)));
    await measure({ 'tables and indexes': mib(files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)) });
  } finally {
    delete process.env.GOSSAN_STORE;
    await server.stop();
  }
}

/** Opens and searches the base in a process of its own, and prints what that cost beside the limits. */
async function measure(files: Record<string, number>): Promise<void> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [asset('bench', 'scale-search.ts'), NAME, '200'], {
    env: process.env,
  });
  const got = JSON.parse(stdout) as Record<string, number> &
    Record<'hybrid' | 'rerank' | 'within', Record<string, number>>;
  const row = (what: string, value: number, limit: number | null, unit: string) => [
    what,
    `${Math.round(value * 10) / 10} ${unit}`,
    limit === null ? '' : `${value <= limit ? 'within' : 'BEYOND'} ${limit} ${unit}`,
  ];
  console.log(`\n${got.chunks} passages of ${got.documents} reports; vectors by ${got.vectors}`);
  printTable(
    ['', 'measured', 'limit'],
    [
      row('open to the first list()', got.open_ms!, 1000, 'ms'),
      row('first hybrid search', got.first_search_ms!, null, 'ms'),
      row('hybrid p50', got.hybrid.p50!, 50, 'ms'),
      row('hybrid p95', got.hybrid.p95!, 100, 'ms'),
      row('hybrid, processor time a search', got.hybrid.cpu!, null, 'ms'),
      row('rerank p50', got.rerank.p50!, 300, 'ms'),
      row('rerank p95', got.rerank.p95!, null, 'ms'),
      row('rerank, processor time a search', got.rerank.cpu!, null, 'ms'),
      row('hybrid within 20 reports p50', got.within.p50!, null, 'ms'),
      row('memory before opening', got.resting_mib!, null, 'MiB'),
      row('peak memory, hybrid', got.hybrid_mib!, 800, 'MiB'),
      row('peak memory, rerank too', got.peak_mib!, null, 'MiB'),
      ...Object.entries(files).map(([name, size]) => row(`disk: ${name}`, size, null, 'MiB')),
    ],
  );
}

async function build(home: string): Promise<void> {
  // A paragraph makes a passage, or a little more.
  const files = writeReports(join(home, `reports-${reports}`), reports, Math.ceil(chunks / reports));
  const made = await openKnowledgeBase(NAME, { embedder: syntheticEmbedder(true) });
  const started = performance.now();
  await made.add(files, {
    onProgress: ({ step, done = 0, total = 0 }) => {
      if (step.startsWith('reading') && done % 20 === 0) console.error(`${done} of ${total} reports`);
    },
  });
  console.log(`added in ${Math.round((performance.now() - started) / 1000)} s`);
  await made.close();
}

/** Share of the hundred nearest by comparing all that the lists have among their hundred, when asked for a thousand. */
async function recall(): Promise<void> {
  const dimensions = 384;
  const embedder = syntheticEmbedder(true);
  const words = questions(4000);
  const random = seededRandom(99);
  const matrix = new Float32Array(vectors * dimensions);
  for (let row = 0; row < vectors; row++) {
    const text = Array.from({ length: 9 }, () => words[Math.floor(random() ** 2 * words.length)]).join(' ');
    matrix.set((await embedder.embed(text)).vector, row * dimensions);
  }
  const asked = await Promise.all(questions(200).map(async (text) => (await embedder.embed(text)).vector));

  if (!hasFaiss()) return console.log('recall: FAISS is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'gossan-recall-'));
  const path = join(folder, 'all.flat');
  writeFlatFile(path, dimensions, vectors, [new Uint8Array(matrix.buffer)]);
  const flat = readFaissFile(path, dimensions, vectors, true)!;
  const exact = flatIndex(dimensions, 'exact');
  exact.add(matrix);
  const started = performance.now();
  const sample = Math.min(vectors, listsFor(vectors) * VECTORS_A_LIST);
  const made = listedIndex(dimensions, matrix.subarray(0, sample * dimensions))!;
  console.error(`centres of ${listsFor(vectors)} lists after ${Math.round((performance.now() - started) / 1000)} s`);
  made.add(matrix);
  writeListedFile(path, made);
  const lists = readFaissFile(path, dimensions, vectors, false)!;
  const seconds = (performance.now() - started) / 1000;
  rmSync(folder, { recursive: true });
  const ms = { flat: [] as number[], lists: [] as number[], exact: [] as number[] };
  const search = (name: keyof typeof ms, index: typeof lists | typeof exact, vector: Float32Array) => {
    const from = performance.now();
    const hits = index.search(vector, 1000);
    ms[name].push(performance.now() - from);
    return hits.slice(0, 100).map(({ chunk }) => chunk);
  };
  let found = 0;
  for (const vector of asked) {
    const nearest = new Set(search('flat', flat, vector));
    found += search('lists', lists, vector).filter((row) => nearest.has(row)).length;
    search('exact', exact, vector);
  }
  const p50 = (times: number[]) => `${times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!.toFixed(1)} ms`;
  console.log(`\n${vectors} vectors; the lists were made in ${Math.round(seconds)} s`);
  printTable(
    ['index', 'recall@100', 'p50 for 1000 hits'],
    [
      [flat.name, '1', p50(ms.flat)],
      [exact.name, '', p50(ms.exact)],
      [lists.name, (found / (asked.length * 100)).toFixed(4), p50(ms.lists)],
    ],
  );
}

function mib(bytes: number): number {
  return bytes / 2 ** 20;
}
