import { CHAT_COMMANDS } from '../commands/chat-table.ts';
import { COMMANDS } from '../commands/table.ts';
import { type Command, GLOBAL_OPTIONS } from '../commands/types.ts';
import { optionUsage } from '../help.ts';

/** `docs/commands.md`: every command of the program and of the chat. */
export function commandsPage(): string {
  const parts = [
    '# Commands',
    'Written from the command table (`cli/commands/table.ts`, `cli/commands/chat-table.ts`) by `node scripts/write-docs.ts`.',
    'Exit codes: 0 done · 1 failed · 2 wrong use · 3 input refused · 4 a needed part is missing · 130 interrupted. The errors are in [errors.md](errors.md).',
    `Every command takes ${GLOBAL_OPTIONS.map((option) => `\`${optionUsage(option)}\` (${option.summary})`).join(', ')}.`,
    ...COMMANDS.flatMap((command) => sections(command, '')),
    '## In the chat',
    table(
      ['command', 'does', ''],
      CHAT_COMMANDS.map(({ name, usage, summary }) => [code(`${name} ${usage}`), summary.en, summary.zh]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sections(command: Command, prefix: string): string[] {
  const name = prefix + command.name;
  const own = [
    `${prefix ? '###' : '##'} gossan ${name}`,
    `${command.summary}.`,
    ...(command.details ? [command.details] : []),
    ['```', `gossan ${name} ${command.usage}`.trimEnd(), '', `# for example`, command.example, '```'].join('\n'),
    ...(command.options.length
      ? [
          table(
            ['option', ''],
            command.options.map((option) => [code(optionUsage(option)), option.summary]),
          ),
        ]
      : []),
    ...(command.chat ? [`In the chat: \`${`${command.chat.name} ${command.chat.usage}`.trim()}\`.`] : []),
    ...(command.mcp ? [`For MCP clients: [\`${command.mcp}\`](mcp-tools.md#${command.mcp}).`] : []),
  ];
  return [...own, ...(command.subcommands ?? []).flatMap((sub) => sections(sub, `${name} `))];
}

function code(text: string): string {
  return `\`${text.trim().replace(/\|/g, '\\|')}\``;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
