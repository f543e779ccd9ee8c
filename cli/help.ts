import { ERRORS, type ErrorCode, errorEntry } from '../core/errors.ts';
import { COMMANDS } from './commands/table.ts';
import { type Command, GLOBAL_OPTIONS, type OptionSpec } from './commands/types.ts';

/** What the exit codes of errors say (contract). */
export const EXIT_MEANING = {
  1: 'failed',
  2: 'wrong use',
  3: 'input refused',
  4: 'a needed part is missing',
  130: 'interrupted',
} as const;

/** The text of `gossan help CODE`: the entry of an error; what stands in braces is filled in where it happens. */
export function errorHelp(code: ErrorCode): string {
  const { message, hint, exit, http } = ERRORS[code];
  const lines = [code, `  ${message}`, `  ${hint}`, `  Exit code ${exit}: ${EXIT_MEANING[exit]}. Over HTTP: ${http}.`];
  return `${[...lines, `  ${errorEntry(code)}`].join('\n')}\n`;
}

/** The code of the error table that a word names, in any case. */
export function errorCode(word: string): ErrorCode | undefined {
  const code = word.toUpperCase();
  return code in ERRORS ? (code as ErrorCode) : undefined;
}

/** The text of `gossan --help`. */
export function programHelp(): string {
  const rows = COMMANDS.map((command): [string, string] => [
    command.subcommands ? `${command.name} …` : command.name,
    command.summary,
  ]);
  return `Gossan looks at hyperspectral scenes, reads your geology reports, and answers with evidence that can be checked.

Usage: gossan [COMMAND] [OPTIONS]
Alone, \`gossan\` opens the chat.

Commands:
${columns(rows)}

Every command takes:
${columns(optionRows(GLOBAL_OPTIONS))}
  ${'--version'.padEnd(18)}the version

Examples:
  gossan ask "Where is the advanced argillic alteration?" --scene cuprite.hdr
  gossan kb add reports/
  gossan report --scene cuprite.hdr --out cuprite.md

Exit codes: 0 done · 1 failed · 2 wrong use · 3 input refused · 4 a needed part is missing · 130 interrupted
Home of sessions, knowledge bases and models: GOSSAN_HOME (default ~/.gossan)
`;
}

/** The text of `gossan COMMAND --help`. `name` is the full name: `kb add`. */
export function commandHelp(command: Command, name: string): string {
  const parts = [`gossan ${name}: ${command.summary}`, `Usage: gossan ${name} ${command.usage}`.trimEnd()];
  if (command.details) parts.push(wrap(command.details, 88));
  if (command.subcommands) {
    const rows = command.subcommands.map((sub): [string, string] => [sub.name, sub.summary]);
    parts.push(`Commands:\n${columns(rows)}\nEach has its own --help.`);
  }
  parts.push(`Options:\n${columns(optionRows([...command.options, ...GLOBAL_OPTIONS]))}`);
  parts.push(`Example:\n  ${command.example}`);
  if (command.chat) parts.push(`In the chat: ${command.chat.name} ${command.chat.usage}`.trimEnd());
  if (command.mcp) parts.push(`For MCP clients: ${command.mcp}`);
  return `${parts.join('\n\n')}\n`;
}

/** `-k, --k N` as help and documentation show an option. */
export function optionUsage(spec: OptionSpec): string {
  const long = spec.name.length === 1 ? '' : `--${spec.name}`;
  const names = [spec.short ? `-${spec.short}` : '', long].filter(Boolean).join(', ');
  switch (spec.kind) {
    case 'flag':
      return names;
    case 'choice':
      return `${names} ${spec.choices.join('|')}`;
    case 'window':
      return `${names} X Y W H`;
    default:
      return `${names} ${spec.value}`;
  }
}

function optionRows(specs: readonly OptionSpec[]): [string, string][] {
  return specs.map((spec) => [
    optionUsage(spec),
    spec.summary + ('required' in spec && spec.required ? ' (needed)' : ''),
  ]);
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(16, ...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}

function wrap(text: string, width: number): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + word.length + 1 > width) lines.push(word);
    else lines[last] = lines[last] ? `${lines[last]} ${word}` : word;
  }
  return lines.join('\n');
}
