import { expect, it } from 'vitest';
import { QuoteChecker } from '../rag/verify/quotes.ts';

const PAGE = 'The assays follow.\n\nSample | Au (g/t) | | Cu (%)\nGS-01 | 1.2 | | 0.45\n| 0.8 | alunite | 0.31';

function found(text: string, quote: string): boolean {
  const documents = [{ info: { id: 'd' }, pages: [{ page: 1, text, headings: [] }] }];
  return new QuoteChecker({ documents }).check(quote, 'd', 1).verdict === 'verified';
}

it('finds a quotation across the cells of a row, as it stands on the page', () => {
  expect(found(PAGE, 'GS-01 1.2 0.45')).toBe(true);
  expect(found(PAGE, 'Sample Au (g/t) Cu (%)')).toBe(true);
  expect(found(PAGE, '0.45 0.8 alunite')).toBe(true);
});

it('finds it as the stored text has it', () => {
  expect(found(PAGE, 'GS-01 | 1.2 | | 0.45')).toBe(true);
});

it('finds no row with another value', () => {
  expect(found(PAGE, 'GS-01 1.2 0.46')).toBe(false);
  expect(found(PAGE, 'GS-01 0.8')).toBe(false);
});

it('keeps bars that belong to a formula', () => {
  expect(found('the norm |u| of the vector', 'the norm u of the vector')).toBe(false);
});
