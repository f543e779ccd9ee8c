import { describe, expect, it } from 'vitest';
import { isCaption, substance, wantsListings, withoutLabels } from '../agents/documents/substance.ts';

describe('passages that tell something, and passages that only list', () => {
  it.each([
    ['Report › Geology', 'The lode dips 60° east and is 2 m wide.\nIt was worked to 80 m.', 1],
    ['Report › References', 'Okoro, T. 1994: Lodes of the northern ridge. Field Notes 12.', 0],
    ['Report › 5.2 References cited', 'The lode dips east.', 0],
    ['Report › Exercise: Reading a section', 'Which of the beds is the oldest?', 0],
    ['报告 › 参考文献', '某某，1994，北岭矿脉。', 0],
    ['Report › Geology', 'Figure 3. Map of the northern ridge with the lodes that were worked before 1910.', 0],
    ['Report', 'Figure 1: Map of the ridge ........ 12\nFigure 2: Section through the lode ........ 14', 0],
    ['报告 › 地质', '图 3 北岭矿脉分布图', 0],
  ])('%s: %s', (heading, text, share) => {
    expect(substance(heading, text)).toBe(share);
  });

  it('counts a caption among sentences by its length', () => {
    const text = 'Figure 3. Map of the ridge.\nThe lode dips 60° east and was worked to a depth of 80 m.';
    expect(substance('Geology', text)).toBeGreaterThan(0.5);
    expect(substance('Geology', text)).toBeLessThan(1);
  });

  it('takes a sentence about a figure for a sentence', () => {
    expect(isCaption('Figure 3 shows that the lode dips east.')).toBe(false);
    expect(isCaption('As Table 2 has it, grades fall with depth.')).toBe(false);
  });
});

describe('questions for a caption or a reference', () => {
  it.each([
    ['What does Figure 3 show?', true],
    ['Which references are given for the lode?', true],
    ['图 3 画的是什么？', true],
    ['How wide is the lode?', false],
    ['矿脉有多宽？', false],
  ])('%s: %s', (question, wanted) => {
    expect(wantsListings(question)).toBe(wanted);
  });
});

it('leaves out the numbers of figures, tables and chapters, and no value', () => {
  expect(withoutLabels('Figure 4.3 Levels, see Table A1')).not.toMatch(/\d/);
  expect(withoutLabels('图 4 见第 2 章')).not.toMatch(/\d/);
  expect(withoutLabels('The lode is 2.5 m wide (Figure 3).')).toMatch(/2\.5 m/);
});
