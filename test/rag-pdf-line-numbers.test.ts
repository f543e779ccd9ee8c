import { expect, it } from 'vitest';
import { column } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

const lines = column(prose('body', 12), 90, 700);

it('leaves out the numbers of the lines of a manuscript', async () => {
  const numbers = lines.map(({ y }, at) => ({ text: String(248 + at), x: 60, y, size: 6 }));
  const { text } = (await readPdf([[...lines, ...numbers]])).pages[0]!;
  expect(text).not.toMatch(/\b2[45]\d\b/);
  expect(text).toMatch(/^The body line 1 .*end\.$/);
});

it('keeps numbers in the margin that do not count the lines', async () => {
  const years = lines.map(({ y }, at) => ({ text: String(1990 + at * at), x: 60, y, size: 9 }));
  const { text } = (await readPdf([[...lines, ...years]])).pages[0]!;
  expect(text).toContain('1994');
});
