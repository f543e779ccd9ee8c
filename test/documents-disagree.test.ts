import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuesConflict } from '../agents/documents/conflicting-values.ts';
import type { Answer } from '../core/answer.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

describe('values of two statements', () => {
  it.each([
    ['The hole is 145 m deep.', 'The hole is 160 m deep.', true],
    ['The hole is 145 m deep.', 'The hole is 0.145 km deep.', false],
    ['Grades reach 0.3–0.5 % Sn.', 'Grades reach 4000 ppm Sn.', false],
    ['Grades reach 0.3–0.5 % Sn.', 'Grades reach 0.9 % Sn.', true],
    ['The granite is 96 Ma old.', 'The granite lies at 300 m.', false],
    ['The hole is deeper than 145 m.', 'The hole is 160 m deep.', false],
    ['孔深 145 米。', '孔深 160 米。', true],
  ])('%s / %s: %s', (a, b, conflict) => {
    expect(valuesConflict(a, b)).toBe(conflict);
  });
});

describe('an answer from documents that do not agree', () => {
  let home: ReturnType<typeof temporaryHome>;
  let folder: string;
  const ask = async (question: string) =>
    jsonOf(await gossan(['ask', question, '--kb', 'two', '--json'], { cwd: folder })) as unknown as Answer;
  beforeAll(async () => {
    home = temporaryHome();
    folder = mkdtempSync(join(tmpdir(), 'gossan-disagree-'));
    writeFileSync(
      join(folder, 'a.md'),
      '# Survey 1998\n\nDrill hole LR-7 on Lantern Ridge ended at a depth of 145 m in fresh granite.\n',
    );
    writeFileSync(
      join(folder, 'b.md'),
      '# Review 2004\n\nDrill hole LR-7 on Lantern Ridge ended at a depth of 160 m, still in granite.\n\n' +
        'The collar of hole LR-9 lies at the old road.\n',
    );
    await gossan(['kb', 'add', 'a.md', 'b.md', '--kb', 'two'], { cwd: folder });
  });
  afterAll(() => {
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('quotes both, says so, and names both sides', async () => {
    const answer = await ask('How deep is drill hole LR-7 on Lantern Ridge?');
    expect(answer.citations.map(({ title, verdict }) => [title, verdict]).sort()).toEqual([
      ['Review 2004', 'verified'],
      ['Survey 1998', 'verified'],
    ]);
    expect(answer.answer).toMatch(/do not agree \[1\] \[2\]/);
    expect(answer.contradictions.map(({ sides }) => sides.length)).toEqual([2]);
    expect(answer.review.verdict).toBe('PASS');
  });

  it('sees no disagreement where one document speaks', async () => {
    const answer = await ask('Where does the collar of hole LR-9 lie?');
    expect(answer.refusal).toBeNull();
    expect(answer.contradictions).toEqual([]);
  });
});
