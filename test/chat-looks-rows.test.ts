import { describe, expect, it } from 'vitest';
import { textTable } from '../cli/terminal/columns.ts';
import { displayWidth } from '../cli/terminal/display-width.ts';
import { narrowTables } from '../cli/terminal/narrow-table.ts';
import { wrapText } from '../cli/terminal/wrap-words.ts';
import { seededRandom } from '../core/seeded-random.ts';

const LATIN = ['alunite', 'km²', '0.94', 'ridge', 'north-eastern', 'XRD', '2.205'];
const CHINESE = ['矿物', '明矾石', '蚀变带', '（高级泥化）', '“是的”', '岩'];
const CLOSING = ['', '', '，', '。', '；', '…'];

describe('rows of a text', () => {
  it('nothing is wider, nothing is lost, no word that fits is broken, no closing mark begins a row', () => {
    const random = seededRandom(20261129);
    for (let round = 0; round < 400; round++) {
      const width = 18 + Math.floor(random() * 60);
      const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
      // Latin words stand apart from each other, and often beside Chinese
      const parts = Array.from({ length: 1 + Math.floor(random() * 30) }, () =>
        random() < 0.5 ? `${one(LATIN)}${one(CLOSING)} ` : `${one(LATIN)}${one(CHINESE)}${one(CLOSING)}${one(CHINESE)}`,
      );
      const text = parts.join(one(['', ' '])).trim();
      const rows = wrapText(text, width).split('\n');
      expect(Math.max(...rows.map(displayWidth))).toBeLessThanOrEqual(width);
      expect(rows.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      // words stand whole: the same Latin words, in the same order
      const latin = (one: string) => one.match(/[A-Za-z]+/g) ?? [];
      expect(rows.flatMap(latin)).toEqual(latin(text));
      for (const row of rows.slice(1)) expect(row).not.toMatch(/^[，。；…”）]/);
    }
  });

  it('a list goes on below its text, a reference below its title', () => {
    expect(wrapText('  - Alunite forms pale ledges on the ridge', 24)).toBe(
      '  - Alunite forms pale\n    ledges on the ridge',
    );
    expect(wrapText('[12] Report on the ridge, p. 3 (verified)', 24)).toBe(
      '[12] Report on the\n     ridge, p. 3\n     (verified)',
    );
  });

  it('a path breaks behind a slash, and a Chinese sentence not before its comma', () => {
    expect(wrapText('output/reports/2026-11-29-ridge.md', 20)).toBe('output/reports/\n2026-11-29-ridge.md');
    expect(wrapText('明矾石在山脊，高岭石在低地', 12)).toBe('明矾石在山\n脊，高岭石在\n低地');
  });
});

describe('a table on a narrow terminal', () => {
  const table = textTable(
    ['', 'adapter', 'approved by', 'trained from'],
    [
      ['●', 'ridge-2', '李伟', 'the base'],
      ['', 'ridge-1', 'Li Wei', ''],
    ],
  );

  it('stays a table where it has room', () => {
    expect(narrowTables(table, 60)).toBe(table);
  });

  it('is a paragraph a row where it has none, with what stands around it left as it is', () => {
    expect(narrowTables(`before\n\n${table}\n\nafter`, 30)).toBe(
      [
        'before',
        '',
        '● ridge-2',
        '  approved by: 李伟',
        '  trained from: the base',
        'ridge-1',
        '  approved by: Li Wei',
        '',
        'after',
      ].join('\n'),
    );
  });
});
