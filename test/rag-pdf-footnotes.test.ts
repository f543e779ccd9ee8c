import { expect, it } from 'vitest';
import { column, helveticaWidth, type PdfRule } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

it('puts the footnotes of a column behind the text of the page, each a paragraph', async () => {
  const left = prose('left', 30);
  left[29] = 'the analyses of the second year were made in a';
  const notes = column(
    [
      '1 Samples of the north face only.',
      '2 By neutron activation, and with the standards of the old',
      'reactor of the survey.',
    ],
    50,
    320,
    8,
  );
  const lines = [
    ...column(left, 50, 700),
    ...notes,
    ...column(['different laboratory, with the same standards.', ...prose('right', 20)], 330, 700),
  ];
  const rules: PdfRule[] = [[50, 334, 130, 334]];
  const { text } = (await readPdf([lines], { rules: [rules] })).pages[0]!;
  expect(text).toContain('second year were made in a different laboratory, with the same standards.');
  expect(text.split('\n\n').slice(-2)).toEqual([
    '1 Samples of the north face only.',
    '2 By neutron activation, and with the standards of the old reactor of the survey.',
  ]);
});

it('writes the mark in the text so that it is no figure of the text', async () => {
  const lines = [
    { text: 'The known issues of the library', x: 72, y: 700 },
    { text: '1', x: 72 + helveticaWidth('The known issues of the library', 10), y: 704, size: 6 },
    { text: 'are listed in its folder.', x: 220, y: 700 },
    ...column(prose('body', 6), 72, 680),
  ];
  const { text } = (await readPdf([lines])).pages[0]!;
  expect(text).toContain('of the library¹ are listed');
});
