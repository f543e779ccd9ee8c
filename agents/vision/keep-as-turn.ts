import { resolve } from 'node:path';
import type { Answer } from '../../core/answer.ts';
import { GossanError } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';
import { modelEvidence } from '../ledger/ledger.ts';
import { SessionDatabase } from '../sessions/session-database.ts';
import type { VisionDocument } from './look-at-window.ts';
import { subjectOf } from './subject.ts';
import { taskQuestion } from './tasks.ts';

/**
 * Keeps an answer of the vision model as a turn of a session, so that it can be approved like any other.
 * @param text the answer for reading
 * @returns the number of the turn
 * @throws GossanError SESSION_BUSY, DISK_FULL
 */
export function keepAsTurn(session: string, said: VisionDocument, text: string, scene: string): number {
  const database = new SessionDatabase();
  try {
    const subject = said.mineral === undefined ? undefined : subjectOf(said.mineral, said.base && said.model);
    const { question } = taskQuestion(said.task, said.language, subject);
    const path = resolve(scene);
    const info = database.acquire(session, { title: question, scene: path, kb: 'default' });
    const focus = database.lastFocus(session);
    const options = {
      session,
      mode: 'ask' as const,
      scene: path,
      kb: info.kb,
      rag: false,
      vision: true,
      lang: said.language,
      focus,
      dwellOn: null,
    };
    const turn = database.begin(session, question, options);
    const answer: Answer = {
      answer: text,
      language: said.language,
      session,
      turn,
      plan: [{ id: 's1', agent: 'vision-analyst', goal: question, status: 'done', ms: said.ms }],
      evidence: [modelEvidence(said)],
      citations: [],
      numbers: [],
      contradictions: [],
      review: { verdict: 'PASS', rewrites: 0, reasons: [] },
      refusal: null,
      models: {
        reasoner: 'none',
        embeddings: 'none',
        reranker: 'none',
        vision: said.model,
        adapter: said.adapter ?? 'none',
      },
      ms: said.ms,
    };
    database.finish(session, turn, 'done', answer, null);
    database.release(session);
    if (database.unsaved()) throw new GossanError('DISK_FULL', { path: homePath('sessions') });
    return turn;
  } finally {
    database.close();
  }
}
