import { CURATION } from './curation-rows.ts';
import { DATASET } from './dataset-rows.ts';
import { EVALUATION } from './evaluation-rows.ts';
import { KNOWLEDGE } from './kb-rows.ts';
import { AOI, KB, LANG, NO_ARGS, NO_RAG, NO_VISION, SCENE, SCREEN_READER } from './options.ts';
import { RETRAINING } from './retraining-rows.ts';
import { SCENES } from './scene-rows.ts';
import { ARCHIVE, RESUME, SESSIONS } from './session-rows.ts';
import type { Command, OptionSpec } from './types.ts';

// Light to import on purpose: help, completion and the bin read this table and must not load the engine to do it.

/** Every command of the program. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'chat',
    usage: '[--scene S] [--kb NAME]',
    summary: 'Ask and answer in the terminal (what `gossan` alone does)',
    example: 'gossan chat --scene cuprite.hdr',
    args: NO_ARGS,
    options: [
      SCENE,
      KB,
      NO_RAG,
      NO_VISION,
      LANG,
      { name: 'session', kind: 'text', value: 'ID', summary: 'go on with this session' },
      SCREEN_READER,
    ],
    load: () => import('./chat.ts'),
  },
  {
    name: 'ask',
    usage: '"QUESTION" [--scene S] [--kb NAME] [--no-rag] [--no-vision] [--lang en|zh] [--session ID]',
    summary: 'One question, answered with evidence',
    details: 'A refused answer is an answer: it says what is missing, and the exit code is 0.',
    example: 'gossan ask "Where is the advanced argillic alteration?" --scene cuprite.hdr',
    args: { names: ['QUESTION'], min: 1, max: 1 },
    options: [
      SCENE,
      KB,
      NO_RAG,
      NO_VISION,
      LANG,
      { name: 'session', kind: 'text', value: 'ID', summary: 'go on with this session' },
    ],
    mcp: 'ask',
    load: () => import('./ask.ts'),
  },
  {
    name: 'report',
    usage: '--scene S [--out F] [--format md|html|pdf] [--focus "…"] [--aoi F]',
    summary: 'A cited alteration report, with its figures beside it',
    details:
      'Without --out the report goes to output/reports/. The format follows the ending of --out where --format is left ' +
      'out. HTML is one file; Markdown has its figures (PNG and SVG) in a folder beside it. PDF needs an installed Chromium, and for ' +
      'Chinese a font with its characters (on Debian: chromium, fonts-noto-cjk). Every number leads to its address in the ' +
      'appendix. The settings `user` and `organisation` stand in the title block.',
    example: 'gossan report --scene cuprite.hdr --out cuprite.md --focus "copper"',
    args: NO_ARGS,
    options: [
      { ...SCENE, required: true } as OptionSpec,
      { name: 'out', kind: 'text', value: 'F', summary: 'the file to write' },
      { name: 'format', kind: 'choice', choices: ['md', 'html', 'pdf'], summary: 'format of the report' },
      { name: 'focus', kind: 'text', value: '"…"', summary: 'what the report should dwell on' },
      AOI,
      KB,
      NO_RAG,
      NO_VISION,
      LANG,
    ],
    chat: {
      name: '/report',
      usage: '[FILE]',
      summary: { en: 'write the cited report on the scene', zh: '生成带引用的蚀变报告' },
      group: 'scene',
      safeWhileBusy: false,
    },
    load: () => import('./report.ts'),
  },
  ...SCENES,
  KNOWLEDGE,
  EVALUATION,
  ...RETRAINING,
  {
    name: 'serve',
    usage: '[--scene S]… [--kb NAME] [--port P] [--host H] [--worker SOCKET]',
    summary: 'Serve a page to look and ask, the assistant over HTTP, and the vision model (OpenAI-compatible)',
    details:
      'Serves the shipped model in this process; with GOSSAN_VISION_URL it passes requests on to that server, with --worker ' +
      'to a GPU worker on this machine. On loopback no token is needed; any other host needs GOSSAN_TOKEN in the ' +
      'environment, and so does loading adapters. Requests that name no model are answered by the active adapter, also when another ' +
      'one is activated while the server runs. Ctrl-C or SIGTERM lets running requests end, then stops. The page is at / ' +
      '(docs/web.md) and shows the scenes that --scene names; without it, those of the sessions and the demo scene. The server ' +
      'describes itself at /docs.',
    example: 'gossan serve --scene scenes/ --port 8080',
    args: NO_ARGS,
    options: [
      {
        name: 'scene',
        kind: 'text',
        value: 'S',
        repeat: true,
        summary: 'a scene, or a folder of scenes, that the page and other machines may open',
      },
      { ...KB, summary: 'knowledge base that the page begins with' },
      { name: 'port', kind: 'integer', value: 'P', min: 0, max: 65535, summary: 'default 8080; 0 takes a free one' },
      { name: 'host', kind: 'text', value: 'H', summary: 'address to listen at (default 127.0.0.1)' },
      { name: 'worker', kind: 'text', value: 'SOCKET', summary: 'Unix socket of a GPU worker' },
    ],
    load: () => import('./serve.ts'),
  },
  {
    name: 'mcp',
    usage: '[--folder DIR] [--http [--port P] [--host H]]',
    summary: "Serve Gossan's tools to MCP clients, over stdio or HTTP",
    details:
      'Without --http it speaks with one client over stdin and stdout, which the client starts (docs/mcp.md has the ' +
      'settings of common clients). With --http it serves any number at /mcp; on loopback no token is needed, any other ' +
      'host needs GOSSAN_TOKEN in the environment. Clients may name any file to be read; files are written only below ' +
      'output/ of the working folder.',
    example: 'gossan mcp --folder ~/projects/cuprite',
    args: NO_ARGS,
    options: [
      { name: 'folder', kind: 'text', value: 'DIR', summary: 'the working folder (default: where it is started)' },
      { name: 'http', kind: 'flag', summary: 'streamable HTTP in place of stdio' },
      { name: 'port', kind: 'integer', value: 'P', min: 0, max: 65535, summary: 'default 8081; 0 takes a free one' },
      { name: 'host', kind: 'text', value: 'H', summary: 'address to listen at (default 127.0.0.1)' },
    ],
    load: () => import('./mcp.ts'),
  },
  SESSIONS,
  ...CURATION,
  DATASET,
  ARCHIVE,
  RESUME,
  {
    name: 'doctor',
    usage: '[--allow-remote]',
    summary: 'What is installed, loaded and reachable, what is not, and the fix',
    example: 'gossan doctor',
    args: NO_ARGS,
    options: [
      {
        name: 'allow-remote',
        kind: 'flag',
        summary: 'agree that questions, document excerpts and pictures go to the configured remote models',
      },
    ],
    chat: {
      name: '/allow',
      usage: '',
      summary: { en: 'agree that configured remote models are used', zh: '同意使用已配置的远程模型' },
      group: 'chat',
      safeWhileBusy: true,
    },
    load: () => import('./doctor.ts'),
  },
  {
    name: 'completion',
    usage: 'bash|zsh|fish',
    summary: 'A script that completes commands, options, files, sessions, documents and minerals in your shell',
    details:
      'For bash put eval "$(gossan completion bash)" into ~/.bashrc, for zsh eval "$(gossan completion zsh)" into ~/.zshrc ' +
      'after compinit; for fish write the script to ~/.config/fish/completions/gossan.fish. The program must be found as gossan.',
    example: 'eval "$(gossan completion bash)"',
    args: { names: ['bash|zsh|fish'], min: 1, max: 1 },
    options: [],
    load: () => import('./completion.ts'),
  },
  {
    name: 'help',
    usage: '[COMMAND | CODE]',
    summary: 'Help about a command, or about an error by its code',
    example: 'gossan help SCENE_TRUNCATED',
    args: { names: ['TOPIC', 'TOPIC'], min: 0, max: 2 },
    options: [],
    load: () => import('./help.ts'),
  },
  {
    name: 'start',
    usage: '',
    summary: 'What `npm start` runs: the chat on the demo scene, or its report without a terminal',
    details:
      'Makes the synthetic demo scene and reads the shipped notes into the default knowledge base, once. In a terminal it ' +
      'then opens the chat; without one it prints the report on the demo scene as Markdown.',
    example: 'gossan start > demo-report.md',
    args: NO_ARGS,
    options: [SCREEN_READER],
    load: () => import('./start.ts'),
  },
];

/** The row of a command by its name or an alias. */
export function findCommand(commands: readonly Command[], name: string): Command | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name));
}
