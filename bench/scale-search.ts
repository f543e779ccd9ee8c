/**
 * The process that bench/retrieval-scale.ts measures: opens a base, asks questions, and prints what it cost as JSON.
 * `node bench/scale-search.ts NAME QUESTIONS`, with GOSSAN_HOME set.
 */
import { readFileSync } from 'node:fs';

const [name = '', count = '200'] = process.argv.slice(2);
const { openKnowledgeBase } = await import('../rag/index.ts');
const { questions, syntheticEmbedder } = await import('./scale-reports.ts');

const asked = questions(Number(count));
const resting = peakMib();
const started = performance.now();
const base = await openKnowledgeBase(name, { embedder: syntheticEmbedder() });
const documents = await base.list();
const open_ms = performance.now() - started;

const first = performance.now();
await base.search('alteration of the porphyry', { stage: 'hybrid' });
const first_search_ms = performance.now() - first;
const hybrid = await times('hybrid');
const hybrid_mib = peakMib();
const rerank = await times('rerank');
const shipped = documents.slice(0, 20).map(({ id }) => id);
const within = await times('hybrid', shipped);
console.log(
  JSON.stringify({
    documents: documents.length,
    chunks: documents.reduce((sum, { chunks }) => sum + chunks, 0),
    open_ms,
    first_search_ms,
    hybrid,
    rerank,
    within,
    resting_mib: resting,
    hybrid_mib,
    peak_mib: peakMib(),
    vectors: base.models.vectors,
  }),
);
await base.close();

async function times(
  stage: 'hybrid' | 'rerank',
  documents?: string[],
): Promise<{ p50: number; p95: number; cpu: number }> {
  const taken: number[] = [];
  const before = process.cpuUsage();
  for (const question of asked) {
    const from = performance.now();
    await base.search(question, { stage, documents });
    taken.push(performance.now() - from);
  }
  taken.sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(before);
  return {
    cpu: (user + system) / 1000 / asked.length,
    p50: taken[Math.floor(taken.length / 2)]!,
    p95: taken[Math.floor(taken.length * 0.95)]!,
  };
}

/** The most memory that this process has held, as the kernel counts it. */
function peakMib(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
