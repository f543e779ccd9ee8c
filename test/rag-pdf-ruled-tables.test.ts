import { expect, it } from 'vitest';
import { column, grid, type PdfLine } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

const XS = [72, 160, 300, 420];

/** Cells of up to three lines in rows of 40 points, the first row at y. */
function cells(rows: string[][], y: number, xs = XS, size = 9): PdfLine[] {
  return rows.flatMap((row, at) =>
    row.flatMap((cell, i) =>
      cell.split('\n').map((text, line) => ({ text, x: xs[i]! + 4, y: y - 12 - at * 40 - line * 11, size })),
    ),
  );
}

const head = cells([['Sample', 'Mineral', 'Depth (m)']], 700).map((line) => ({ ...line, font: 'bold' as const }));
const body = [
  ['GS-01', 'alunite, with\nquartz and py-\nrite', '0.21'],
  ['GS-02', '', '0.13'],
  ['GS-03', 'jarosite', ''],
];

it('reads a cell of several lines as one, and leaves the place of an empty cell', async () => {
  const lines = [...head, ...cells(body, 660)];
  const document = await readPdf([lines], { rules: [grid(XS, [700, 660, 620, 580, 540])] });
  const [page] = document.pages;
  expect(page!.text.split('\n')).toEqual([
    'Sample | Mineral | Depth (m)',
    'GS-01 | alunite, with quartz and pyrite | 0.21',
    'GS-02 | | 0.13',
    'GS-03 | jarosite',
  ]);
  expect(page!.tables).toEqual([
    { start: 0, end: page!.text.length, head: 'Sample | Mineral | Depth (m)', caption: '' },
  ]);
});

it('tells cells that nearly touch by the rule between them', async () => {
  const xs = [72, 134, 146, 300];
  const rows = [
    ['Montmorillonite', '2', 'organic_benzene+montswy'],
    ['Kaolinite', '2', 'kaolgrp_kaolinite_wxl'],
    ['Epidote', '1', 'epidote'],
  ];
  const document = await readPdf([cells(rows, 700, xs, 8.5)], { rules: [grid(xs, [700, 660, 620, 580])] });
  expect(document.pages[0]!.text.split('\n')[0]).toBe('Montmorillonite | 2 | organic_benzene+montswy');
});

it('gives the rows of a table over two pages the head and the caption of the first', async () => {
  const caption = { text: 'Table 3. Minerals of the drill core.', x: 72, y: 712, size: 9, font: 'bold' as const };
  const text = column(prose('upper', 3), 72, 760);
  const first = [...text, caption, ...head, ...cells(body, 660)];
  const second = [
    ...cells(
      [
        ['GS-04', 'dickite', '0.08'],
        ['GS-05', 'topaz', '0.02'],
      ],
      740,
    ),
    ...column(prose('lower', 8), 72, 600),
  ];
  const document = await readPdf([first, second], {
    rules: [grid(XS, [700, 660, 620, 580, 540]), grid(XS, [740, 700, 660])],
  });
  expect(document.pages[1]!.tables).toEqual([
    {
      start: 0,
      end: 'GS-04 | dickite | 0.08\nGS-05 | topaz | 0.02'.length,
      head: 'Sample | Mineral | Depth (m)',
      caption: 'Table 3. Minerals of the drill core.',
    },
  ]);
});

it('takes no diagram for a table', async () => {
  const labels = ['0.1', '0.2', '0.3', '0.4'].map((text, at) => ({ text, x: 50, y: 600 + at * 40, size: 8 }));
  const names = ['quartz', 'alunite', 'dickite', 'topaz', 'jarosite', 'gypsum'].map((text, at) => {
    return { text, x: 76 + (at % 5) * 60, y: 605 + at * 30, size: 8 };
  });
  const lines = [...column(prose('lower', 5), 72, 500), ...labels, ...names];
  const document = await readPdf([lines], {
    rules: [grid([72, 132, 192, 252, 312, 372], [600, 630, 660, 690, 720, 750, 780])],
  });
  expect(document.pages[0]!.tables).toBeUndefined();
});
