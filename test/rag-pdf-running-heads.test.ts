import { expect, it } from 'vitest';
import { column } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

const bodies = Array.from({ length: 8 }, (_, at) => column(prose(`page${at + 1}`, 20), 72, 700));

it('takes off heads that differ on left and right pages and change with the chapters', async () => {
  const chapters = ['Geology', 'Geology', 'Alteration', 'Alteration', 'Drilling', 'Assays', 'Assays', 'Resources'];
  const pages = bodies.map((lines, at) => {
    const number = String(at + 1);
    const head =
      at % 2 === 0
        ? [
            { text: 'Red Hills report', x: 72, y: 760, size: 9 },
            { text: number, x: 520, y: 760, size: 9 },
          ]
        : [
            { text: number, x: 72, y: 760, size: 9 },
            { text: chapters[at]!, x: 480, y: 760, size: 9 },
          ];
    return [...lines, ...head];
  });
  const document = await readPdf(pages);
  for (const [at, { text }] of document.pages.entries()) {
    expect(text).not.toMatch(/Red Hills|Geology|Alteration|Drilling|Assays|Resources/);
    expect(text).toMatch(new RegExp(`^The page${at + 1} line 1 `));
    expect(text).toMatch(/end\.$/);
  }
});

it('takes off names that no other page has where the heads of other pages stand', async () => {
  const names = ['Geology', 'Alteration', 'Drilling', 'Assays', 'Resources', 'Water', 'Roads', 'People'];
  const pages = bodies.map((lines, at) => [
    ...lines,
    { text: at < 4 ? 'Red Hills report' : names[at]!, x: 72, y: 760, size: 9 },
  ]);
  const document = await readPdf(pages);
  for (const { text } of document.pages) expect(text).toMatch(/^The page\d line 1/);
});

it('keeps headings, first lines and numbers that only look like heads', async () => {
  const pages = bodies.map((lines, at) => [
    ...lines,
    { text: `Chapter ${at + 1}`, x: 72, y: 730, size: 18 },
    { text: String(1990 + at * at), x: 72, y: 440 - at * 9 },
  ]);
  const document = await readPdf(pages);
  for (const [at, { text }] of document.pages.entries()) {
    expect(text).toContain(`Chapter ${at + 1}`);
    expect(text).toContain(`The page${at + 1} line 1 `);
    expect(text).toContain(String(1990 + at * at));
  }
});
