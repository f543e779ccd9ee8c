import { describe, expect, it } from 'vitest';
import { textTable } from '../cli/terminal/columns.ts';
import { cutDisplay, displayWidth, padDisplay } from '../cli/terminal/display-width.ts';

describe('display width', () => {
  it.each([
    ['alunite', 7],
    ['明矾石', 6],
    ['µm', 2],
    ['é', 1],
    ['e\u0301', 1],
    ['👨‍👩‍👧', 2],
    ['（）', 4],
    ['2.17 µm：明矾', 13],
    ['', 0],
  ])('%s takes %d columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it('cuts between characters and never over the width', () => {
    expect(cutDisplay('明矾石', 6)).toBe('明矾石');
    expect(cutDisplay('明矾石', 5)).toBe('明矾…');
    expect(cutDisplay('明矾石', 4)).toBe('明…');
    expect(padDisplay('明', 4)).toBe('明  ');
  });

  it('aligns a table of both scripts', () => {
    const lines = textTable(
      ['mineral', 'km²'],
      [
        ['明矾石', '0.86'],
        ['alunite', '12.30'],
      ],
    ).split('\n');
    expect(lines).toEqual(['mineral    km²', '───────  ─────', '明矾石    0.86', 'alunite  12.30']);
  });
});
