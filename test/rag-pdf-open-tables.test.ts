import { expect, it } from 'vitest';
import { column, type PdfLine } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

const rows = (cells: string[][], y: number, xs: number[], pitch = 14): PdfLine[] =>
  cells.flatMap((row, at) =>
    row.map((text, i) => ({ text, x: xs[i]!, y: y - at * pitch })).filter(({ text }) => text !== ''),
  );

it('reads a table between three rules, its head of two lines as one row', async () => {
  const lines = [
    ...column(prose('upper', 6), 72, 760),
    ...rows(
      [
        ['', 'Gold', 'Copper'],
        ['Sample', '(g/t)', '(%)'],
      ],
      660,
      [72, 180, 260],
      11,
    ),
    ...rows(
      [
        ['GS-01', '1.2', '0.45'],
        ['GS-02', '0.8', '0.31'],
      ],
      630,
      [72, 180, 260],
    ),
    ...column(prose('lower', 6), 72, 580),
  ];
  const rules = [674, 643, 610].map((y): [number, number, number, number] => [68, y, 300, y]);
  const document = await readPdf([lines], { rules: [rules] });
  const [page] = document.pages;
  const [table] = page!.tables!;
  expect(page!.text.slice(table!.start, table!.end)).toBe(
    'Sample | Gold (g/t) | Copper (%)\nGS-01 | 1.2 | 0.45\nGS-02 | 0.8 | 0.31',
  );
  expect(table!.head).toBe('Sample | Gold (g/t) | Copper (%)');
});

it('reads a table by its columns alone, wrapped cells joined and empty ones kept', async () => {
  const cells = [
    ['Unit', 'Rock', 'Alteration'],
    ['A1', 'dacite', 'silica cap with vuggy'],
    ['', '', 'quartz and alunite'],
    ['B2', 'andesite', 'chlorite, epidote'],
    ['C3', '', 'none'],
  ];
  const lines = [...column(prose('upper', 6), 72, 760), ...rows(cells, 660, [90, 150, 240])];
  const { text } = (await readPdf([lines])).pages[0]!;
  expect(text.split('\n').slice(-4)).toEqual([
    'Unit | Rock | Alteration',
    'A1 | dacite | silica cap with vuggy quartz and alunite',
    'B2 | andesite | chlorite, epidote',
    'C3 | | none',
  ]);
});

it('leaves lists, contents and columns of text what they are', async () => {
  const list = [1, 2, 3, 4].flatMap((n) => [
    { text: `${n}.`, x: 72, y: 700 - n * 14 },
    { text: `take the sample number ${n} to the laboratory`, x: 110, y: 700 - n * 14 },
  ]);
  const contents = ['Geology', 'Alteration', 'Drilling', 'Assays'].flatMap((title, at) => [
    { text: title, x: 72, y: 600 - at * 14 },
    { text: '.'.repeat(60), x: 140, y: 600 - at * 14 },
    { text: String(at * 7 + 1), x: 400, y: 600 - at * 14 },
  ]);
  const columns = [...column(prose('west', 9), 50, 500), ...column(prose('east', 9), 330, 500)];
  const { text, tables } = (await readPdf([[...list, ...contents, ...columns]])).pages[0]!;
  expect(tables).toBeUndefined();
  expect(text).toContain('3. take the sample number 3 to the laboratory\n');
  expect(text).toContain('Drilling ... 15');
});
