import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../cli/commands/table.ts';
import type { Command } from '../cli/commands/types.ts';
import { version } from '../cli/version.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

describe('help', () => {
  it('lists every command of the table, on stdout, with exit code 0', async () => {
    const { code, stdout, stderr } = await gossan(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const { name, summary } of COMMANDS) {
      expect(stdout).toContain(`  ${name}`);
      expect(stdout).toContain(summary);
    }
  });

  it('has usage and an example for each command and subcommand', async () => {
    for (const [name, command] of allCommands(COMMANDS, '')) {
      const { code, stdout } = await gossan([...name.split(' '), '--help']);
      expect(code, name).toBe(0);
      expect(stdout).toContain(`Usage: gossan ${name}`);
      expect(stdout).toContain(command.example);
      for (const option of command.options) expect(stdout).toContain(option.summary);
    }
  });

  it('wins over what is missing or wrong on the line', async () => {
    const { code, stdout } = await gossan(['map', '--threads', 'many', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('gossan map S --out DIR');
  });

  it('is a JSON document with --json, and so is the version', async () => {
    const help = jsonOf(await gossan(['kb', 'add', '--help', '--json']));
    expect(help.command).toBe('kb add');
    expect(help.help).toContain('gossan kb add PATH');
    expect((await gossan(['--version'])).stdout.trim()).toBe(version());
  });
});

describe('the table', () => {
  it('gives each command a module that runs', async () => {
    for (const [name, command] of allCommands(COMMANDS, '')) {
      // The chat's module pulls in JSX, which only the build can load; it is run in chat-*.test.ts.
      if (command.load) expect(typeof (await command.load()).run, name).toBe('function');
      else expect(command.subcommands?.length, name).toBeGreaterThan(0);
    }
  });
});

function allCommands(commands: readonly Command[], prefix: string): [string, Command][] {
  return commands.flatMap((command): [string, Command][] => [
    [prefix + command.name, command],
    ...allCommands(command.subcommands ?? [], `${prefix}${command.name} `),
  ]);
}
