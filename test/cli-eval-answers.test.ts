import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let folder: string;
let home: ReturnType<typeof temporaryHome>;
const run = (...args: string[]) => gossan(args, { cwd: folder });

beforeAll(async () => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-eval-answers-'));
  writeFileSync(
    join(folder, 'ridge.md'),
    '# Lantern Ridge\n\n## Drilling\n\nHole LR-7 reached a depth of 145 m and cut 12 m of massive pyrite with 0.4 % copper.\n\n' +
      '## Weathering\n\nThe iron cap of the ridge formed when sulfides were oxidised above the water table.\n',
  );
  await run('kb', 'add', 'ridge.md', '--kb', 'field');
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

const QUESTIONS = [
  {
    id: 'deep',
    question: 'How deep was hole LR-7 drilled?',
    language: 'en',
    answerable: true,
    answer: 'Hole LR-7 is 145 m deep.',
    documents: [{ document: 'ridge.md', heading: 'Drilling' }],
    half: 'tuned',
  },
  {
    id: 'cap',
    question: 'How did the iron cap of the ridge form?',
    language: 'en',
    answerable: true,
    documents: [{ document: 'ridge.md', heading: 'Weathering' }],
    half: 'held',
  },
  {
    id: 'zinc',
    question: 'What zinc grade did hole LR-9 cut?',
    language: 'en',
    answerable: false,
    near_miss: true,
    half: 'held',
  },
];

function set(rows: object[]): string {
  const path = join(folder, 'set.jsonl');
  writeFileSync(path, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  return path;
}

describe('gossan eval answers', () => {
  it('asks the real assistant and scores pages, refusals and words, by half', async () => {
    const result = await run('eval', 'answers', '--set', set(QUESTIONS), '--kb', 'field', '--json');
    expect(result.code).toBe(0);
    const found = jsonOf(result) as { scores: Record<string, Record<string, number>>; questions: { id: string }[] };
    expect(Object.keys(found.scores)).toEqual(['all', 'held', 'tuned']);
    expect(found.scores.all).toMatchObject({
      questions: 3,
      answerable: 2,
      citation_precision: 1,
      citation_recall: 1,
      wrong_refusals: 0,
      unanswerable_refused: 1,
      near_misses_refused: 1,
      wrong_answers: 0,
    });
    expect(found.scores.tuned!.token_f1).toBeGreaterThan(0.2);
    const sessions = await run('sessions', '--json');
    expect(jsonOf(sessions)).toMatchObject({ sessions: [] });
  });

  it('--half asks that half only, and the table names what went wrong', async () => {
    const wrong = [{ ...QUESTIONS[0], documents: [{ document: 'ridge.md', heading: 'Weathering' }] }, QUESTIONS[1]];
    const text = await run('eval', 'answers', '--set', set(wrong), '--kb', 'field', '--half', 'tuned');
    expect(text.stdout).toMatch(/^questions\s+1$/m);
    expect(text.stdout).toMatch(/^deep\s+answered from elsewhere\s+How deep was hole LR-7/m);
  });

  it('says which line of a set is wrong, and which documents the base lacks', async () => {
    const line = await run(
      'eval',
      'answers',
      '--set',
      set([QUESTIONS[0]!, { id: 'x', question: 'Why?', language: 'fr' }]),
    );
    expect(line.code).toBe(3);
    expect(line.stderr).toContain('line 2');
    const lacking = await run('eval', 'answers', '--set', set(QUESTIONS), '--kb', 'elsewhere');
    expect(lacking.code).toBe(3);
    expect(lacking.stderr).toContain('ridge.md');
  });
});
