import type { Answer } from '../../core/answer.ts';
import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { Assistant } from '../../core/session.ts';
import type { KnowledgeBase } from '../../rag/types.ts';
import type { KnownQuestion } from './answer-set.ts';
import { type CitedPlace, citationScores } from './citation-scores.ts';
import type { Judge } from './judge.ts';
import { type TextOverlap, textOverlap } from './text-overlap.ts';

/** What became of one question. */
export interface QuestionResult {
  id: string;
  question: string;
  language: string;
  answerable: boolean;
  nearMiss: boolean;
  refused: boolean;
  /** Of the citations; null where there is none. */
  precision: number | null;
  recall: number | null;
  overlap: TextOverlap | null;
  /** 0..1, by the model that judges, where one is configured. */
  judged: number | null;
  cited: CitedPlace[];
  answer: string;
  ms: number;
}

/** Means over the questions of a set (contract: `eval answers`). Shares are 0..1; null where there is nothing to count. */
export interface AnswerScores {
  questions: number;
  answerable: number;
  unanswerable: number;
  /** Over all citations of the answers to answerable questions. */
  citation_precision: number | null;
  /** Over the answerable questions; a refused one has found nothing. */
  citation_recall: number | null;
  /** Answerable questions that were refused. */
  wrong_refusals: number | null;
  /** Unanswerable questions that were refused; those near the documents' own words apart. */
  unanswerable_refused: number | null;
  near_misses_refused: number | null;
  /** Answers to answerable questions none of whose citations stands where the answer does. */
  wrong_answers: number | null;
  token_f1: number | null;
  rouge_l: number | null;
  bleu: number | null;
  judged: number | null;
  ms_p50: number;
  ms_p95: number;
}

/** Asks every question of a set, each in a session of its own, and looks at what came. */
export async function evaluateAnswers(
  set: readonly KnownQuestion[],
  assistant: Assistant,
  base: KnowledgeBase,
  options: SlowCall & { judge?: Judge } = {},
): Promise<QuestionResult[]> {
  const { signal, onProgress, judge } = options;
  const files = new Map((await base.list()).map(({ id, file }) => [id, file]));
  const missing = new Set(set.flatMap(({ documents }) => documents.map(({ document }) => document)));
  for (const file of files.values()) missing.delete(file);
  if (missing.size > 0) {
    const detail = `knowledge base "${base.name}" lacks ${[...missing].join(', ')}, which the set names`;
    throw new GossanError('EVAL_KB', { detail });
  }
  const results: QuestionResult[] = [];
  for (const [at, known] of set.entries()) {
    if (signal?.aborted) throw new GossanError('INTERRUPTED');
    onProgress?.({ step: 'asking', done: at, total: set.length, unit: 'questions' });
    const answer = await assistant.ask(known.question, { kb: base.name, ...(signal ? { signal } : {}) });
    const cited: CitedPlace[] = [];
    for (const { document, page, start } of answer.citations) {
      const headings = await headingsAt(base, document, page, start);
      cited.push({ file: files.get(document) ?? document, page, headings });
    }
    results.push(await resultOf(known, answer, cited, judge));
  }
  return results;
}

async function resultOf(
  known: KnownQuestion,
  answer: Answer,
  cited: CitedPlace[],
  judge: Judge | undefined,
): Promise<QuestionResult> {
  const { id, question, language, answerable, nearMiss } = known;
  const refused = answer.refusal !== null;
  const scores = answerable && !refused ? citationScores(known, cited) : null;
  const compared = answerable && !refused && known.answer !== undefined;
  return {
    id,
    question,
    language,
    answerable,
    nearMiss,
    refused,
    precision: scores?.precision ?? null,
    recall: answerable ? (scores?.recall ?? 0) : null,
    overlap: compared ? textOverlap(answer.answer, known.answer!) : null,
    judged: compared && judge ? await judge(question, known.answer!, answer.answer) : null,
    cited,
    answer: answer.answer,
    ms: answer.ms,
  };
}

/** The scores of a set, or of a part of it. */
export function summariseAnswers(results: readonly QuestionResult[]): AnswerScores {
  const answerable = results.filter((one) => one.answerable);
  const unanswerable = results.filter((one) => !one.answerable);
  const given = answerable.filter((one) => !one.refused);
  const cited = given.flatMap(({ precision, cited: { length } }) =>
    precision === null ? [] : [{ right: precision * length, length }],
  );
  const citations = cited.reduce((sum, { length }) => sum + length, 0);
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  const overlaps = given.flatMap(({ overlap }) => overlap ?? []);
  return {
    questions: results.length,
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    citation_precision: citations === 0 ? null : cited.reduce((sum, { right }) => sum + right, 0) / citations,
    citation_recall: mean(answerable.map(({ recall }) => recall ?? 0)),
    wrong_refusals: mean(answerable.map(({ refused }) => Number(refused))),
    unanswerable_refused: mean(unanswerable.map(({ refused }) => Number(refused))),
    near_misses_refused: mean(unanswerable.filter(({ nearMiss }) => nearMiss).map(({ refused }) => Number(refused))),
    wrong_answers: mean(given.map(({ recall }) => Number(recall === 0))),
    token_f1: mean(overlaps.map(({ tokenF1 }) => tokenF1)),
    rouge_l: mean(overlaps.map(({ rougeL }) => rougeL)),
    bleu: mean(overlaps.map(({ bleu }) => bleu)),
    judged: mean(given.flatMap(({ judged }) => judged ?? [])),
    ms_p50: quantile(0.5),
    ms_p95: quantile(0.95),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The headings that a place of a page stands under; a deeper one ends where one of its rank or above begins. */
export async function headingsAt(
  base: KnowledgeBase,
  document: string,
  page: number,
  start: number,
): Promise<string[]> {
  const path: { level: number; text: string }[] = [];
  for (const heading of (await base.page(document, page)).headings) {
    if (heading.start > start) break;
    while (path.length > 0 && path.at(-1)!.level >= heading.level) path.pop();
    path.push(heading);
  }
  return path.map(({ text }) => text);
}
