import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { p, tbl, writeDocx } from './support/office-files.ts';

const textOf = async (body: string) =>
  (await loadDocument({ path: 'assays.docx', bytes: writeDocx(body) })).pages[0]!.text;
const cell = (text: string, properties: string) => `<w:tc><w:tcPr>${properties}</w:tcPr>${p(text)}</w:tc>`;

it('writes each row with the names of its columns, and keeps the caption', async () => {
  const table = tbl([
    ['Sample', 'Cu (%)', '', 'Remark'],
    ['A1', '0.42', '', 'fresh'],
    ['A2', '<0.01', 'x', ''],
  ]);
  expect(await textOf(p('Table 1. Assays', { style: 'a4' }) + table + p('After.'))).toBe(
    'Table 1. Assays\n\nSample: A1; Cu (%): 0.42; Remark: fresh\nSample: A2; Cu (%): <0.01; x\n\nAfter.',
  );
});

it('names columns by both rows of a head with merged cells, and fills cells that reach down', async () => {
  const table = tbl([
    [cell('Hole', '<w:vMerge w:val="restart"/>'), cell('Grade', '<w:gridSpan w:val="2"/>')],
    [cell('', '<w:vMerge/>'), cell('Cu (%)', ''), cell('Au (g/t)', '')],
    [cell('WC-07', '<w:vMerge w:val="restart"/>'), cell('0.42', ''), cell('0.18', '')],
    [cell('', '<w:vMerge/>'), cell('0.57', ''), cell('0.21', '')],
  ]);
  expect(await textOf(table)).toBe(
    'Hole: WC-07; Grade Cu (%): 0.42; Grade Au (g/t): 0.18\nHole: WC-07; Grade Cu (%): 0.57; Grade Au (g/t): 0.21',
  );
});

it('takes a row of units into the names', async () => {
  const table = tbl([
    ['样号', '铜', '金'],
    ['', '%', 'g/t'],
    ['青一', '0.42', '0.18'],
  ]);
  expect(await textOf(table)).toBe('样号: 青一; 铜 %: 0.42; 金 g/t: 0.18');
});

it('parts cells by bars where no row names the columns, and believes a head that Word marks', async () => {
  const words = [
    ['Project', 'Willow Creek'],
    ['Owner', 'Nobody'],
  ];
  expect(await textOf(tbl(words))).toBe('Project | Willow Creek\nOwner | Nobody');
  expect(await textOf(tbl([['Key', 'Value'], ...words], 1))).toBe(
    'Key: Project; Value: Willow Creek\nKey: Owner; Value: Nobody',
  );
});

it('reads a table that only frames text as text, headings too', async () => {
  const long = 'Potassic alteration occupies the core of the stock. '.repeat(30).trim();
  expect(
    await textOf(tbl([[`<w:tc>${p('Alteration', { style: '1' })}${p(long)}</w:tc>`, '<w:tc><w:p/></w:tc>']])),
  ).toBe(`Alteration\n\n${long}`);
});

it('makes one line of a cell with paragraphs, and text of a table in a table', async () => {
  const inner = `<w:tc>${p('first')}${p('second')}${tbl([['x', 'y']])}</w:tc>`;
  expect(await textOf(tbl([['Au', inner]]))).toBe('Au | first second x y');
});
