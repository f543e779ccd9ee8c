import { expect, it } from 'vitest';
import { column, helveticaWidth, type PdfLine } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

async function textOf(lines: PdfLine[]): Promise<string> {
  return (await readPdf([lines])).pages[0]!.text;
}

/** The order in which the topics are first spoken of. */
function order(text: string, ...topics: string[]): string[] {
  return topics.toSorted((a, b) => text.indexOf(a) - text.indexOf(b));
}

it('reads three columns', async () => {
  const columns = ['western', 'middle', 'eastern'].flatMap((topic, at) =>
    column(
      prose(topic, 14).map((line) => line.slice(0, 36)),
      40 + at * 186,
      700,
    ),
  );
  const text = await textOf(columns.toSorted((a, b) => b.y - a.y));
  expect(order(text, 'eastern', 'western', 'middle')).toEqual(['western', 'middle', 'eastern']);
  expect(text.lastIndexOf('western')).toBeLessThan(text.indexOf('middle'));
  expect(text.lastIndexOf('middle')).toBeLessThan(text.indexOf('eastern'));
});

it('reads columns above and below a table over the whole width, each band for itself', async () => {
  const table = [
    ['Sample', 'Au (g/t)', 'Cu (%)', 'Mineral'],
    ['GS-01', '1.2', '0.45', 'alunite'],
    ['GS-02', '0.8', '0.31', 'dickite'],
    ['GS-03', '2.6', '0.12', 'jarosite'],
  ].flatMap((cells, row) => cells.map((text, cell) => ({ text, x: 60 + cell * 130, y: 560 - row * 14 })));
  const lines = [
    ...column(prose('first', 9), 50, 700),
    ...column(prose('second', 9), 320, 700),
    ...table,
    ...column(prose('third', 9), 50, 480),
    ...column(prose('fourth', 9), 320, 480),
  ];
  const text = await textOf(lines);
  expect(order(text, 'fourth', 'third', 'GS-02 | 0.8', 'second', 'first')).toEqual([
    'first',
    'second',
    'GS-02 | 0.8',
    'third',
    'fourth',
  ]);
  expect(text.lastIndexOf('first line')).toBeLessThan(text.indexOf('second line'));
});

it('reads a box of text beside the lines that run around it', async () => {
  const lines = [
    ...column(
      prose('whole', 8).map((line) => `${line} ${line}`),
      50,
      700,
    ),
    ...column(prose('narrow', 8), 50, 590),
    ...column(
      prose('box', 6).map((line) => line.slice(0, 40)),
      330,
      590,
      9,
    ),
    ...column(
      prose('after', 8).map((line) => `${line} ${line}`),
      50,
      480,
    ),
  ];
  const text = await textOf(lines.toSorted((a, b) => b.y - a.y));
  expect(order(text, 'after', 'box', 'narrow', 'whole')).toEqual(['whole', 'narrow', 'box', 'after']);
  expect(text.lastIndexOf('narrow line')).toBeLessThan(text.indexOf('box line'));
});

it('joins a sentence over the column break, and keeps the words of a stretched line together', async () => {
  const left = prose('left', 12);
  left[11] = 'the last line of the left column tells of veins in';
  const words = [
    ['alunite', 'dickite', 'calcite', 'barite'],
    ['dickite', 'calcite', 'alunite', 'pyrite'],
    ['calcite', 'alunite', 'dickite', 'garnet'],
  ];
  const stretched = words.flatMap((line, row) => {
    const width = line.reduce((sum, word) => sum + helveticaWidth(word, 10), 0);
    let x = 50;
    return line.map((text) => {
      const place = { text, x, y: 640 - row * 12 };
      x += helveticaWidth(text, 10) + (210 - width) / 3;
      return place;
    });
  });
  for (const row of [5, 6, 7]) left[row] = '';
  const lines = [
    ...column(left, 50, 700),
    ...stretched,
    ...column(['fresh rock begins behind the fault, as the drill holes', ...prose('right', 11)], 330, 700),
  ];
  const text = await textOf(lines.filter((line) => line.text !== ''));
  expect(text).toContain(
    'alunite dickite calcite barite dickite calcite alunite pyrite calcite alunite dickite garnet',
  );
  expect(text).toContain('tells of veins in fresh rock begins behind');
});
