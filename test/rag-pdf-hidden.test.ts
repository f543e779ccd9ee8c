import { expect, it } from 'vitest';
import { column } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

it('leaves out what stands beside the page, and what is too small to be seen', async () => {
  const hidden = [
    { text: 'beside the page', x: 700, y: 500 },
    { text: 'below the page', x: 72, y: -30 },
    { text: 'too small', x: 72, y: 300, size: 0.3 },
  ];
  const { text } = (await readPdf([[...column(prose('body', 6), 72, 700), ...hidden]])).pages[0]!;
  expect(text).toMatch(/^The body line 1 .*end\.$/);
});
