import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionDatabase } from '../agents/sessions/session-database.ts';
import { findSlashCommand } from '../cli/chat/slash-commands.ts';
import { chatLines } from '../cli/completion/chat-line.ts';
import { commonStart } from '../cli/completion/paths.ts';
import { homePath } from '../core/paths.ts';
import { temporaryHome } from './support/home.ts';

let home: ReturnType<typeof temporaryHome>;
let folder: string;
beforeAll(() => {
  home = temporaryHome();
  const sessions = new SessionDatabase();
  sessions.acquire('ridge-talk', { title: 'Is there alunite?', scene: null, kb: 'default' });
  sessions.release('ridge-talk');
  sessions.close();
  mkdirSync(homePath('kb', 'reports'), { recursive: true });
  writeFileSync(homePath('kb', 'reports', 'base.sqlite'), '');
  folder = mkdtempSync(join(tmpdir(), 'gossan-lines-'));
  mkdirSync(join(folder, 'ridge maps'));
  for (const name of ['ridge scene.hdr', '.hidden', 'other.hdr']) writeFileSync(join(folder, name), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  home.remove();
});

async function lines(typed: string): Promise<string[]> {
  const command = findSlashCommand(typed.split(' ', 1)[0]!)!;
  return (await chatLines(command, typed)).map(({ value }) => value);
}

describe('what a line of the chat may become', () => {
  it('words where there is a choice, names behind them', async () => {
    expect(await lines('/lang ')).toEqual(['/lang en', '/lang zh', '/lang auto']);
    expect(await lines('/rag of')).toEqual(['/rag off']);
    expect(await lines('/kb ')).toEqual(['/kb list', '/kb add', '/kb use']);
    expect(await lines('/kb use ')).toEqual(['/kb use reports']);
    expect(await lines('/kb use x')).toEqual([]);
  });

  it('sessions and paths, with blanks in their names', async () => {
    expect(await lines('/resume r')).toEqual(['/resume ridge-talk']);
    const at = (name: string) => `/scene ${join(folder, name)}`;
    expect(await lines(at('ri'))).toEqual([at('ridge maps/'), at('ridge scene.hdr')]);
    expect(await lines(at('ridge s'))).toEqual([at('ridge scene.hdr')]);
    expect(await lines(`/scene ${folder}/.`)).toEqual([at('.hidden')]);
    expect(await lines(`/kb add ${join(folder, 'o')}`)).toEqual([`/kb add ${join(folder, 'other.hdr')}`]);
    expect(await lines(`/scene ${join(folder, 'nowhere', 'x')}`)).toEqual([]);
  });

  it('nothing where only the user knows, and no word of an example', async () => {
    expect(await lines('/cite ')).toEqual([]);
    expect(await lines('/correct ')).toEqual([]);
    expect(await lines('/quit ')).toEqual([]);
  });

  it('is completed as far as all agree', () => {
    expect(commonStart(['/scene ridge maps/', '/scene ridge scene.hdr'])).toBe('/scene ridge ');
    expect(commonStart(['/lang en'])).toBe('/lang en');
    expect(commonStart([])).toBe('');
  });
});
