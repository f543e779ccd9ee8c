import type { Answer } from '../../core/answer.ts';
import type { Session, SessionStore } from '../../core/session.ts';
import type { NewEntry } from './transcript.ts';

/** Turns of an earlier session that are shown when it is opened again. */
const RECALLED_TURNS = 3;

/** Kinds of entries that are kept beside the turns; the others follow from the turns or can be had again. */
const KEPT = new Set<NewEntry['kind']>(['text', 'note', 'error', 'taken-back', 'reply']);

export function isKept(entry: NewEntry): boolean {
  return KEPT.has(entry.kind);
}

/** What a session shows when it is opened again: its last turns with all that stood between them, and what was cut off. */
export function recalled(sessions: SessionStore, session: Session, zh: boolean): NewEntry[] {
  const { id, history } = session;
  const skipped = Math.max(0, history.length - RECALLED_TURNS);
  const first = history[skipped]?.turn ?? 1;
  const between = sessions.remembered(id, first) as { turn: number; answered: boolean; entry: NewEntry }[];
  const said = (turn: number, answered: boolean) =>
    between.filter((one) => one.turn === turn && one.answered === answered).map(({ entry }) => entry);
  const entries: NewEntry[] = [{ kind: 'note', text: heading(session, skipped, zh) }];
  for (const { turn, question, answer, shown, status } of history.slice(skipped)) {
    entries.push({ kind: 'question', text: question }, ...said(turn, false));
    if (answer) entries.push({ kind: 'answer', answer });
    else if (shown) entries.push({ kind: 'partial', text: shown, how: status === 'stopped' ? 'stopped' : 'cut' });
    entries.push(...said(turn, true));
  }
  const open = history.findLast(({ status }) => status === 'running' || status === 'stopped');
  if (open) entries.push({ kind: 'note', text: cutOff(open.turn, open.shown !== null, zh) });
  return entries;
}

/** The last answer of a session, which /cite and /evidence speak of. */
export function lastAnswerOf({ history }: Session): Answer | null {
  return history.findLast(({ answer }) => answer !== null)?.answer ?? null;
}

function heading({ id, title, history }: Session, skipped: number, zh: boolean): string {
  const turns = history.length;
  if (zh) {
    const rest = skipped ? `；显示最后 ${RECALLED_TURNS} 轮，/export 导出全部` : '';
    return `会话 ${id}（${title}），共 ${turns} 轮${rest}。`;
  }
  const rest = skipped ? `; the last ${RECALLED_TURNS} are shown, /export writes all` : '';
  return `Session ${id}, ${turns} ${turns === 1 ? 'turn' : 'turns'} (${title})${rest}.`;
}

function cutOff(turn: number, partly: boolean, zh: boolean): string {
  if (zh)
    return `第 ${turn} 轮被中断，${partly ? '只有上面这部分答案显示过' : '当时还没有显示答案'}。/resume 从已完成的步骤继续。`;
  const shown = partly ? 'only the part above had been shown' : 'nothing of its answer had been shown';
  return `Turn ${turn} was cut off; ${shown}. /resume goes on from the step that it had reached.`;
}
