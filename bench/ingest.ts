/**
 * Adding documents beside what cannot be avoided: reading, cutting, embedding, indexing and writing a report, and
 * transformers.js embedding the same passages in its documented way, by turns, so that what else the machine does weighs
 * on both.
 *
 *     node bench/ingest.ts [--turns=3] [--record]
 *
 * Needs the shared data folder (GOSSAN_SHARED) and the weights of the embedder.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';
import { asset } from '../core/paths.ts';
import { passageText } from '../rag/index/index-document.ts';
import { SESSION } from '../rag/index/onnx-session.ts';
import { embeddingModelFolder, loadDocument, miniLm, openKnowledgeBase, readSource } from '../rag/index.ts';
import { splitDocument } from '../rag/split/split.ts';
import { median, reportRows } from './benchmark-row.ts';

const REPORTS = join(process.env.GOSSAN_SHARED ?? asset('../shared'), 'data/rag/reports');
const TURNS = Number(/--turns=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 3);

if (!existsSync(REPORTS)) {
  console.error(`no reports at ${REPORTS}`);
  process.exit(4);
}
// two columns, with tables; longer reports only take longer
const files = [join(REPORTS, 'gns_nz_mineral_commodity_report_11_tin.pdf')];
const home = mkdtempSync(join(tmpdir(), 'gossan-ingest-'));
const model = embeddingModelFolder();
symlinkSync(dirname(model), join(home, 'models'));
process.env.GOSSAN_HOME = home;

const texts: string[] = [];
for (const path of files) {
  const { pages } = await loadDocument(await readSource(path));
  texts.push(...splitDocument(path, pages).map(passageText));
}
// as GOSSAN runs it: on as many threads, from the same file
Object.assign(env, { localModelPath: dirname(model), allowRemoteModels: false });
const options = { dtype: 'q8', session_options: SESSION } as const;
const extract = await pipeline('feature-extraction', model.slice(dirname(model).length + 1), options);
await extract(texts[0]!, { pooling: 'mean', normalize: true });
const embedder = miniLm();
await embedder.embed(texts[0]!, 'passage');

const wall: [number[], number[]] = [[], []];
const processor: [number[], number[]] = [[], []];
for (let turn = 0; turn < TURNS; turn++) {
  for (const [at, work] of [() => ours(turn), theirs].entries()) {
    const [started, before] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(before);
    wall[at]!.push((performance.now() - started) / 1000);
    processor[at]!.push((user + system) / 1e6);
    console.error(
      `turn ${turn + 1} of ${TURNS}, ${at === 0 ? 'Gossan' : 'transformers.js'}: ${((user + system) / 1e6).toFixed(1)} s`,
    );
  }
}
rmSync(home, { recursive: true });
const rate = (seconds: number[]) => texts.length / median(seconds);
const { version } = JSON.parse(readFileSync(asset('node_modules/@huggingface/transformers/package.json'), 'utf8'));
reportRows(
  (
    [
      ['passages a second', wall],
      ['passages a second of processor time', processor],
    ] as const
  ).map(([what, [mine, other]]) => ({
    bench: `adding a report of ${texts.length} passages: ${what}`,
    peer: `transformers.js ${version}, embedding alone`,
    ratio: `${(rate(mine) / rate(other)).toFixed(2)} × the speed`,
    figure: `${rate(mine).toFixed(1)} : ${rate(other).toFixed(1)}`,
  })),
);

async function ours(turn: number): Promise<void> {
  const base = await openKnowledgeBase(`turn-${turn}`, { embedder });
  const { refused } = await base.add(files);
  if (refused.length > 0) throw new Error(refused[0]!.message);
  await base.close();
}

async function theirs(): Promise<void> {
  for (const text of texts) await extract(text, { pooling: 'mean', normalize: true });
}
