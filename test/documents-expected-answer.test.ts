import { expect, it } from 'vitest';
import { expectedKinds } from '../agents/documents/expected-answer.ts';
import { namesIt, specificNames } from '../agents/documents/specific-names.ts';

it.each([
  [
    'At what temperature does white tin turn grey?',
    'a temperature',
    'below 13.2˚C it turns grey',
    'at 13.2 m it turns grey',
  ],
  ['白锡在多少度转变为灰锡？', 'a temperature', '低于 13.2℃ 时转变', '厚 13.2 米'],
  ['How deep is the hole?', 'a depth, width or distance', 'to 145 m', 'in 1945'],
  ['At which wavelengths does alunite absorb?', 'a wavelength', 'near 1.48 µm', 'over 1.48 km'],
  ['What tonnage do the greisens have?', 'a tonnage', '12 Mt of ore', '12 samples'],
  ['矿石品位是多少？', 'a grade', '含 0.3% Sn', '共 3 个矿体'],
  ['What is the density of cassiterite?', 'a density', 'a specific gravity of about 7', 'a hardness of 6'],
  ['铜价是多少？', 'a price', 'US$ 9,100 a tonne', 'copper is red'],
])('%s wants %s', (question, kind, gives, not) => {
  const found = expectedKinds(question).find(({ name }) => name === kind);
  expect(found).toBeDefined();
  expect(found!.gives.test(gives)).toBe(true);
  expect(found!.gives.test(not)).toBe(false);
});

it.each(['Why is alunite pale?', 'Compare skarns and greisens.', '明矾石为什么呈浅色？'])(
  '%s wants no value',
  (question) => {
    expect(expectedKinds(question)).toEqual([]);
  },
);

it('finds the names that an answer must name too', () => {
  expect(specificNames('What did hole LR-9 cut under NI 43-101 at Falls Creek?')).toEqual([
    'LR-9',
    'NI',
    '43-101',
    'Falls',
    'Creek',
  ]);
  expect(specificNames('What is the grade of the ore?')).toEqual([]);
});

it('takes a name for itself only: no part of another word, and a pair of elements also by their names', () => {
  expect(namesIt('mining and smelting', 'NI')).toBe(false);
  expect(namesIt('under NI 43-101', 'NI')).toBe(true);
  expect(namesIt('zircons are dated by the decay of uranium to lead', 'U-Pb')).toBe(true);
  expect(namesIt('dated by the decay of potassium to argon', 'U-Pb')).toBe(false);
});
