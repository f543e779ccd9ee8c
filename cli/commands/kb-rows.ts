import { KB, NO_ARGS } from './options.ts';
import type { ChatForm, Command } from './types.ts';

// Light to import on purpose, as the table that it is part of.

const CHAT: ChatForm = {
  name: '/kb',
  usage: '[list | add PATH | use NAME]',
  summary: { en: 'the knowledge base: its documents, add some, use another', zh: '知识库：列出、添加、切换' },
  group: 'documents',
  safeWhileBusy: false,
};

const kb: readonly Command[] = [
  {
    name: 'add',
    usage: 'PATH… [--kb NAME]',
    summary: 'Add documents (PDF, DOCX, XLSX, EPUB, HTML, CSV, Markdown, text) and folders of them',
    details:
      'A document with the same content is not added twice. Files that cannot be read are listed with the reason; ' +
      'the exit code is 3 only when nothing could be added.',
    example: 'gossan kb add reports/ "Cuprite 2013.pdf"',
    args: { names: ['PATH'], min: 1, max: Number.POSITIVE_INFINITY },
    options: [KB],
    chat: CHAT,
    load: () => import('./kb/add.ts'),
  },
  {
    name: 'list',
    usage: '[--kb NAME]',
    summary: 'The documents of the knowledge base, with their ids',
    example: 'gossan kb list --json',
    args: NO_ARGS,
    options: [KB],
    chat: CHAT,
    load: () => import('./kb/list.ts'),
  },
  {
    name: 'search',
    usage: '"QUERY" [-k N] [--document D] [--pages A-B] [--language en|zh] [--year Y] [--distinct] [--kb NAME]',
    summary: 'The passages nearest to a query, with document and page',
    details:
      'Filters hold together. The year of a document is that of its title, of an imprint on its first page, or of its ' +
      'metadata; documents that name none are left out where --year is given. Ranges may be open: 12-, -2010 (as --year=-2010).',
    example: 'gossan kb search "advanced argillic alteration" -k 5 --document tetracorder --pages 10-40',
    args: { names: ['QUERY'], min: 1, max: 1 },
    options: [
      {
        name: 'k',
        short: 'k',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 200,
        summary: 'how many passages (default 8)',
      },
      { name: 'document', kind: 'text', value: 'D', summary: 'only documents of this id, file name or title part' },
      { name: 'pages', kind: 'text', value: 'A-B', summary: 'only on these pages' },
      { name: 'language', kind: 'choice', choices: ['en', 'zh'], summary: 'only documents in this language' },
      { name: 'year', kind: 'text', value: 'Y', summary: 'only documents of this year, or of these: 2010-2015' },
      { name: 'distinct', kind: 'flag', summary: 'leave out passages that repeat better ones' },
      KB,
    ],
    mcp: 'search_knowledge',
    load: () => import('./kb/search.ts'),
  },
  {
    name: 'page',
    usage: 'DOC N [--kb NAME]',
    summary: "The stored text of one page; citations' offsets count in it",
    example: 'gossan kb page 3fa29c01b7de 12',
    args: { names: ['DOC', 'N'], min: 2, max: 2 },
    options: [KB],
    mcp: 'get_page',
    load: () => import('./kb/page.ts'),
  },
  {
    name: 'remove',
    usage: 'ID… [--kb NAME]',
    summary: 'Remove documents',
    example: 'gossan kb remove 3fa29c01b7de',
    args: { names: ['ID'], min: 1, max: Number.POSITIVE_INFINITY },
    options: [KB],
    load: () => import('./kb/remove.ts'),
  },
  {
    name: 'sync',
    usage: '[SOURCE…] [--watch] [--forget SOURCE] [--kb NAME]',
    summary:
      'Follow folders, files and addresses of reports: add what is new, replace what changed, remove what is gone',
    details:
      'A source that is named once is followed from then on. Where a folder or an address cannot be reached its documents stay ' +
      'as they are. An address is fetched again only when its server says that it changed. --watch goes on until Ctrl-C.',
    example: 'gossan kb sync reports/ https://example.org/geology/report-12.pdf',
    args: { names: ['SOURCE'], min: 0, max: Number.POSITIVE_INFINITY },
    options: [
      { name: 'watch', kind: 'flag', summary: 'sync again whenever a followed folder changes' },
      { name: 'forget', kind: 'text', value: 'SOURCE', summary: 'follow this no longer and remove its documents' },
      KB,
    ],
    load: () => import('./kb/sync.ts'),
  },
  {
    name: 'export',
    usage: '[--form chunks|pairs|pages] [--out F] [--kb NAME]',
    summary: 'The passages, or pairs of question and answer for training, as JSON Lines with their sources',
    details:
      'chunks: the indexed passages. pairs: questions that follow from headings and definitions, answered by sentences of the ' +
      'document, each with its page; made by rule, to be looked through before they train anything. pages: every document with ' +
      'the text of its pages, as one JSON document.',
    example: 'gossan kb export --form pairs --out pairs.jsonl',
    args: NO_ARGS,
    options: [
      {
        name: 'form',
        kind: 'choice',
        choices: ['chunks', 'pairs', 'pages'],
        summary: 'what to write (default: chunks)',
      },
      { name: 'out', kind: 'text', value: 'F', summary: 'write to this file (default: stdout)' },
      KB,
    ],
    load: () => import('./kb/export.ts'),
  },
];

/** The knowledge base. */
export const KNOWLEDGE: Command = {
  name: 'kb',
  usage: 'add|list|search|page|remove|export …',
  summary: 'The knowledge base: documents that answers may cite',
  example: 'gossan kb add reports/',
  args: NO_ARGS,
  options: [],
  subcommands: kb,
  chat: CHAT,
};
