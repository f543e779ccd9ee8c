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

it('the chat’s commands that the table names are there', () => {
  const known = SLASH_COMMANDS.map(({ name }) => name);
  const named = COMMANDS.flatMap(({ chat, subcommands }) => [chat, ...(subcommands ?? []).map((sub) => sub.chat)]);
  for (const name of named) if (name) expect(known).toContain(name);
});
