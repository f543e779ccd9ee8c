/**
 * Adding documents beside what cannot be avoided: reading, cutting, embedding, indexing and writing reports, and
 * transformers.js embedding the same passages in its documented way, by turns, so that what else the machine does weighs
 * on both. One short report, which has the fixed costs to bear, and a folder of reports.
 *
 *     node bench/ingest.ts [--turns=3] [--record]
 *
 * Needs the shared data folder (GOSSAN_SHARED) and the weights of the embedder.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';
import { asset } from '../core/paths.ts';
import { passageText } from '../rag/index/index-document.ts';
import { SESSION } from '../rag/index/onnx-session.ts';
import { embeddingModelFolder, loadDocument, miniLm, openKnowledgeBase, readSource } from '../rag/index.ts';
import { isDocumentName } from '../rag/load/registry.ts';
import { splitDocument } from '../rag/split/split.ts';
import { type BenchmarkRow, median, reportRows } from './benchmark-row.ts';

const REPORTS = join(process.env.GOSSAN_SHARED ?? asset('../shared'), 'data/rag/reports');
const TURNS = Number(/--turns=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 3);

if (!existsSync(REPORTS)) {
  console.error(`no reports at ${REPORTS}`);
  process.exit(4);
}
const SETS: readonly { name: string; files: string[]; turns: number }[] = [
  // two columns, with tables
  { name: 'a report', files: [join(REPORTS, 'gns_nz_mineral_commodity_report_11_tin.pdf')], turns: TURNS },
  { name: 'a folder of reports', files: documentsIn(REPORTS), turns: Math.min(TURNS, 2) },
];
const home = mkdtempSync(join(tmpdir(), 'gossan-ingest-'));
const model = embeddingModelFolder();
symlinkSync(dirname(model), join(home, 'models'));
process.env.GOSSAN_HOME = home;

// from the same file as GOSSAN, and without threads that wait by spinning
Object.assign(env, { localModelPath: dirname(model), allowRemoteModels: false });
const options = { dtype: 'q8', session_options: SESSION } as const;
const extract = await pipeline('feature-extraction', model.slice(dirname(model).length + 1), options);
await extract('warm', { pooling: 'mean', normalize: true });
const embedder = miniLm();
const { version } = JSON.parse(readFileSync(asset('node_modules/@huggingface/transformers/package.json'), 'utf8'));

const rows: BenchmarkRow[] = [];
for (const set of SETS) rows.push(...(await measure(set)));
rmSync(home, { recursive: true });
reportRows(rows);

async function measure({ name, files, turns }: (typeof SETS)[number]): Promise<BenchmarkRow[]> {
  const texts: string[] = [];
  for (const path of files) {
    const { pages } = await loadDocument(await readSource(path));
    texts.push(...splitDocument(path, pages).map(passageText));
  }
  const wall: [number[], number[]] = [[], []];
  const processor: [number[], number[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    for (const [at, work] of [() => ours(`${name} ${turn}`, files), () => theirs(texts)].entries()) {
      const [started, before] = [performance.now(), processorSeconds()];
      await work();
      wall[at]!.push((performance.now() - started) / 1000);
      processor[at]!.push(processorSeconds() - before);
      console.error(
        `${name}, turn ${turn + 1} of ${turns}, ${at === 0 ? 'Gossan' : 'transformers.js'}: ${wall[at]!.at(-1)!.toFixed(1)} s, of the processor ${processor[at]!.at(-1)!.toFixed(1)} s`,
      );
    }
  }
  const rate = (seconds: number[]) => texts.length / median(seconds);
  const documents = files.length === 1 ? name : `${name} (${files.length})`;
  return (
    [
      ['passages a second', wall],
      ['passages a second of processor time', processor],
    ] as const
  ).map(([what, [mine, other]]) => ({
    bench: `adding ${documents} of ${texts.length} passages: ${what}`,
    peer: `transformers.js ${version}, embedding alone`,
    ratio: `${(rate(mine) / rate(other)).toFixed(2)} × the speed`,
    figure: `${rate(mine).toFixed(1)} : ${rate(other).toFixed(1)}`,
  }));
}

async function ours(name: string, files: string[]): Promise<void> {
  const base = await openKnowledgeBase(name.replaceAll(' ', '-'), { embedder });
  const { refused } = await base.add(files);
  if (refused.length > 0) throw new Error(refused[0]!.message);
  await base.close();
}

async function theirs(texts: readonly string[]): Promise<void> {
  for (const text of texts) await extract(text, { pooling: 'mean', normalize: true });
}

/** Of this process and its children, those that have ended included (Linux, proc(5): utime to cstime, in hundredths). */
function processorSeconds(): number {
  const times = (pid: string | number, fields: number) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const after = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return after.slice(11, 11 + fields).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  };
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  return times('self', 4) + children.reduce((sum, pid) => sum + times(pid, 2), 0);
}

function documentsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => isDocumentName(name) && !name.startsWith('LICENSE'))
    .map((name) => join(folder, name));
}
