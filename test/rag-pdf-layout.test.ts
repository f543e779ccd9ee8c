import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { column, type PdfLine, writePdf } from './support/pdf-writer.ts';

async function textOf(pages: PdfLine[][]): Promise<string[]> {
  const document = await loadDocument({ path: 'layout.pdf', bytes: writePdf(pages) });
  return document.pages.map((page) => page.text);
}

const left = [
  'The western zone carries alunite and dickite in a silica',
  'cap that was leached of its feldspar before it was',
  'replaced, and the rims of the feeder veins show a pro-',
  'gression from quartz through alunite to kaolinite over',
  'a few metres. Sampling along the road shows the same',
  'sequence in reverse on the far side of the fault zone.',
];
const right = [
  'The eastern zone is propylitic, with chlorite, epidote',
  'and calcite in the groundmass of the andesite, and it',
  'grades into fresh rock within one kilometre of the old',
  'shaft. No advanced argillic minerals were found there',
  'by the field party, whose traverse ended at the ridge',
  'that separates the two catchments from each other now.',
];

it('reads two columns one after the other, whatever the order in which they are drawn', async () => {
  // Drawn row by row, as some programs do.
  const rows = left.flatMap((text, at) => [
    { text, x: 60, y: 600 - at * 12, size: 10 },
    { text: right[at]!, x: 330, y: 600 - at * 12, size: 10 },
  ]);
  const title = {
    text: 'Alteration of the ridge above the old shaft and the far side of the fault zone',
    x: 60,
    y: 660,
    size: 14,
  };
  const [text] = await textOf([[...rows, title]]);
  expect(text).toMatch(/^Alteration of the ridge/);
  expect(text).toContain('far side of the fault zone.\n\nThe eastern zone is propylitic');
  expect(text!.indexOf('western zone')).toBeLessThan(text!.indexOf('eastern zone'));
});

it('mends words divided at line ends; keeps hyphens that are written elsewhere, and those of numbers', async () => {
  const lines = [
    'In short-wave infrared light the clays of the ridge show a feature of the alumi-',
    'nium hydroxyl bond, and all the laboratory spectra were measured in the short-',
    'wave region with one lamp. The centre of the feature moves from 2.195 to 2.1-',
    '2.2 micrometres along the traverse, which says how much of the tschermak Al-',
    'OH there is in the white mica of each of the samples that were taken along it.',
  ];
  const [text] = await textOf([column(lines, 60)]);
  expect(text).toContain('the aluminium hydroxyl bond');
  expect(text).toContain('in the short-wave region');
  expect(text).toContain('2.1-2.2 micrometres');
  expect(text).toContain('Al-OH there');
});

it('keeps the rows of a table', async () => {
  const rows = [
    ['Sample', 'Mineral', 'Depth'],
    ['GS-01', 'Alunite', '0.21'],
    ['GS-02', 'Dickite', '0.13'],
    ['GS-03', 'Jarosite', '0.08'],
  ].flatMap((cells, row) => cells.map((text, cell) => ({ text, x: 72 + cell * 130, y: 700 - row * 14, size: 10 })));
  const [text] = await textOf([rows]);
  expect(text!.split('\n')).toContain('GS-02 | Dickite | 0.13');
});

it('drops running heads and page numbers', async () => {
  const pages = Array.from({ length: 6 }, (_, at) => [
    { text: 'Geology of the Red Hills 2014', x: 72, y: 770, size: 9 },
    ...column(
      [`Body of page ${'abcdef'[at]} about skarn.`, 'It has garnet.', 'It has pyroxene.', 'It has magnetite.'],
      72,
    ),
    { text: String(at + 1), x: 300, y: 30, size: 9 },
  ]);
  const texts = await textOf(pages);
  for (const [at, text] of texts.entries()) {
    expect(text).toContain(`Body of page ${'abcdef'[at]}`);
    expect(text).not.toContain('Red Hills');
    expect(text).not.toMatch(/^\d+$/m);
  }
});

it('takes printed page labels, the title and headings', async () => {
  const pages = ['Preface', 'Contents', 'Regional geology'].map((heading) => [
    { text: heading, x: 72, y: 720, size: 18 },
    ...column(['The rocks of the district are andesites.', 'They are cut by dacite dykes.'], 72, 690),
  ]);
  const bytes = writePdf(pages, { title: 'Geology of the Contents district', romanPages: 2 });
  const document = await loadDocument({ path: 'labels.pdf', bytes });
  expect(document.pages.map((page) => page.label)).toEqual(['i', 'ii', '1']);
  expect(document.title).toBe('Geology of the Contents district');
  expect(document.pages[2]!.headings).toEqual([{ start: 0, level: 1, text: 'Regional geology' }]);
});
