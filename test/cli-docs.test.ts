import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SLASH_COMMANDS } from '../cli/chat/slash-commands.ts';
import { COMMANDS } from '../cli/commands/table.ts';
import { commandsPage } from '../cli/docs/commands-page.ts';
import { errorsPage } from '../cli/docs/errors-page.ts';
import { mcpPage } from '../cli/docs/mcp-page.ts';
import { asset } from '../core/paths.ts';

const REFRESH = 'out of date: run `node scripts/write-docs.ts`';

it('docs/errors.md says what the error table says', () => {
  expect(readFileSync(asset('docs', 'errors.md'), 'utf8') === errorsPage(), REFRESH).toBe(true);
});

it('docs/commands.md says what the command tables say', () => {
  expect(readFileSync(asset('docs', 'commands.md'), 'utf8') === commandsPage(), REFRESH).toBe(true);
});

it('docs/mcp-tools.md says what the tools’ schemas say', () => {
  expect(readFileSync(asset('docs', 'mcp-tools.md'), 'utf8') === mcpPage(), REFRESH).toBe(true);
});

it('every command of the chat that the table names does something, once', () => {
  const names = SLASH_COMMANDS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, run } of SLASH_COMMANDS) expect(run, name).toBeTypeOf('function');
  const shared = COMMANDS.flatMap(({ chat, subcommands }) => [chat, ...(subcommands ?? []).map((sub) => sub.chat)]);
  for (const form of shared) if (form) expect(names).toContain(form.name);
});
