import type { Invocation } from '../invocation.ts';

/** One option of a command. `window` takes four numbers: X Y WIDTH HEIGHT; with `repeat` it may be given several times. */
export type OptionSpec = {
  /** Long name without dashes. */
  name: string;
  short?: string;
  summary: string;
} & (
  | { kind: 'flag' }
  | { kind: 'text'; value: string; required?: boolean; repeat?: true }
  | { kind: 'integer'; value: string; min: number; max: number; required?: boolean }
  | { kind: 'choice'; choices: readonly string[]; required?: boolean }
  | { kind: 'window' }
);

/** What a command's module exports. The exit code is 0 unless `run` returns another or throws. */
export interface CommandModule {
  run(call: Invocation): Promise<number | undefined>;
  /** How long it may take to end after Ctrl-C or SIGTERM, ms; a few seconds where it is left out. */
  graceMs?: number;
}

/** What a command of the chat is about: /help lists them in this order. */
export const CHAT_GROUPS = ['scene', 'documents', 'answer', 'session', 'model', 'chat'] as const;

/** A command as it is typed in the chat. */
export interface ChatForm {
  /** With its slash. */
  name: string;
  aliases?: readonly string[];
  /** What follows the name. It is completed by it: words where there is a choice, names and files by their placeholders. */
  usage: string;
  summary: { en: string; zh: string };
  group: (typeof CHAT_GROUPS)[number];
  /** May run while a turn runs: it changes nothing that the turn reads, and needs no turn of its own. */
  safeWhileBusy: boolean;
}

/** One row of the command table: all that help, completion, documentation and the parser know of a command. */
export interface Command {
  name: string;
  aliases?: readonly string[];
  /** What follows the name in the usage line: `S --out DIR [--window X Y W H]`. */
  usage: string;
  summary: string;
  /** More than the summary, for `--help`; paragraphs. */
  details?: string;
  example: string;
  /** Positional arguments: their names, how many at least and at most. */
  args: { names: readonly string[]; min: number; max: number };
  options: readonly OptionSpec[];
  subcommands?: readonly Command[];
  /** The same in the chat, where there is one; several rows may share it. */
  chat?: ChatForm;
  /** The tool of the MCP server that does the same. */
  mcp?: string;
  /** Left out where only the subcommands do something. */
  load?: () => Promise<CommandModule>;
}

/** Options that every command takes. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { name: 'json', kind: 'flag', summary: 'one JSON document on stdout, everything else on stderr' },
  { name: 'help', short: 'h', kind: 'flag', summary: 'this text' },
  { name: 'no-color', kind: 'flag', summary: 'no colours, as NO_COLOR=1' },
  { name: 'debug', kind: 'flag', summary: 'stack traces with errors' },
];
