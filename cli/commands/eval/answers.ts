import type { AnswerScores, QuestionResult } from '../../../agents/evaluate/evaluate-answers.ts';
import { loadConfig } from '../../../core/config.ts';
import { GossanError } from '../../../core/errors.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';
import { textTable } from '../../terminal/columns.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { options, output, signal } = call;
  const { openAssistant } = await import('../../../agents/assistant.ts');
  const { readAnswerSet } = await import('../../../agents/evaluate/answer-set.ts');
  const { evaluateAnswers, summariseAnswers } = await import('../../../agents/evaluate/evaluate-answers.ts');
  const { configuredJudge } = await import('../../../agents/evaluate/judge.ts');
  const path = options.text('set')!;
  const half = options.text('half');
  const set = readAnswerSet(path).filter((question) => half === undefined || question.half === half);
  if (set.length === 0) throw new GossanError('EVAL_SET', { path, line: 1, detail: `it has no half "${half}"` });
  const judging = await configuredJudge(loadConfig());
  const assistant = await openAssistant({ ephemeral: true });
  try {
    const results = await withKnowledgeBase(call, (base) =>
      evaluateAnswers(set, assistant, base, { signal, onProgress: output.onProgress, judge: judging?.judge }),
    );
    const halves = [...new Set(set.flatMap((question) => question.half ?? []))].sort();
    const halfOf = new Map(set.map(({ id, half: part }) => [id, part]));
    const parts: [string, AnswerScores][] = [['all', summariseAnswers(results)]];
    if (halves.length > 1) {
      for (const part of halves)
        parts.push([part, summariseAnswers(results.filter(({ id }) => halfOf.get(id) === part))]);
    }
    output.print(scoresText(parts));
    output.print(failuresText(results));
    const scores = Object.fromEntries(parts);
    output.document({ set: path, judge: judging?.name ?? null, scores, questions: results });
  } finally {
    await assistant.close();
  }
}

const LINES: [keyof AnswerScores, string][] = [
  ['questions', 'questions'],
  ['answerable', 'with an answer'],
  ['citation_precision', 'citation precision'],
  ['citation_recall', 'citation recall'],
  ['wrong_refusals', 'wrongly refused'],
  ['wrong_answers', 'answered from the wrong place'],
  ['unanswerable_refused', 'rightly refused'],
  ['near_misses_refused', 'of these near misses'],
  ['token_f1', 'token F1'],
  ['rouge_l', 'ROUGE-L'],
  ['bleu', 'BLEU'],
  ['judged', 'graded by the model'],
  ['ms_p50', 'ms, median'],
  ['ms_p95', 'ms, 95 %'],
];
const COUNTS: ReadonlySet<string> = new Set(['questions', 'answerable', 'ms_p50', 'ms_p95']);

function scoresText(parts: [string, AnswerScores][]): string {
  const cell = (key: keyof AnswerScores, value: number | null) =>
    value === null ? '–' : COUNTS.has(key) ? `${Math.round(value)}` : value.toFixed(3);
  const rows = LINES.map(([key, name]) => [name, ...parts.map(([, scores]) => cell(key, scores[key]))]);
  return textTable(['', ...parts.map(([name]) => name)], rows);
}

/** What a person would look at first: what was refused or answered against the set. */
function failuresText(results: readonly QuestionResult[]): string {
  const rows = results.flatMap(({ id, question, answerable, refused, recall }) => {
    const what =
      answerable && refused
        ? 'refused, has an answer'
        : !answerable && !refused
          ? 'answered, has none'
          : answerable && recall === 0
            ? 'answered from elsewhere'
            : null;
    return what === null ? [] : [[id, what, question]];
  });
  return rows.length === 0 ? '' : `\n${textTable(['id', '', 'question'], rows)}`;
}
