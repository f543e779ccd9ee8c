import { expect, it } from 'vitest';
import { textOverlap, words } from '../agents/evaluate/text-overlap.ts';

it('counts words without articles and case, numbers whole, each Han character by itself', () => {
  expect(words('The alunite covers 1,250.5 km², 明矾石')).toEqual([
    'alunite',
    'covers',
    '1,250.5',
    'km2',
    '明',
    '矾',
    '石',
  ]);
});

it('is 1 for the same words and 0 for none in common', () => {
  const same = textOverlap('Kaolinite forms below 300 degrees', 'kaolinite forms below 300 degrees.');
  expect([same.tokenF1, same.rougeL, same.bleu]).toEqual([1, 1, 1]);
  const none = textOverlap('basalt', 'granite');
  expect([none.tokenF1, none.rougeL, none.bleu]).toEqual([0, 0, 0]);
});

it('gives what the definitions give', () => {
  // six words against four, three in common, in order
  const { tokenF1, rougeL } = textOverlap('tin lies in old grey granite', 'tin in pale granite');
  expect(tokenF1).toBeCloseTo((2 * 3) / 10, 10);
  expect(rougeL).toBeCloseTo((2 * 3) / 10, 10);
  // the same bag in another order has the same F1 and a shorter subsequence
  const turned = textOverlap('granite tin in', 'tin in granite');
  expect(turned.tokenF1).toBe(1);
  expect(turned.rougeL).toBeCloseTo(2 / 3, 10);
  // of three words: one-word precision 1, the others smoothed: (1+1)/(2+1), (0+1)/(1+1), (0+1)/(0+1)
  expect(turned.bleu).toBeCloseTo((1 * (2 / 3) * (1 / 2) * 1) ** 0.25, 10);
});

it('holds a short answer’s brevity against it in BLEU', () => {
  const full = textOverlap('tin lies in granite', 'tin lies in granite of the west coast').bleu;
  expect(full).toBeCloseTo(Math.exp(1 - 7 / 4), 10);
});
