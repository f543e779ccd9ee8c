import { join } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import type { Session } from '../../../core/session.ts';
import { type ExportFormat, exportSession, formatOf } from '../../export-session.ts';
import { shownPath } from '../../shown-path.ts';
import type { Conversation } from '../conversation.ts';
import { typedPath } from '../typed-path.ts';
import { wrong } from '../wrong.ts';

/** `/sessions`, `/sessions TEXT`. */
export async function showSessions(chat: Conversation, argument: string): Promise<void> {
  const { foundText, sessionTable } = await import('../../session-text.ts');
  const { sessions } = await chat.ready();
  const language = chat.zh ? 'zh' : 'en';
  chat.say({
    kind: 'text',
    text: argument ? foundText(sessions.search(argument), argument, language) : sessionTable(sessions.list(), language),
  });
}

/** `/resume`, `/resume ID`. */
export async function resume(chat: Conversation, argument: string): Promise<void> {
  const assistant = await chat.ready();
  if (argument) await chat.switchSession(argument);
  const { session } = chat.state;
  if (session === null || !assistant.sessions.get(session).unfinished) {
    if (argument) return;
    throw new GossanError('SESSION_NOTHING_TO_RESUME', { id: session ?? '' });
  }
  await chat.runTurn(async (open, call) => chat.showAnswer(await open.resume(session, call)));
}

/** `/rename TITLE`. */
export async function rename(chat: Conversation, argument: string): Promise<void> {
  const { id } = await begun(chat);
  (await chat.ready()).sessions.rename(id, argument);
  const { sessionWords } = await import('../../session-text.ts');
  chat.say({ kind: 'note', text: sessionWords(chat.zh ? 'zh' : 'en').renamed(id, argument) });
}

/** `/branch`, `/branch TURN`: goes on in the new session; the old one stays. */
export async function branch(chat: Conversation, argument: string): Promise<void> {
  const turn = argument === '' ? undefined : Number(argument.replace(/^#/, ''));
  if (turn !== undefined && !(Number.isInteger(turn) && turn > 0)) throw wrong('/branch takes the number of a turn.');
  const { id: from } = await begun(chat);
  const id = (await chat.ready()).sessions.branch(from, turn);
  await chat.switchSession(id);
  const { sessionWords } = await import('../../session-text.ts');
  chat.say({ kind: 'note', text: sessionWords(chat.zh ? 'zh' : 'en').branched(id, from, turn) });
}

/** `/export`, `/export md PATH`, `/export json`, `/export PATH`. */
export async function exportInChat(chat: Conversation, argument: string): Promise<void> {
  const [, named, rest = ''] = /^(?:(md|json)(?:\s+|$))?([\s\S]*)$/.exec(argument)!;
  const path = rest ? typedPath(rest) : undefined;
  const format = (named as ExportFormat | undefined) ?? formatOf(path ?? '') ?? 'md';
  const session = await begun(chat);
  const out = path ?? join('output', 'sessions', `${session.id.replace(/[^\p{L}\p{N}_.-]+/gu, '-')}.${format}`);
  await exportSession(session, format, out);
  chat.say({ kind: 'note', text: chat.zh ? `已导出：${out}` : `Exported: ${out}` });
}

/** `/cost`. */
export async function showCost(chat: Conversation): Promise<void> {
  const { costOf, costText } = await import('../../cost-text.ts');
  chat.say({ kind: 'text', text: costText(costOf(await begun(chat)), chat.zh ? 'zh' : 'en') });
}

/** `/archive`. */
export async function archive(chat: Conversation): Promise<void> {
  const { saveSessionSummary } = await import('../../../tools/session-summary/index.ts');
  const path = await saveSessionSummary(await begun(chat), join('output', 'reports'));
  chat.say({ kind: 'note', text: `Archived · 已归档: ${shownPath(path)}` });
}

/** The session of the chat. @throws GossanError USAGE where nothing was asked in it yet */
async function begun(chat: Conversation): Promise<Session> {
  const { sessions } = await chat.ready();
  const { session } = chat.state;
  if (session === null || !sessions.list().some(({ id }) => id === session)) {
    throw wrong(
      chat.zh ? '本会话还没有内容：请先提一个问题。' : 'There is nothing in this session yet. Ask something first.',
    );
  }
  return sessions.get(session);
}
