import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionDatabase } from '../agents/sessions/session-database.ts';
import type { Session } from '../core/session.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';
import { sampleAnswer } from './support/sample-answer.ts';

let home: ReturnType<typeof temporaryHome>;
let folder: string;
beforeAll(() => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-sessions-'));
  const sessions = new SessionDatabase();
  const ask = (id: string, question: string, answer: string | null) => {
    sessions.acquire(id, { title: question, scene: null, kb: 'default' });
    const turn = sessions.begin(id, question, {
      session: id,
      mode: 'ask',
      scene: null,
      kb: 'default',
      rag: true,
      vision: true,
      lang: null,
      focus: { minerals: [], alteration: [] },
      dwellOn: null,
    });
    const usage = [
      { model: 'm-7b (lab)', role: 'reasoner', calls: 2, prompt_tokens: 900, completion_tokens: 80, ms: 1500 },
    ] as const;
    if (answer !== null)
      sessions.finish(id, turn, 'done', sampleAnswer({ answer, session: id, turn, usage: [...usage], ms: 2000 }), null);
    else sessions.keepShown(id, turn, 'Gold was');
    sessions.release(id);
  };
  ask('ridge', 'Is there alunite on the ridge?', 'Alunite covers 0.94 km².');
  ask('ridge', 'And in the north?', 'The 鐵帽 lies in the NORTH.');
  ask('ridge', 'And gold?', null);
  ask('basin', '盆地有没有高岭石？', '高岭石占 100% 的像元。');
  sessions.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  home.remove();
});

const run = (args: string[], env: Record<string, string> = {}) => gossan(['sessions', ...args], { cwd: folder, env });
const json = async (args: string[]) => jsonOf(await run([...args, '--json']));

describe('gossan sessions', () => {
  it('lists, and says in the terminal’s language which was cut off', async () => {
    expect((await json(['list'])).sessions).toMatchObject([
      { id: 'basin', unfinished: false },
      { id: 'ridge', turns: 3, unfinished: true },
    ]);
    expect((await run([], { LANG: 'en_US.UTF-8' })).stdout).toMatch(/ridge .*cut off: gossan resume/);
    expect((await run([], { LANG: 'zh_CN.UTF-8', LC_ALL: '' })).stdout).toMatch(/编号[\s\S]*ridge .*被中断/);
  });

  it.each([
    ['alunite ridge', ['ridge'], { turn: 1, where: 'question' }],
    ['covers ALUNITE', ['ridge'], { turn: 1, where: 'answer' }],
    ['north 铁帽', ['ridge'], { turn: 2, where: 'answer' }],
    ['高嶺石', ['basin'], { turn: 1, where: 'question' }],
    ['１００% 像元', ['basin'], { turn: 1, where: 'answer' }],
  ])('finds "%s", whatever its case, width and characters', async (text, ids, place) => {
    const sessions = (await json(['search', text])).sessions as { id: string; found: object[] }[];
    expect(sessions.map(({ id }) => id)).toEqual(ids);
    expect(sessions[0]!.found).toContainEqual(expect.objectContaining(place));
  });

  it('finds nothing where the words stand in different turns, and says so', async () => {
    expect((await json(['search', 'alunite', '铁帽'])).sessions).toEqual([]);
    const { stdout, code } = await run(['search', 'alunite 铁帽']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/No session has these words: alunite 铁帽/);
  });

  it('renames; a name of nothing and an unknown session are refused', async () => {
    expect(await json(['rename', 'basin', ' Basin, south '])).toEqual({ id: 'basin', title: 'Basin, south' });
    expect((await json(['search', 'basin south'])).sessions).toMatchObject([{ id: 'basin', found: [] }]);
    for (const [args, code] of [
      [['rename', 'basin', '  '], 'USAGE'],
      [['rename', 'basin', 'x'.repeat(201)], 'SESSION_TITLE'],
      [['rename', 'none', 'x'], 'SESSION_UNKNOWN'],
      [['export', 'none'], 'SESSION_UNKNOWN'],
      [['cost', 'none'], 'SESSION_UNKNOWN'],
      [['branch', 'ridge', '--turn', '3'], 'TURN_UNKNOWN'],
      [['branch', 'ridge', '--turn', '9'], 'TURN_UNKNOWN'],
      [['resume', 'basin'], 'SESSION_NOTHING_TO_RESUME'],
    ] as const) {
      const finished = await run([...args, '--json']);
      expect(jsonOf(finished), args.join(' ')).toMatchObject({ error: { code } });
      expect(finished.code).not.toBe(0);
    }
  });

  it('branches after a turn, and leaves the old session as it was', async () => {
    const { id } = (await json(['branch', 'ridge', '--turn', '1'])) as { id: string };
    expect(await json(['export', id])).toMatchObject({ turns: 1, history: [{ turn: 1 }], unfinished: false });
    expect(await json(['export', 'ridge'])).toMatchObject({ turns: 3, unfinished: true });
  });

  it('exports JSON and Markdown, with what had been shown of an answer that was cut off', async () => {
    const session = (await json(['export', 'ridge'])) as unknown as Session;
    expect(session.history[2]).toMatchObject({ status: 'running', answer: null, shown: 'Gold was' });
    const text = (await run(['export', 'ridge', '--format', 'md'])).stdout;
    expect(text).toMatch(/## 1\. Is there alunite[\s\S]*Alunite covers 0\.94[\s\S]*Gold was[\s\S]*Cut off here/);
    expect(await json(['export', 'ridge', '--format', 'md'])).toMatchObject({ format: 'md' });
    expect(await json(['export', 'ridge', '--out', 'talk.md'])).toMatchObject({ format: 'md', out: 'talk.md' });
    expect(readFileSync(join(folder, 'talk.md'), 'utf8')).toContain('Gold was');
    await run(['export', 'ridge', '--out', 'deep/talk.json']);
    expect(existsSync(join(folder, 'deep', 'talk.json'))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'deep', 'talk.json'), 'utf8'))).toEqual(session);
  });

  it('counts what models took, by turn and in all', async () => {
    expect(await json(['cost', 'ridge'])).toMatchObject({
      turns: [{ turn: 1, ms: 2000 }, { turn: 2 }],
      total: { ms: 4000, usage: [{ calls: 4, prompt_tokens: 1800, completion_tokens: 160, ms: 3000 }] },
    });
    expect((await run(['cost', 'ridge'])).stdout).toMatch(/all +m-7b \(lab\) +4 +1800 +160 +3\.0/);
  });
});
