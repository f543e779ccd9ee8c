import { NO_ARGS } from './options.ts';
import type { ChatForm, Command } from './types.ts';

// Light to import on purpose, as the table that it is part of.

const LIST_IN_CHAT: ChatForm = {
  name: '/sessions',
  usage: '[TEXT]',
  summary: { en: 'earlier sessions, or those in which words stand', zh: '以往会话；带文字时按内容查找' },
  group: 'session',
  safeWhileBusy: true,
};
const RESUME_IN_CHAT: ChatForm = {
  name: '/resume',
  usage: '[ID]',
  summary: { en: 'go on with a session; finish a turn that was cut off', zh: '继续某个会话或未完成的一轮' },
  group: 'session',
  safeWhileBusy: false,
};

const RESUMED = {
  usage: 'ID',
  summary: 'Finish a turn that was cut off, from the step it had reached',
  details:
    'What was done of its plan is not done again. With `gossan chat --session ID` the talk goes on where it stopped: its last ' +
    'turns, what had been shown of an answer that was cut off, and a question of the chat that waited.',
  args: { names: ['ID'], min: 1, max: 1 },
  options: [],
  chat: RESUME_IN_CHAT,
  load: () => import('./resume.ts'),
} as const;

const sessions: readonly Command[] = [
  {
    name: 'list',
    usage: '',
    summary: 'The sessions, the latest first',
    example: 'gossan sessions list --json',
    args: NO_ARGS,
    options: [],
    chat: LIST_IN_CHAT,
    load: () => import('./sessions/list.ts'),
  },
  {
    name: 'search',
    usage: 'QUERY',
    summary: 'The sessions in whose name, questions or answers all of these words stand',
    details:
      'Case, full and half width, simplified and traditional characters are the same. All words must stand in one turn, or in the name.',
    example: 'gossan sessions search "alunite ridge"',
    args: { names: ['QUERY'], min: 1, max: Number.POSITIVE_INFINITY },
    options: [],
    chat: LIST_IN_CHAT,
    load: () => import('./sessions/search.ts'),
  },
  { name: 'resume', example: 'gossan sessions resume 7c1e', ...RESUMED },
  {
    name: 'rename',
    usage: 'ID TITLE',
    summary: 'Give a session a name',
    example: 'gossan sessions rename 7c1e "Cuprite, west block"',
    args: { names: ['ID', 'TITLE'], min: 2, max: 2 },
    options: [],
    chat: {
      name: '/rename',
      usage: 'TITLE',
      summary: { en: 'give this session a name', zh: '为本会话命名' },
      group: 'session',
      safeWhileBusy: true,
    },
    load: () => import('./sessions/rename.ts'),
  },
  {
    name: 'branch',
    usage: 'ID [--turn N]',
    summary: 'A new session that goes on from an earlier turn',
    details: 'Turns that were cut off or failed are not taken along. The old session stays as it is.',
    example: 'gossan sessions branch 7c1e --turn 2',
    args: { names: ['ID'], min: 1, max: 1 },
    options: [
      {
        name: 'turn',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 100000,
        summary: 'the last turn to keep (default: all)',
      },
    ],
    chat: {
      name: '/branch',
      usage: '[TURN]',
      summary: { en: 'go on in a new session, from this turn or an earlier one', zh: '从本轮或较早的一轮另开会话' },
      group: 'session',
      safeWhileBusy: false,
    },
    load: () => import('./sessions/branch.ts'),
  },
  {
    name: 'export',
    usage: 'ID [--format md|json] [--out F]',
    summary: 'A session with all its turns, as Markdown or as one JSON document',
    details:
      'The format follows the ending of --out where --format is left out, and is JSON otherwise. Markdown that goes to a file has the pictures of its map beside it.',
    example: 'gossan sessions export 7c1e --out session.md',
    args: { names: ['ID'], min: 1, max: 1 },
    options: [
      { name: 'format', kind: 'choice', choices: ['md', 'json'], summary: 'format of the export' },
      { name: 'out', kind: 'text', value: 'F', summary: 'write to this file (default: stdout)' },
    ],
    chat: {
      name: '/export',
      usage: '[md [PATH] | json [PATH]]',
      summary: { en: 'write this session to a file, as Markdown or JSON', zh: '导出本会话：Markdown 或 JSON' },
      group: 'session',
      safeWhileBusy: true,
    },
    load: () => import('./sessions/export.ts'),
  },
  {
    name: 'cost',
    usage: 'ID',
    summary: 'What a session took: calls of models, tokens, time, by turn',
    example: 'gossan sessions cost 7c1e',
    args: { names: ['ID'], min: 1, max: 1 },
    options: [],
    chat: {
      name: '/cost',
      usage: '',
      summary: { en: 'calls of models, tokens and time, by turn', zh: '模型调用、令牌数与用时，按轮次' },
      group: 'session',
      safeWhileBusy: true,
    },
    load: () => import('./sessions/cost.ts'),
  },
];

/** Sessions. */
export const SESSIONS: Command = {
  name: 'sessions',
  usage: '[list|search|resume|rename|branch|export|cost …]',
  summary: 'Sessions: list, search, resume, name, branch, export, count their cost',
  example: 'gossan sessions',
  args: NO_ARGS,
  options: [],
  subcommands: sessions,
  chat: LIST_IN_CHAT,
  load: () => import('./sessions/list.ts'),
};

/** A session as a Markdown file with its pictures. */
export const ARCHIVE: Command = {
  name: 'archive',
  usage: 'ID [--out DIR]',
  summary: 'Save a session to a Markdown file, with its evidence and figures',
  example: 'gossan archive 7c1e',
  args: { names: ['ID'], min: 1, max: 1 },
  options: [{ name: 'out', kind: 'text', value: 'DIR', summary: 'folder (default: output/reports)' }],
  chat: {
    name: '/archive',
    usage: '',
    summary: { en: 'save this session to Markdown', zh: '归档本次会话' },
    group: 'session',
    safeWhileBusy: true,
  },
  mcp: 'save_session_summary',
  load: () => import('./archive.ts'),
};

/** Goes on with a turn. */
export const RESUME: Command = { name: 'resume', example: 'gossan resume 7c1e', ...RESUMED };
