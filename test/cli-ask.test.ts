import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import type { Session, SessionInfo } from '../core/session.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let folder: string;
let scene: string;
let home: ReturnType<typeof temporaryHome>;
const run = (...args: string[]) => gossan(args, { cwd: folder });

beforeAll(async () => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-ask-'));
  scene = await ensureDemoScene(join(folder, 'demo'));
  writeFileSync(join(folder, 'note.md'), '# Ridge note\n\nAlunite forms pale ledges along the north ridge.\n');
  await run('kb', 'add', 'note.md', '--kb', 'field');
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('gossan ask', () => {
  it('--json: the contract’s document, with numbers that have addresses', async () => {
    const result = await run(
      'ask',
      'Is there alunite?',
      '--scene',
      scene,
      '--kb',
      'field',
      '--session',
      'ridge',
      '--json',
    );
    expect(result.stderr).toMatch(/spectral-analyst/);
    expect(result.code).toBe(0);
    const answer = jsonOf(result) as unknown as Answer;
    expect(answer).toMatchObject({ language: 'en', session: 'ridge', turn: 1, refusal: null });
    expect(answer.numbers.length).toBeGreaterThan(0);
    const ids = new Set(answer.evidence.map(({ id }) => id));
    for (const { evidence, inputs = [] } of answer.numbers) {
      for (const id of evidence === undefined ? inputs : [evidence]) expect(ids).toContain(id);
    }
    expect(answer.citations[0]).toMatchObject({ title: 'Ridge note', page: 1, verdict: 'verified' });
  });

  it('prints the answer, its references with page and verdict, and the models', async () => {
    const { code, stdout } = await run(
      'ask',
      'Is there alunite?',
      '--scene',
      scene,
      '--kb',
      'field',
      '--session',
      'ridge',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/alunite/i);
    expect(stdout).toMatch(/References\n\[1\] Ridge note, p\. 1 \(verified\)/);
    expect(stdout).toMatch(/ridge #2 · PASS · builtin/);
  });

  it('a refused answer is an answer: exit 0, and what is missing', async () => {
    const { code, stdout } = await run(
      'ask',
      'What did gold cost on 12 March 2024?',
      '--kb',
      'field',
      '--session',
      'price',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/Missing:\n {2}- /);
  });

  it('a missing scene: exit 3 with the typed path', async () => {
    const { code, stderr } = await run('ask', 'Is there alunite?', '--scene', 'gone.hdr', '--kb', 'field');
    expect(code).toBe(3);
    expect(stderr).toContain('gone.hdr: no such file');
  });
});

describe('sessions', () => {
  it('are listed, named, branched and exported', async () => {
    const listed = jsonOf(await run('sessions', '--json')) as { sessions: SessionInfo[] };
    expect(listed.sessions.map(({ id }) => id)).toContain('ridge');
    expect((await run('sessions', 'rename', 'ridge', 'North ridge')).code).toBe(0);
    expect((await run('sessions')).stdout).toMatch(/ridge .*North ridge/);

    const branch = jsonOf(await run('sessions', 'branch', 'ridge', '--turn', '1', '--json')) as { id: string };
    const copy = jsonOf(await run('sessions', 'export', branch.id)) as unknown as Session;
    expect(copy.history.map(({ question }) => question)).toEqual(['Is there alunite?']);
    expect((await run('sessions', 'branch', 'ridge', '--turn', '9')).code).toBe(2);
    expect((await run('sessions', 'export', 'nobody')).code).toBe(2);
  });

  it('archive: a Markdown file with its pictures, the path on stdout, never written over', async () => {
    const first = (await run('archive', 'ridge')).stdout.trim();
    const second = jsonOf(await run('archive', 'ridge', '--json')) as { path: string };
    expect(first).toMatch(/^output\/reports\/\d{4}-\d\d-\d\d-ridge\.md$/);
    expect(second.path).not.toBe(first);
    const text = readFileSync(join(folder, first), 'utf8');
    expect(text).toContain('North ridge');
    expect(text).toContain('Is there alunite?');
    const picture = /!\[[^\]]*\]\(<([^>]+)>\)/.exec(text)?.[1];
    expect(existsSync(join(folder, 'output/reports', picture!))).toBe(true);
  });

  it('resume: exit 1 where nothing was cut off', async () => {
    const { code, stderr } = await run('resume', 'ridge');
    expect(code).toBe(1);
    expect(stderr).toContain('no unfinished turn');
  });
});

describe('gossan report', () => {
  it('writes Markdown with its figures beside it, and one HTML file', async () => {
    const result = await run('report', '--scene', scene, '--kb', 'field', '--out', 'r/ridge.md', '--json');
    expect(result.code).toBe(0);
    const { files } = jsonOf(result) as { files: string[] };
    expect(files[0]).toBe('r/ridge.md');
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect(existsSync(join(folder, file)), file).toBe(true);
    const text = readFileSync(join(folder, 'r/ridge.md'), 'utf8');
    expect(text).toMatch(/^# Alteration report/);
    expect(text).toContain('SYNTHETIC SCENE');
    expect(text).toContain('(<ridge-figures/alteration-en.png>)');

    const html = await run('report', '--scene', scene, '--kb', 'field', '--out', 'r/ridge.html', '--lang', 'zh');
    expect(html.stdout.trim()).toBe('r/ridge.html');
    const page = readFileSync(join(folder, 'r/ridge.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>\n<html lang="zh-Hans">/);
    expect(page).toContain('src="data:image/svg+xml;base64,');
    expect(page).not.toMatch(/(src|href)="(?!data:|#)/);
  });
});
