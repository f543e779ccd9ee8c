import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { writeXlsx } from './support/office-files.ts';

const load = (bytes: Uint8Array) => loadDocument({ path: 'lab/assays.xlsx', bytes });
const row = (number: number, ...cells: string[]) => `<row r="${number}">${cells.join('')}</row>`;
const text = (place: string, value: string) => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
const number = (place: string, value: string | number, style = 0) => `<c r="${place}" s="${style}"><v>${value}</v></c>`;

it('makes pages of the visible sheets, labelled by their names, with the columns named in every row', async () => {
  const document = await load(
    writeXlsx(
      [
        {
          name: 'Core &amp; chips',
          data:
            row(1, '<c r="A1" t="s"><v>0</v></c>') +
            row(3, '<c r="B3" t="s"><v>1</v></c>', text('C3', 'Cu (%)'), text('D3', 'Ore')) +
            row(4, text('B4', 'A1'), number('C4', 0.42), '<c r="D4" t="b"><v>1</v></c>') +
            row(5, text('B5', 'A2'), '<c r="C5"><f>AVERAGE(C4)</f><v>0.30000000000000004</v></c>') +
            row(6, text('B6', 'A3'), '<c r="C6" t="e"><v>#DIV/0!</v></c>'),
        },
        { name: 'Hidden', state: 'hidden', data: row(1, text('A1', 'secret')) },
        { name: '岩性', data: row(2, text('C2', '花岗岩')) },
      ],
      { strings: ['Assays of 2024', '<r><t>Sam</t></r><r><t>ple</t></r><rPh sb="0" eb="1"><t>no</t></rPh>'] },
    ),
  );
  expect(document).toMatchObject({ format: 'xlsx', title: 'assays' });
  expect(document.pages.map(({ label, text }) => [label, text])).toEqual([
    [
      'Core & chips',
      'Core & chips\n\nAssays of 2024\nSample: A1; Cu (%): 0.42; Ore: TRUE\nSample: A2; Cu (%): 0.3\nSample: A3; Cu (%): #DIV/0!',
    ],
    ['岩性', '岩性\n\n花岗岩'],
  ]);
  expect(document.pages[1]!.headings).toEqual([{ start: 0, level: 1, text: '岩性' }]);
});

it('shows numbers as the sheet does', async () => {
  const formats = [
    'General',
    '0.00',
    '#,##0',
    '0.0%',
    'yyyy-mm-dd',
    'h:mm',
    '0.0" g/t"',
    'yyyy"年"m"月"d"日"',
    '0.00E+00',
  ];
  const values = [1234.5, 0.576, 12345, 0.0423, 45415, 0.5, 1.25, 45415, 1234];
  const cells = values.map((value, at) => number(`${String.fromCharCode(65 + at)}1`, value, at));
  const { pages } = await load(writeXlsx([{ name: 'S', data: row(1, ...cells) }], { formats }));
  expect(pages[0]!.text.split('\n').at(-1)).toBe(
    '1234.5 | 0.58 | 12,345 | 4.2% | 2024-05-03 | 12:00 | 1.3 | 2024-05-03 | 1234',
  );
});

it('fills merged cells, so that each row says what it belongs to', async () => {
  const data =
    row(1, text('A1', 'Hole'), text('B1', 'Grade'), '<c r="C1"/>') +
    row(2, '<c r="A2"/>', text('B2', 'Cu (%)'), text('C2', 'Au (g/t)')) +
    row(3, text('A3', 'WC-07'), number('B3', 0.42), number('C3', 0.18)) +
    row(4, '<c r="A4"/>', number('B4', 0.57), number('C4', 0.21));
  const after = '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="A3:A4"/></mergeCells>';
  const { pages } = await load(writeXlsx([{ name: 'S', data, after }]));
  expect(pages[0]!.text.split('\n').slice(2)).toEqual([
    'Hole: WC-07; Grade Cu (%): 0.42; Grade Au (g/t): 0.18',
    'Hole: WC-07; Grade Cu (%): 0.57; Grade Au (g/t): 0.21',
  ]);
});

it('takes a title that is merged over the table for no name of its columns', async () => {
  const data =
    row(1, text('A1', 'Assays of 2024'), '<c r="B1"/>') +
    row(2, text('A2', 'Sample'), text('B2', 'Cu (%)')) +
    row(3, text('A3', 'A1'), number('B3', 0.42));
  const { pages } = await load(
    writeXlsx([{ name: 'S', data, after: '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>' }]),
  );
  expect(pages[0]!.text.split('\n').slice(2)).toEqual(['Assays of 2024', 'Sample: A1; Cu (%): 0.42']);
});

it('leaves out hidden rows, and does not walk to a cell at the far corner', async () => {
  const data =
    row(1, text('A1', 'Sample'), text('B1', 'Cu')) +
    `<row r="2" hidden="1">${text('A2', 'no')}${number('B2', 9)}</row>` +
    row(3, text('A3', 'A1'), number('B3', 1)) +
    row(1048576, text('XFD1048576', 'far'));
  const { pages } = await load(
    writeXlsx([{ name: 'S', data, after: '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' }]),
  );
  expect(pages[0]!.text).not.toMatch(/no|far|9/);
  expect(pages[0]!.text).toContain('A1');
});

it('refuses a hundred thousand rows', async () => {
  const data = Array.from({ length: 100_000 }, (_, n) => row(n + 1, number(`A${n + 1}`, n))).join('');
  await expect(load(writeXlsx([{ name: 'S', data }]))).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
});
