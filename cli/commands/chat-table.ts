import { COMMANDS } from './table.ts';
import { CHAT_GROUPS, type ChatForm } from './types.ts';

// Light to import on purpose, as the table that it is made from.

/** Commands that only a talk has. */
const CHAT_ONLY: readonly ChatForm[] = [
  {
    name: '/help',
    aliases: ['/?'],
    usage: '[CODE]',
    summary: { en: 'this list, or about an error', zh: '显示本列表，或解释某个错误' },
    group: 'chat',
    safeWhileBusy: true,
  },
  {
    name: '/scene',
    usage: '[PATH]',
    summary: { en: 'open a scene, or show the open one with its areas', zh: '打开影像，或显示当前影像及面积' },
    group: 'scene',
    safeWhileBusy: false,
  },
  {
    name: '/spectrum',
    usage: 'X Y',
    summary: { en: 'the spectrum of a pixel beside the library', zh: '像元光谱，与光谱库对比' },
    group: 'scene',
    safeWhileBusy: false,
  },
  {
    name: '/compare',
    usage: 'X1 Y1 X2 Y2',
    summary: { en: 'the spectra of two pixels', zh: '对比两个像元的光谱' },
    group: 'scene',
    safeWhileBusy: false,
  },
  {
    name: '/open',
    usage: '',
    summary: { en: 'open the last picture outside', zh: '在外部打开上一幅图' },
    group: 'scene',
    safeWhileBusy: true,
  },
  {
    name: '/plan',
    usage: '',
    summary: { en: 'the plan of the last answer, with times', zh: '上一回答的计划与用时' },
    group: 'answer',
    safeWhileBusy: true,
  },
  {
    name: '/evidence',
    usage: '',
    summary: { en: 'the evidence of the last answer, with addresses', zh: '上一回答的证据与地址' },
    group: 'answer',
    safeWhileBusy: true,
  },
  {
    name: '/cite',
    usage: 'N',
    summary: {
      en: 'reference N of the last answer: the text of its page around the quotation',
      zh: '上一回答的第 N 条引文及其所在页的上下文',
    },
    group: 'answer',
    safeWhileBusy: true,
  },
  {
    name: '/correct',
    usage: '[#TURN] dickite, not kaolinite',
    summary: { en: 'say what is right instead, in words', zh: '更正：例如 是地开石，不是高岭石' },
    group: 'model',
    safeWhileBusy: false,
  },
  {
    name: '/rag',
    usage: 'on | off',
    summary: { en: 'read the knowledge base, or not', zh: '是否检索知识库' },
    group: 'documents',
    safeWhileBusy: true,
  },
  {
    name: '/vision',
    usage: 'on | off',
    summary: { en: 'ask the vision model, or not', zh: '是否使用视觉模型' },
    group: 'model',
    safeWhileBusy: true,
  },
  {
    name: '/lang',
    usage: 'en | zh | auto',
    summary: { en: 'language of the answers', zh: '回答语言' },
    group: 'chat',
    safeWhileBusy: true,
  },
  {
    name: '/quit',
    aliases: ['/exit', '/q'],
    usage: '',
    summary: { en: 'leave', zh: '退出' },
    group: 'chat',
    safeWhileBusy: true,
  },
];

const shared = COMMANDS.flatMap(({ chat, subcommands = [] }) => [chat, ...subcommands.map((sub) => sub.chat)]).filter(
  (form) => form !== undefined,
);

/** The commands of the chat, in the order in which /help lists them: those of the shell's rows, and the chat's own. */
export const CHAT_COMMANDS: readonly ChatForm[] = CHAT_GROUPS.flatMap((group) =>
  [...new Set([...CHAT_ONLY, ...shared])].filter((form) => form.group === group),
);
