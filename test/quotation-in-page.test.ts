import { expect, it } from 'vitest';
import { quotationInPage } from '../cli/chat/quotation-in-page.ts';

const QUOTE = 'Alunite forms pale\nledges along the ridge.';

it('shows a quotation whole, with its lines joined and its paragraphs kept', () => {
  const page = `Title\n\nThe north side\nis steep. ${QUOTE} Dickite\nfollows.\n\nEnd.`;
  const start = page.indexOf(QUOTE);
  expect(quotationInPage(page, { start, end: start + QUOTE.length })).toEqual({
    before: 'Title\n\nThe north side is steep. ',
    quote: 'Alunite forms pale ledges along the ridge.',
    after: ' Dickite follows.\n\nEnd.',
  });
});

it('cuts a long page between words, and marks where it goes on', () => {
  const page = `${'word '.repeat(400)}${QUOTE}${' other'.repeat(400)}`;
  const start = page.indexOf(QUOTE);
  const { before, after } = quotationInPage(page, { start, end: start + QUOTE.length });
  expect(before).toMatch(/^… word( word)* $/);
  expect(after).toMatch(/^( other)+ …$/);
  expect(before.length).toBeGreaterThan(250);
  expect(after.length).toBeLessThan(450);
});

it('takes offsets that lie beyond a page for its end', () => {
  expect(quotationInPage('short', { start: 2, end: 90 })).toEqual({ before: 'sh', quote: 'ort', after: '' });
  expect(quotationInPage('short', { start: 80, end: 90 })).toEqual({ before: 'short', quote: '', after: '' });
});
