import { join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import { nearest } from '../suggest.ts';
import { PICTURE_COMMANDS } from './commands/picture-rows.ts';
import type { Conversation } from './conversation.ts';
import { typedPath } from './typed-path.ts';
import { asCommand } from './user-question.ts';

/** One command of the chat. */
export interface SlashCommand {
  name: string;
  aliases?: readonly string[];
  /** What follows the name. */
  usage: string;
  summary: { en: string; zh: string };
  /** May run while a turn runs. */
  safeWhileBusy: boolean;
  /** `argument` is the rest of the line, trimmed. Throws GossanError; the conversation shows it. */
  run(chat: Conversation, argument: string): Promise<void> | void;
}

/** The commands of the chat, in the order in which /help lists them. */
export const SLASH_COMMANDS: readonly SlashCommand[] = [
  {
    name: '/help',
    aliases: ['/?'],
    usage: '',
    summary: { en: 'this list', zh: '显示本列表' },
    safeWhileBusy: true,
    run: (chat) => chat.say({ kind: 'help' }),
  },
  {
    name: '/scene',
    usage: '[PATH]',
    summary: { en: 'open a scene, or say which one is open', zh: '打开影像，或显示当前影像' },
    safeWhileBusy: false,
    run: async (chat, argument) => {
      if (argument) return chat.openScene(typedPath(argument));
      const { scene } = chat.state.settings;
      chat.say({ kind: 'note', text: scene ? `The scene is ${scene}.` : 'No scene is open. /scene PATH opens one.' });
    },
  },
  ...PICTURE_COMMANDS,
  {
    name: '/kb',
    usage: '[list | add PATH | use NAME]',
    summary: { en: 'the knowledge base: its documents, add some, use another', zh: '知识库：列出、添加、切换' },
    safeWhileBusy: false,
    run: knowledge,
  },
  {
    name: '/report',
    usage: '[FILE]',
    summary: { en: 'write the cited report on the scene', zh: '生成带引用的蚀变报告' },
    safeWhileBusy: false,
    run: report,
  },
  {
    name: '/archive',
    usage: '',
    summary: { en: 'save this session to Markdown', zh: '归档本次会话' },
    safeWhileBusy: true,
    run: async (chat) => {
      const { saveSessionSummary } = await import('../../tools/session-summary/index.ts');
      const assistant = await chat.ready();
      const { session } = chat.state;
      if (session === null || !assistant.sessions.list().some(({ id }) => id === session)) {
        return chat.say({ kind: 'note', text: 'There is nothing to archive yet. · 还没有可以归档的内容。' });
      }
      const path = await saveSessionSummary(assistant.sessions.get(session), join('output', 'reports'));
      chat.say({ kind: 'note', text: `Archived · 已归档: ${path}` });
    },
  },
  switchCommand('/rag', 'rag', { en: 'read the knowledge base, or not', zh: '是否检索知识库' }),
  switchCommand('/vision', 'vision', { en: 'ask the vision model, or not', zh: '是否使用视觉模型' }),
  {
    name: '/lang',
    usage: 'en | zh | auto',
    summary: { en: 'language of the answers', zh: '回答语言' },
    safeWhileBusy: true,
    run: (chat, argument) => {
      if (argument !== 'en' && argument !== 'zh' && argument !== 'auto') throw wrong('/lang takes en, zh or auto.');
      chat.set({ lang: argument === 'auto' ? null : argument });
      chat.say({
        kind: 'note',
        text:
          argument === 'zh'
            ? '之后用中文回答。'
            : argument === 'en'
              ? 'Answers are in English.'
              : 'Answers follow the question. · 按提问语言回答。',
      });
    },
  },
  {
    name: '/sessions',
    usage: '',
    summary: { en: 'earlier sessions', zh: '以往会话' },
    safeWhileBusy: true,
    run: async (chat) => {
      const { sessionTable } = await import('../session-text.ts');
      const assistant = await chat.ready();
      chat.say({ kind: 'text', text: sessionTable(assistant.sessions.list()) });
    },
  },
  {
    name: '/resume',
    usage: '[ID]',
    summary: { en: 'go on with a session; finish a turn that was cut off', zh: '继续某个会话或未完成的一轮' },
    safeWhileBusy: false,
    run: resume,
  },
  {
    name: '/plan',
    usage: '',
    summary: { en: 'the plan of the last answer, with times', zh: '上一回答的计划与用时' },
    safeWhileBusy: true,
    run: (chat) => chat.say({ kind: 'plan', plan: chat.state.live?.plan ?? answered(chat).plan }),
  },
  {
    name: '/evidence',
    usage: '',
    summary: { en: 'the evidence of the last answer, with addresses', zh: '上一回答的证据与地址' },
    safeWhileBusy: true,
    run: (chat) => chat.say({ kind: 'evidence', answer: answered(chat) }),
  },
  {
    name: '/cite',
    usage: 'N',
    summary: { en: 'reference N of the last answer: page, quotation, verdict', zh: '上一回答的第 N 条引文' },
    safeWhileBusy: true,
    run: (chat, argument) => {
      const answer = answered(chat);
      const n = Number(argument.replace(/^\[|\]$/g, ''));
      if (!answer.citations.some((citation) => citation.n === n)) {
        const known = answer.citations.map((citation) => citation.n).join(', ');
        throw wrong(known ? `The last answer has the references ${known}.` : 'The last answer cites no document.');
      }
      chat.say({ kind: 'citation', answer, n });
    },
  },
  judgeCommand('approve', '[#TURN]', {
    en: "keep the vision model's answers of this turn as right",
    zh: '批准本轮视觉模型的回答',
  }),
  judgeCommand('correct', '[#TURN] dickite, not kaolinite', {
    en: 'say what is right instead, in words',
    zh: '更正：例如 是地开石，不是高岭石',
  }),
  judgeCommand('reject', '[#TURN] [reason]', { en: 'note that this turn is wrong', zh: '否决本轮回答' }),
  {
    name: '/retrain',
    usage: '[SET] [METHOD] | yes | no | stop',
    summary: { en: 'retrain the vision model from approved answers', zh: '用认可的回答重新训练视觉模型' },
    safeWhileBusy: true,
    run: async (chat, argument) => (await import('./retrain.ts')).retrainInChat(chat, argument),
  },
  {
    name: '/adapter',
    usage: '[use NAME | rollback]',
    summary: { en: 'the adapters: show, activate one, go back', zh: '适配器：查看、启用、回退' },
    safeWhileBusy: true,
    run: async (chat, argument) => (await import('./adapter.ts')).adapterInChat(chat, argument),
  },
  {
    name: '/allow',
    usage: '',
    summary: { en: 'agree that configured remote models are used', zh: '同意使用已配置的远程模型' },
    safeWhileBusy: true,
    run: async (chat) => {
      const { allowRemoteModels } = await import('../remote-models.ts');
      const allowed = allowRemoteModels().map(({ host, sent }) => `From now on ${sent.en} may be sent to ${host}.`);
      chat.say({ kind: 'note', text: allowed.join('\n') || 'No remote model waits for your agreement.' });
    },
  },
  {
    name: '/quit',
    aliases: ['/exit', '/q'],
    usage: '',
    summary: { en: 'leave', zh: '退出' },
    safeWhileBusy: true,
    run: (chat) => chat.quit(),
  },
];

/** Runs a line that begins with "/". Never throws: what goes wrong is shown. */
export async function runSlashCommand(chat: Conversation, line: string): Promise<void> {
  const [name, ...rest] = line.trim().split(/\s+/);
  const argument = line.trim().slice(name.length).trim();
  try {
    const command = findSlashCommand(name);
    if (!command) {
      const near = nearest(
        name,
        SLASH_COMMANDS.map((one) => one.name),
      );
      throw new GossanError('UNKNOWN_COMMAND', {
        name,
        suggestion: near ? `Did you mean ${near}${rest.length ? ` ${argument}` : ''}?` : '/help lists the commands.',
      });
    }
    if (chat.busy && !command.safeWhileBusy) throw wrong(`${name} has to wait until the turn is done. Esc stops it.`);
    await asCommand(line.trim(), () => command.run(chat, argument));
  } catch (error) {
    chat.fail(error);
  }
}

/** The commands that a beginning may become: for hints and the Tab key. */
export function completions(typed: string): readonly SlashCommand[] {
  return /^\/\S*$/.test(typed) ? SLASH_COMMANDS.filter(({ name }) => name.startsWith(typed.toLowerCase())) : [];
}

export function findSlashCommand(name: string): SlashCommand | undefined {
  const lower = name.toLowerCase();
  return SLASH_COMMANDS.find((command) => command.name === lower || command.aliases?.includes(lower));
}

function judgeCommand(
  verdict: 'approve' | 'correct' | 'reject',
  usage: string,
  summary: { en: string; zh: string },
): SlashCommand {
  return {
    name: `/${verdict}`,
    usage,
    summary,
    safeWhileBusy: false,
    run: async (chat, argument) => (await import('./curate.ts')).curateInChat(chat, verdict, argument),
  };
}

function switchCommand(name: string, setting: 'rag' | 'vision', summary: { en: string; zh: string }): SlashCommand {
  return {
    name,
    usage: 'on | off',
    summary,
    safeWhileBusy: true,
    run: (chat, argument) => {
      if (argument !== 'on' && argument !== 'off') throw wrong(`${name} takes on or off.`);
      chat.set({ [setting]: argument === 'on' });
      chat.say({ kind: 'note', text: `${setting === 'rag' ? 'Knowledge base' : 'Vision model'}: ${argument}.` });
    },
  };
}

async function knowledge(chat: Conversation, argument: string): Promise<void> {
  const [verb, ...rest] = argument.split(/\s+/);
  const value = argument.slice(verb.length).trim();
  const { kb } = chat.state.settings;
  if (verb === 'use' && rest.length === 1) {
    chat.set({ kb: value });
    return chat.say({ kind: 'note', text: `The knowledge base is "${value}".` });
  }
  const { openKnowledgeBase } = await import('../../rag/index.ts');
  if (verb === '' || verb === 'list') {
    const base = await openKnowledgeBase(kb);
    const lines = (await base.list()).map(({ id, title, pages }) => `${id}  ${title} (${pages} pages)`);
    await base.close();
    return chat.say({ kind: 'text', text: `"${kb}", ${lines.length} documents\n${lines.join('\n')}`.trim() });
  }
  if (verb !== 'add' || !value) throw wrong('/kb takes list, add PATH, or use NAME.');
  await chat.runTurn(async (_, { signal, onEvent }) => {
    const base = await openKnowledgeBase(kb);
    try {
      const { added, reread, unchanged, refused } = await base.add([typedPath(value)], {
        signal,
        onProgress: ({ step, ...count }) =>
          onEvent({ type: 'progress', agent: 'knowledge-retriever', text: step, ...count }),
      });
      const lines = [
        ...added.map(({ id, title, pages }) => `added      ${id}  ${title} (${pages} pages)`),
        ...reread.map(({ id, title, pages }) => `read again ${id}  ${title} (${pages} pages)`),
        ...unchanged.map((path) => `unchanged  ${path}`),
        ...refused.map(({ message, hint }) => `refused    ${message} ${hint}`),
      ];
      chat.say({ kind: 'text', text: lines.join('\n') || 'No document was found there.' });
    } finally {
      await base.close();
    }
  });
}

async function report(chat: Conversation, argument: string): Promise<void> {
  const { scene, kb, rag, vision, lang } = chat.state.settings;
  if (scene === null) throw new GossanError('SCENE_MISSING');
  await chat.runTurn(async (assistant, { signal, onEvent }) => {
    const { writeReport } = await import('../../tools/report/index.ts');
    const made = await assistant.report({
      scene,
      kb,
      rag,
      vision,
      signal,
      onEvent,
      ...(lang === null ? {} : { lang }),
      ...(chat.state.session === null ? {} : { session: chat.state.session }),
    });
    const { session, turn } = made.answer;
    const out = argument ? typedPath(argument) : join('output', 'reports', `${session}-${turn}.md`);
    const format = /\.html?$/i.test(out) ? 'html' : /\.pdf$/i.test(out) ? 'pdf' : 'md';
    const [written] = await writeReport(made, { out, format, signal });
    chat.say({ kind: 'note', text: `Report · 报告: ${written}` });
  });
}

async function resume(chat: Conversation, argument: string): Promise<void> {
  const assistant = await chat.ready();
  if (argument) chat.switchSession(argument);
  const { session } = chat.state;
  if (session === null || !assistant.sessions.get(session).unfinished) {
    if (argument) return;
    throw new GossanError('SESSION_NOTHING_TO_RESUME', { id: session ?? '' });
  }
  await chat.runTurn(async (open, call) => chat.showAnswer(await open.resume(session, call)));
}

function answered(chat: Conversation) {
  if (!chat.lastAnswer) throw wrong('There is no answer yet. Ask something first.');
  return chat.lastAnswer;
}

function wrong(detail: string): GossanError {
  return new GossanError('USAGE', { detail, command: 'chat' });
}
