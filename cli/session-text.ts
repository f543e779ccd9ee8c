import { basename } from 'node:path';
import { plainLine } from '../core/plain-text.ts';
import type { FoundSession, SessionInfo } from '../core/session.ts';
import { chatLanguage } from './chat/words.ts';
import { textTable } from './terminal/columns.ts';
import { cutDisplay } from './terminal/display-width.ts';

/** Columns of a session's name in the table. */
const TITLE_COLUMNS = 48;
/** Places that are shown of a session in which words were found. */
const MOST_PLACES = 3;

const WORDS = {
  en: {
    header: ['id', 'updated (UTC)', 'turns', 'name', 'scene', ''],
    none: 'There are no sessions yet. Ask something: gossan ask "…".',
    unfinished: 'cut off: gossan resume',
    notFound: (text: string) => `No session has these words: ${text}.`,
    place: (turn: number, where: 'question' | 'answer') => `turn ${turn}, ${where}`,
    more: (count: number) => `… in ${count} more turns`,
    renamed: (id: string, title: string) => `${id} is now "${title}".`,
    branched: (id: string, from: string, turn?: number) =>
      `${id} goes on from ${from}${turn === undefined ? '' : ` after turn ${turn}`}.`,
  },
  zh: {
    header: ['编号', '更新 (UTC)', '轮数', '名称', '影像', ''],
    none: '还没有会话。先提一个问题：gossan ask "…"。',
    unfinished: '被中断：gossan resume',
    notFound: (text: string) => `没有会话含有这些词：${text}。`,
    place: (turn: number, where: 'question' | 'answer') => `第 ${turn} 轮${where === 'question' ? '提问' : '回答'}`,
    more: (count: number) => `…另有 ${count} 轮`,
    renamed: (id: string, title: string) => `${id} 现名“${title}”。`,
    branched: (id: string, from: string, turn?: number) =>
      `${id} 从 ${from}${turn === undefined ? '' : ` 第 ${turn} 轮之后`}继续。`,
  },
} as const;

/** The words about sessions, in a language or in the terminal's. */
export function sessionWords(language = chatLanguage(null)): (typeof WORDS)['en' | 'zh'] {
  return WORDS[language];
}

/** The sessions for reading, the latest first. */
export function sessionTable(sessions: readonly SessionInfo[], language = chatLanguage(null)): string {
  const words = WORDS[language];
  if (!sessions.length) return words.none;
  return textTable(
    words.header,
    sessions.map((session) => [
      session.id,
      session.updated.slice(0, 16).replace('T', ' '),
      String(session.turns),
      cutDisplay(plainLine(session.title), TITLE_COLUMNS),
      session.scene ? basename(session.scene) : '–',
      session.unfinished ? words.unfinished : '',
    ]),
  );
}

/** The sessions in which words were found, each with its first places. */
export function foundText(sessions: readonly FoundSession[], text: string, language = chatLanguage(null)): string {
  const words = WORDS[language];
  if (!sessions.length) return words.notFound(plainLine(text));
  return sessions
    .map(({ id, title, updated, found }) =>
      [
        `${id}  ${updated.slice(0, 16).replace('T', ' ')}  ${cutDisplay(plainLine(title), TITLE_COLUMNS)}`,
        ...found.slice(0, MOST_PLACES).map((one) => `  ${words.place(one.turn, one.where)}: ${plainLine(one.text)}`),
        ...(found.length > MOST_PLACES ? [`  ${words.more(found.length - MOST_PLACES)}`] : []),
      ].join('\n'),
    )
    .join('\n');
}
