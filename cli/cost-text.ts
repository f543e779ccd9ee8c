import { addUsage } from '../agents/usage.ts';
import type { ModelUsage } from '../core/answer.ts';
import { plainLine } from '../core/plain-text.ts';
import type { Session } from '../core/session.ts';
import { chatLanguage } from './chat/words.ts';
import { textTable } from './terminal/columns.ts';

/** What a session took: of each turn and in all. `ms` of a turn is from question to answer, that of a model the wait for it. */
export interface SessionCost {
  turns: { turn: number; ms: number; usage: ModelUsage[] | null }[];
  total: { ms: number; usage: ModelUsage[] };
}

const WORDS = {
  en: {
    header: ['turn', 'model', 'calls', 'tokens in', 'tokens out', 'seconds'],
    all: 'all',
    nothing: 'Nothing was answered yet.',
    builtin: 'No language model took part: the built-in reasoner answers by rule, with 0 tokens and 0 calls.',
    none: 'no model',
    unknown: 'not counted then',
    untold: 'A server that tells no tokens counts 0.',
    seconds: (all: string) => `From question to answer: ${all} s in all.`,
  },
  zh: {
    header: ['轮次', '模型', '调用', '输入令牌', '输出令牌', '秒'],
    all: '合计',
    nothing: '还没有回答。',
    builtin: '没有使用语言模型：内置推理器按规则作答，令牌 0，调用 0。',
    none: '无模型',
    unknown: '当时未统计',
    untold: '服务器未报告令牌数时记为 0。',
    seconds: (all: string) => `从提问到回答共 ${all} 秒。`,
  },
} as const;

export function costOf({ history }: Session): SessionCost {
  const turns = history.flatMap(({ turn, answer }) =>
    answer ? [{ turn, ms: answer.ms, usage: answer.usage ?? null }] : [],
  );
  return {
    turns,
    total: {
      ms: turns.reduce((sum, { ms }) => sum + ms, 0),
      usage: turns.reduce<ModelUsage[]>((sum, { usage }) => addUsage(sum, usage ?? []), []),
    },
  };
}

/** For reading. Says plainly where no language model took part. */
export function costText({ turns, total }: SessionCost, language = chatLanguage(null)): string {
  const words = WORDS[language];
  if (!turns.length) return words.nothing;
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const row = (turn: string, { model, calls, prompt_tokens, completion_tokens, ms }: ModelUsage) =>
    [turn, plainLine(model), calls, prompt_tokens, completion_tokens, seconds(ms)].map(String);
  const rows = turns.flatMap(({ turn, usage }) =>
    usage?.length
      ? usage.map((one) => row(String(turn), one))
      : [[String(turn), usage ? words.none : words.unknown, '0', '0', '0', '0.0']],
  );
  const spoke = total.usage.filter(({ role }) => role === 'reasoner');
  return [
    textTable(words.header, [...rows, ...total.usage.map((one) => row(words.all, one))]),
    ...(spoke.length ? [] : [words.builtin]),
    ...(spoke.some((one) => one.calls > 0 && one.completion_tokens === 0) ? [words.untold] : []),
    words.seconds(seconds(total.ms)),
  ].join('\n');
}
