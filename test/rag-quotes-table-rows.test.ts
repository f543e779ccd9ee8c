import { expect, it } from 'vitest';
import { foldText } from '../rag/verify/fold.ts';
import { findQuote } from '../rag/verify/match.ts';

const PAGE = 'The assays follow.\n\nSample | Au (g/t) | | Cu (%)\nGS-01 | 1.2 | | 0.45\n| 0.8 | alunite | 0.31';

const found = (page: string, quote: string) => findQuote(foldText(page).text, foldText(quote).text) !== null;

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
