import { beforeAll, expect, it } from 'vitest';
import { loadDocument, readSource } from '../rag/load/registry.ts';
import { sentences } from '../rag/split/sentences.ts';
import { QuoteChecker } from '../rag/verify/quotes.ts';
import { hasShared, sharedData } from './support/shared-data.ts';

let checker: QuoteChecker;
const quotes: { quote: string; page: number }[] = [];
beforeAll(async () => {
  if (!hasShared) return;
  const path = sharedData('rag', 'reports', 'usgs_of2013-1300_tetracorder_user_guide.pdf');
  const { pages } = await loadDocument(await readSource(path));
  checker = new QuoteChecker({ documents: [{ info: { id: 'usgs' }, pages }] });
  for (const { page, text } of pages) {
    for (const { start, end } of sentences(text)) {
      const quote = text.slice(start, end);
      if (quote.length > 40 && /\p{L}{3}/u.test(quote)) quotes.push({ quote, page });
    }
  }
});

// Skipped where the shared data folder is absent.
it.skipIf(!hasShared)('verifies every sentence of a real report on its own page', () => {
  expect(quotes.length).toBeGreaterThan(500);
  const failed = quotes.filter(({ quote, page }) => checker.check(quote, 'usgs', page).verdict !== 'verified');
  expect(failed).toEqual([]);
});

it.skipIf(!hasShared)('verifies none of them with another digit, unit or negation', () => {
  let changed = 0;
  for (const { quote, page } of quotes) {
    const forgeries = [
      quote.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)),
      quote.replace(/\bnot /, ''),
      quote.replace(/ (is|are|can|will) /, ' $1 not '),
      quote.replace(/(\d) microns?\b/, '$1 nm'),
    ].filter((forgery) => forgery !== quote);
    changed += forgeries.length;
    for (const forgery of forgeries)
      expect([forgery, checker.check(forgery, 'usgs', page).verdict]).not.toContain('verified');
  }
  expect(changed).toBeGreaterThan(400);
});

it.skipIf(!hasShared)('checks a quotation in well under a millisecond once the pages are folded', () => {
  const started = performance.now();
  for (const { quote, page } of quotes) checker.check(quote, 'usgs', page);
  expect((performance.now() - started) / quotes.length).toBeLessThan(1);
});
