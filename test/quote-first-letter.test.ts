import { expect, it } from 'vitest';
import { quotePages } from './support/quote-pages.ts';

const { verdict } = quotePages({
  report: [
    'In most samples the grade is low. It was found that As and In contents rise with depth. As expected, the K content falls. ' +
      'We saw no change. No gold was seen. A vein cuts the rock, as the map shows. Contents of Co are high, as are those of Fe.',
  ],
});

it.each([
  'in most samples the grade is low',
  'it was found that As and In contents rise',
  'as expected, the K content falls',
  'we saw no change',
  'no gold was seen',
  'a vein cuts the rock',
  'As the map shows',
  'contents of Co are high',
])('leaves the case of the first letter free: %s', (quote) => {
  expect(verdict(quote)).toBe('verified');
});

it.each([
  ['an element', 'as and In contents rise with depth'],
  ['an element', 'in contents rise with depth'],
  ['an element', 'co are high, as are those of Fe'],
  ['an element', 'k content falls'],
  ['a letter within', 'in Most samples the grade is low'],
  ['the second letter', 'IN most samples the grade is low'],
])('keeps the case of %s', (_, quote) => {
  expect(verdict(quote)).toBe('fabricated');
});
