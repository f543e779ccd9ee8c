import { expect, it } from 'vitest';
import { quotePages } from './support/quote-pages.ts';

const filler = (topic: string) => `This page of the survey tells of ${topic}, as the one before it does. `.repeat(8);
const sentence = 'Alluvial gravels of the significant western district contain detrital cassiterite in trace amounts';
const { check } = quotePages({
  other: [filler('roads'), filler('rivers')],
  survey: [
    filler('weather'),
    `${filler('plants')}${sentence}. ${filler('animals')}`,
    `${filler('lakes')}The placers that run along the ancient shore`,
    `of the inland sea were prospected by dredges in the last century. ${filler('towns')}`,
  ],
});

it.each([
  ['whole', sentence],
  ['with a lost letter', sentence.replace('district', 'distrct')],
  ['with a lost ligature', sentence.replace('significant', 'signi\ufffdcant')],
  ['with line ends and a lost letter', sentence.replace('gravels', 'gra-\nvels').replace('contain', 'contin')],
])('finds a quotation that is named from a far page or another document, %s', (_, quote) => {
  for (const [page, document] of [
    [4, 'survey'],
    [1, 'other'],
    [9, 'survey'],
    [1, 'unknown'],
  ] as const) {
    expect(check(quote, page, document)).toMatchObject({ verdict: 'misattributed', document: 'survey', page: 2 });
  }
  expect(check(quote, 2, 'survey').verdict).toBe('verified');
});

it('finds a sentence that runs over two pages, on its own page and from a far one', () => {
  const quote = 'placers that run along the anc- ient shore of the inland sea were prospcted by dredges';
  expect(check(quote, 3, 'survey')).toMatchObject({ verdict: 'verified', page: 3 });
  expect(check(quote, 1, 'survey')).toMatchObject({ verdict: 'misattributed', document: 'survey', page: 3 });
  expect(check(quote, 1, 'other')).toMatchObject({ verdict: 'misattributed', document: 'survey', page: 3 });
});

it('finds no altered one anywhere', () => {
  for (const altered of [
    sentence.replace('western', 'eastern'),
    sentence.replace('cassiterite', 'scheelite'),
    sentence.replace('contain', 'contain no'),
    sentence.replace('district', 'distrcts'),
  ]) {
    expect(check(altered, 4, 'survey').verdict).toBe('fabricated');
    expect(check(altered, 2, 'survey').verdict).toBe('fabricated');
  }
});
