import type { Answer } from '../../core/answer.ts';
import { saveSessionSummary } from '../../tools/session-summary/index.ts';
import type { Desk } from '../desk.ts';
import type { Turn, TurnUpdate } from '../state.ts';

/** Answers "archive", "summary", 归档, 总结对话, 保存记录: writes the whole session to Markdown and says where. */
export function archivist(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const { session, turn: number } = turn.options;
    const language = turn.understanding!.language;
    const record = desk.sessions.get(session);
    // this turn is the request itself; it is still running and has nothing to archive
    const history = record.history.filter((one) => one.turn !== number);
    const empty = history.length === 0;
    const path = empty
      ? null
      : await saveSessionSummary({ ...record, history, turns: history.length }, desk.reportsFolder);
    const answer: Answer = {
      answer: empty
        ? language === 'zh'
          ? '本会话还没有可以归档的内容：请先提一个问题。'
          : 'There is nothing to archive in this session yet: ask a question first.'
        : language === 'zh'
          ? `本次会话已归档：${path}`
          : `The session is archived: ${path}`,
      language,
      session,
      turn: number,
      plan: turn.plan.map((step) => ({ ...step, status: 'done' as const })),
      evidence: [],
      citations: [],
      numbers: [],
      contradictions: [],
      review: { verdict: 'PASS', rewrites: 0, reasons: [] },
      refusal: null,
      models: { reasoner: desk.reasoner.name, embeddings: 'none', reranker: 'none', vision: 'none', adapter: 'none' },
      usage: turn.usage,
      ms: Math.round(Date.now() - turn.started),
    };
    desk.live.close(answer.answer, []);
    desk.emit({ type: 'answer', answer });
    return { answer };
  };
}
