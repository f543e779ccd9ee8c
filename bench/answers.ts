/**
 * How often questions are answered from the right page, and rightly refused: the sets of `bench/questions` over the reports
 * and the textbook of the shared data folder, both halves (nothing was tuned on `held`).
 *
 *     node bench/answers.ts [tuned|held]
 *
 * Needs the shared data folder (GOSSAN_SHARED), the embedding weights and the reader. The first run adds the documents to knowledge bases
 * of its own in `.cache/answers-bench`, which takes minutes; the reasoner is the built-in one unless one is configured.
 */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openAssistant } from '../agents/assistant.ts';
import { readAnswerSet } from '../agents/evaluate/answer-set.ts';
import { type AnswerScores, evaluateAnswers, summariseAnswers } from '../agents/evaluate/evaluate-answers.ts';
import { configuredJudge } from '../agents/evaluate/judge.ts';
import { loadConfig } from '../core/config.ts';
import { asset, homePath } from '../core/paths.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { printTable } from './benchmark-row.ts';

const data = resolve(process.env.GOSSAN_SHARED ?? asset('..', 'shared'), 'data', 'rag');
const REPORTS = join(data, 'reports');
const TEXTBOOK = join(data, 'textbook', 'physical_geology_no_answers');
/** Knowledge bases, and the sets that are asked over each: the documents that they were written from. */
const BASES = [
  { base: 'reports', folders: [REPORTS], sets: ['reports'] },
  { base: 'textbook', folders: [TEXTBOOK], sets: ['textbook'] },
  { base: 'chinese', folders: [REPORTS, TEXTBOOK], sets: ['chinese', 'answerable-2', 'unanswerable-2'] },
];
/** The report's text as Markdown stands beside it: only the PDF is asked. */
const TWIN = /README_twin|LICENSE/;

const home = asset('.cache', 'answers-bench');
mkdirSync(home, { recursive: true });
try {
  symlinkSync(homePath('models'), join(home, 'models'));
} catch {
  // made by an earlier run
}
process.env.GOSSAN_HOME = home;

const only = process.argv[2];
const judging = await configuredJudge(loadConfig());
const assistant = await openAssistant({ ephemeral: true });
const results: { half: string; set: string; result: Awaited<ReturnType<typeof evaluateAnswers>>[number] }[] = [];
for (const { base: name, folders, sets } of BASES) {
  const base = await openKnowledgeBase(name);
  process.stderr.write(`${name}: adding what is not there yet\n`);
  await base.add(folders);
  for (const document of (await base.list()).filter(({ file }) => TWIN.test(file))) await base.remove(document.id);
  for (const set of sets) await ask(set, base);
  await base.close();
}
await assistant.close();

async function ask(name: string, base: Awaited<ReturnType<typeof openKnowledgeBase>>): Promise<void> {
  const set = readAnswerSet(asset('bench', 'questions', `${name}.jsonl`)).filter(({ half }) => !only || half === only);
  const onProgress = ({ done = 0, total = 0 }) => {
    if (done % 20 === 0) process.stderr.write(`${name}: ${done} of ${total} questions\n`);
  };
  const found = await evaluateAnswers(set, assistant, base, {
    onProgress,
    ...(judging ? { judge: judging.judge } : {}),
  });
  const halves = new Map(set.map(({ id, half }) => [id, half ?? '']));
  for (const result of found) results.push({ half: halves.get(result.id)!, set: name, result });
}

const heads: [string, keyof AnswerScores][] = [
  ['questions', 'questions'],
  ['precision', 'citation_precision'],
  ['recall', 'citation_recall'],
  ['wrongly refused', 'wrong_refusals'],
  ['wrong place', 'wrong_answers'],
  ['rightly refused', 'unanswerable_refused'],
  ['near misses', 'near_misses_refused'],
  ['token F1', 'token_f1'],
  ['ROUGE-L', 'rouge_l'],
  ['BLEU', 'bleu'],
  ['ms p50', 'ms_p50'],
];
const halves = [...new Set(results.map(({ half }) => half))].sort();
const rows = [...halves, 'all'].flatMap((half) => {
  const inHalf = results.filter((one) => half === 'all' || one.half === half);
  const of = inHalf.map(({ result }) => result);
  const sets = BASES.flatMap(({ sets }) => sets).map((set): [string, typeof of] => [
    `${half}, ${set}`,
    inHalf.filter((one) => one.set === set).map(({ result }) => result),
  ]);
  const english: [string, typeof of] = [`${half}, English`, of.filter((one) => one.language === 'en')];
  const parts: [string, typeof of][] = half === 'all' ? [[half, of]] : [[half, of], english, ...sets];
  return parts.map(([name, list]) => {
    const scores = summariseAnswers(list);
    const cells = heads.map(([, key]) => {
      const value = scores[key];
      return value === null ? '–' : key === 'questions' || key === 'ms_p50' ? `${Math.round(value)}` : value.toFixed(3);
    });
    return [name, ...cells];
  });
});
printTable(['half', ...heads.map(([name]) => name)], rows);
