import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionDatabase } from '../agents/sessions/session-database.ts';
import { COMMANDS } from '../cli/commands/table.ts';
import type { Command } from '../cli/commands/types.ts';
import { completionText } from '../cli/completion/complete.ts';
import { meaningOf } from '../cli/completion/meanings.ts';
import { homePath } from '../core/paths.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { temporaryHome } from './support/home.ts';
import { gossan } from './support/run-gossan.ts';

let home: ReturnType<typeof temporaryHome>;
beforeAll(async () => {
  home = temporaryHome();
  const sessions = new SessionDatabase();
  for (const id of ['first', 'second']) {
    sessions.acquire(id, { title: `About ${id}`, scene: null, kb: 'default' });
    sessions.release(id);
  }
  sessions.close();
  writeFileSync(join(home.path, 'note.md'), '# Ridge note\n\nAlunite forms pale ledges along the ridge.\n');
  const base = await openKnowledgeBase('field');
  await base.add([join(home.path, 'note.md')]);
  await base.close();
  mkdirSync(homePath('adapters', 'andes-2'), { recursive: true });
  writeFileSync(homePath('adapters', 'andes-2', 'adapter.json'), '{}');
  mkdirSync(homePath('adapters', 'half-copied'));
  mkdirSync(homePath('datasets', 'ridge'), { recursive: true });
});
afterAll(() => home.remove());

/** What is expected, and the words that are offered. */
async function at(...words: string[]): Promise<[string, string[]]> {
  const [kind, ...lines] = (await completionText(words)).trimEnd().split('\n');
  return [kind!, lines.map((line) => line.split('\t')[0]!)];
}
const offered = async (...words: string[]) => (await at(...words))[1];

describe('what may stand next on a command line', () => {
  it('commands, subcommands and options, as far as they are typed', async () => {
    expect(await offered('')).toEqual(COMMANDS.map(({ name }) => name));
    expect(await offered('arc')).toEqual(['archive']);
    expect(await offered('kb', 'se')).toEqual(['search']);
    expect(await offered('--json', 'kb', 'se')).toEqual(['search']);
    expect(await offered('ask', '--no')).toEqual(['--no-rag', '--no-vision', '--no-color']);
    expect(await offered('ask', 'x', '--no-rag', '--no')).toEqual(['--no-vision', '--no-color']);
    expect(await offered('--sce')).toEqual(['--scene']);
    // the question is there: options are all that is left
    expect(await offered('ask', 'Is there alunite?', '')).toContain('--scene');
  });

  it('every option of every command, with its help', async () => {
    const rows = COMMANDS.flatMap((one): [string[], Command][] => [
      [[one.name], one],
      ...(one.subcommands ?? []).map((sub): [string[], Command] => [[one.name, sub.name], sub]),
    ]);
    for (const [name, { options }] of rows) {
      const text = await completionText([...name, '-']);
      for (const { name: option, summary } of options) {
        expect(text, name.join(' ')).toContain(`${option.length === 1 ? '-' : '--'}${option}\t${summary}\n`);
      }
    }
  });

  it('values: choices, files, folders, and nothing where only the user knows', async () => {
    expect(await offered('ask', 'x', '--lang', '')).toEqual(['en', 'zh']);
    expect(await offered('ask', '--lang=z')).toEqual(['--lang=zh']);
    expect(await offered('ask', '--lang', '=', 'z')).toEqual(['zh']);
    expect(await offered('ask', '--lang', '=')).toEqual(['en', 'zh']);
    expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await at('map', '')).toEqual(['files', []]);
    expect(await at('map', 'x.hdr', '--out', '')).toEqual(['folders', []]);
    expect(await at('map', 'x.hdr', '--window', '1', '2', '')).toEqual(['words', []]);
    expect(await offered('map', 'x.hdr', '--window', '1', '2', '3', '4', '--o')).toEqual(['--out']);
    expect(await at('map', '--', '')).toEqual(['files', []]);
    expect(await at('nonsense', '')).toEqual(['words', COMMANDS.map(({ name }) => name)]);
  });

  it('names of what is on this machine', async () => {
    expect((await offered('archive', '')).sort()).toEqual(['first', 'second']);
    expect(await offered('ask', 'x', '--session', 'f')).toEqual(['first']);
    expect(await offered('kb', 'list', '--kb', '')).toEqual(['field']);
    const [document] = await offered('kb', 'page', '--kb', 'field', '');
    expect(document).toMatch(/^[0-9a-f]{12}$/);
    expect(await completionText(['kb', 'remove', '--kb', 'field', ''])).toContain(`${document}\tRidge note\n`);
    expect(await offered('kb', 'page', '')).toEqual([]);
    expect(await offered('vision', 'x', '--adapter', '')).toEqual(['andes-2']);
    expect(await offered('dataset', 'stats', '')).toEqual(['ridge']);
    expect(await offered('dataset', 'build', 'x', '--from', 'a', '--fr')).toContain('--from');
    expect(await offered('view', 'x', '--recipe', 'channels-1')).toEqual(['channels-16']);
    expect(await offered('report', '--focus', 'aluni')).toContain('alunite');
    expect(await offered('report', '--focus', '明')).toContain('明矾石');
    expect(await offered('report', '--focus', '"ferrous')).toEqual(['ferrous silicate']);
  });

  it('is known of every argument of every command', () => {
    // arguments that only the user can know
    const own = new Set(['QUESTION', 'QUERY', 'N', 'TITLE', 'TURN', 'ENTRY']);
    const rows = COMMANDS.flatMap((one) => [
      one,
      ...(one.subcommands ?? []).map((sub) => ({ ...sub, name: `${one.name} ${sub.name}` })),
    ]);
    for (const { name, args } of rows) {
      for (const argument of args.names) {
        const known = own.has(argument) || argument.includes('|') || meaningOf(argument, name) !== 'nothing';
        expect(known, `${name} ${argument}`).toBe(true);
      }
    }
  });

  it('never fails, whatever is typed and whatever is broken', async () => {
    const bad = { GOSSAN_HOME: join(home.path, 'note.md') };
    for (const words of [['archive', ''], ['kb', 'list', '--kb', ''], ['--json', '--debug', ''], []]) {
      const { code, stdout, stderr } = await gossan(['__complete', ...words], { env: bad });
      expect([code, stdout.split('\n')[0], stderr]).toEqual([0, 'words', '']);
    }
  });
});
