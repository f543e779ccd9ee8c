import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

interface Row {
  text: string;
  question: string;
  answer: string;
  language: string;
  source: { document: string; title: string; page: number; start: number; end: number };
}

let home: ReturnType<typeof temporaryHome>;
let folder: string;
const run = (...args: string[]) => gossan(['kb', ...args, '--kb', 'field'], { cwd: folder });
const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

beforeAll(async () => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-export-'));
  writeFileSync(
    join(folder, 'notes.md'),
    '# Ridge notes\n\n## Greisens\n\nA greisen is a rock of quartz and muscovite that altered granite leaves. It may hold tin.\n\n' +
      '## 云英岩\n\n云英岩是一种由花岗岩蚀变而成的岩石，主要由石英和白云母组成，常含锡石和黑钨矿，分布在花岗岩体的顶部接触带附近。\n',
  );
  await run('add', 'notes.md');
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What the source's span says on the stored page. */
async function spanOf({ source }: Row): Promise<string> {
  const page = jsonOf(await run('page', source.document, `${source.page}`, '--json')) as { text: string };
  return page.text.slice(source.start, source.end);
}

describe('gossan kb export', () => {
  it('writes every passage on a line of its own, with its place', async () => {
    const found = rows((await run('export')).stdout);
    expect(found.map(({ text }) => text).join('\n')).toContain('A greisen is a rock');
    for (const row of found) expect(await spanOf(row)).toBe(row.text);
  });

  it('makes pairs that ask for definitions and sections, answered in the words of the page', async () => {
    const out = join(folder, 'pairs.jsonl');
    const told = jsonOf(await run('export', '--form', 'pairs', '--out', out, '--json')) as { rows: number };
    const pairs = rows(readFileSync(out, 'utf8'));
    expect(told.rows).toBe(pairs.length);
    const questions = pairs.map(({ question }) => question);
    expect(questions).toContain('What is greisen?');
    expect(questions).toContain('What does "Ridge notes" say about Greisens?');
    expect(questions).toContain('什么是云英岩？');
    expect(questions.some((question) => /What (is|are) It/i.test(question))).toBe(false);
    for (const pair of pairs) expect(await spanOf(pair)).toBe(pair.answer);
    expect(pairs.find(({ question }) => question === '什么是云英岩？')?.language).toBe('zh');
  });
});
