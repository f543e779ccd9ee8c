import { expect, it } from 'vitest';
import { quotePages } from './support/quote-pages.ts';

const { verdict } = quotePages({
  report: [
    'The shaft is 10 m in depth and took 10 min to climb. Inorganic matter is typical and organic matter atypical; notable veins ' +
      'and no table were seen. The grade of 12.5 g/t over 3.5 m exceeds 1 200 ppm in Table 2. 5 samples had < 13.2 g. ' +
      'The western zone is not suitable for mining; it doesn’t contain gold.',
  ],
  zh: ['北部为不含矿石英脉，南部没有明矾石，中部含矿。'],
});

it.each([
  ['a space left out', 'The shaft is 10 m indepth and took10 min toclimb'],
  [
    'a space put in',
    'organic mat ter a typical; no table ve ins'.replace('a typical; no table ve ins', 'atypical; notable ve ins'),
  ],
  ['a space behind a number left out', 'The grade of 12.5g/t over 3.5m exceeds'],
  ['a space within brackets of a sign', 'samples had <13.2 g'],
])('verifies %s', (_, quote) => {
  expect(verdict(quote)).toBe('verified');
});

it.each([
  ['a space that makes another unit', 'The shaft is 10 min depth'],
  ['a space that parts a unit', 'and took 10 m in to climb'],
  ['a space that takes a denial away', 'In organic matter is typical'],
  ['a space that puts a denial in', 'matter is typical and organic matter a typical'],
  ['a space that puts a denial in', 'no table veins and no table were seen'],
  ['a space that takes a denial away', 'notable veins and notable were seen'],
  ['a number joined', 'exceeds 1200 ppm'],
  ['a number joined at a point', 'in Table 2.5 samples'],
  ['a number without its unit', 'The grade of 12.5 g/t over 3.5'],
  ['half of a unit', 'The grade of 12.5 g'],
  ['a number without its bound', '13.2 g. The western zone'],
  ['what is denied without its denial', 'suitable for mining'],
  ['what is denied without its denial', 'contain gold'],
])('does not verify %s', (_, quote) => {
  expect(verdict(quote)).toBe('fabricated');
});

it('knows words that a space makes where the base has them not', () => {
  const { verdict } = quotePages({
    report: ['This is a typical vein in active use, and in the eastern zone it ends.'],
  });
  expect(verdict('This is atypical vein')).toBe('fabricated');
  expect(verdict('a typical vein inactive use')).toBe('fabricated');
  expect(verdict('in active use, and inthe eastern zone')).toBe('verified');
});

it('does not verify in Chinese what is denied without its denial', () => {
  expect(verdict('中部含矿', 1, 'zh')).toBe('verified');
  expect(verdict('不含矿石英脉', 1, 'zh')).toBe('verified');
  expect(verdict('含矿石英脉', 1, 'zh')).toBe('fabricated');
  expect(verdict('明矾石，中部含矿', 1, 'zh')).toBe('fabricated');
});
