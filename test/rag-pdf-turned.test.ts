import { expect, it } from 'vitest';
import { column, grid, type PdfLine, type PdfRule } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

/** The same lines on a page that is turned to the left: what was x runs up the page. */
const turned = (lines: PdfLine[]): PdfLine[] =>
  lines.map((line) => ({ ...line, x: 612 - line.y, y: line.x, turn: 90 }));
const turnedRules = (rules: PdfRule[]): PdfRule[] => rules.map(([x0, y0, x1, y1]) => [612 - y0, x0, 612 - y1, x1]);

// Cells nearly touch: only the rules tell them apart.
const X = [104, 139, 200];
const rows = [
  ['No.', 'Mineral', 'Depth'],
  ['GS-01', 'alunite', '0.21'],
  ['GS-02', 'dickite', '0.13'],
].flatMap((cells, row) => cells.map((text, cell) => ({ text, x: X[cell]!, y: 488 - row * 30, size: 10 })));
const rules = grid([100, 136, 196, 260], [500, 470, 440, 410]);

it('reads a page that viewers turn', async () => {
  const document = await readPdf([turned(column(prose('body', 12), 80, 500))], { rotate: 90 });
  expect(document.pages[0]!.text).toMatch(/^The body line 1 .* the body line 12 .* end\.$/);
});

it('reads a table set across the page, and the upright foot of the page apart', async () => {
  const page = [...turned(rows), { text: 'See the note of the laboratory.', x: 72, y: 60 }];
  const document = await readPdf([page], { rules: [turnedRules(rules)] });
  const { text } = document.pages[0]!;
  expect(text.split('\n').slice(0, 3)).toEqual([
    'No. | Mineral | Depth',
    'GS-01 | alunite | 0.21',
    'GS-02 | dickite | 0.13',
  ]);
  expect(text).toContain('See the note of the laboratory.');
});

it('keeps a margin note that runs up the page, and a watermark aslant, out of the sentences', async () => {
  const lines = [
    ...column(prose('body', 20), 90, 700),
    { text: 'Confidential until 2031', x: 40, y: 400, turn: 90 },
    { text: 'DRAFT', x: 200, y: 500, size: 60, turn: 45 },
  ];
  const { text } = (await readPdf([lines])).pages[0]!;
  expect(text).toMatch(/^The body line 1 [^\n]* end\.\n\n/);
  expect(text).toContain('Confidential until 2031');
  expect(text.indexOf('DRAFT')).toBeGreaterThan(text.indexOf('end.'));
});
