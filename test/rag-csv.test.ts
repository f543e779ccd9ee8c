import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';

const load = (text: string | Buffer, path = 'lab/assays.csv') => loadDocument({ path, bytes: Buffer.from(text) });
const textOf = async (text: string | Buffer, path?: string) => (await load(text, path)).pages[0]!.text;

it('writes each row with the names of its columns', async () => {
  const document = await load(
    'Sample,Cu (%),Cu (%),Remark\nA1,0.42,0.44,"fresh, ""hard"" rock\nwith pyrite"\nA2,0.57\n',
  );
  expect(document).toMatchObject({ format: 'csv', title: 'assays' });
  expect(document.pages[0]!.text).toBe(
    'Sample: A1; Cu (%): 0.42; Cu (%): 0.44; Remark: fresh, "hard" rock with pyrite\nSample: A2; Cu (%): 0.57',
  );
});

it.each([
  ['semicolons and decimal commas', 'Probe;Cu;Au\nA1;0,42;0,18\nA2;0,57;0,21\n'],
  ['tabs', 'Probe\tCu\tAu\nA1\t0,42\t0,18\nA2\t0,57\t0,21\n'],
  ['bars', 'Probe|Cu|Au\nA1|0,42|0,18\nA2|0,57|0,21\n'],
  ['a separator that Excel names, and line ends of Windows', 'sep=;\r\nProbe;Cu;Au\r\nA1;0,42;0,18\r\nA2;0,57;0,21'],
  ['line ends of old Macintoshes', 'Probe;Cu;Au\rA1;0,42;0,18\rA2;0,57;0,21\r'],
])('finds the separator: %s', async (_, text) => {
  expect(await textOf(text)).toBe('Probe: A1; Cu: 0,42; Au: 0,18\nProbe: A2; Cu: 0,57; Au: 0,21');
});

it('takes lines above the names of the columns for what they are, and names rows below a gap', async () => {
  expect(
    await textOf('Assays of the core,,\nLaboratory 4,,\n\nSample,Cu (%),Rock\nA1,0.42,andesite\n,,\nA2,0.57,tuff\n'),
  ).toBe(
    'Assays of the core\nLaboratory 4\nSample: A1; Cu (%): 0.42; Rock: andesite\nSample: A2; Cu (%): 0.57; Rock: tuff',
  );
});

it('reads GBK and Big5', async () => {
  const text = '样号,铜品位(%),岩性\nA1,0.42,安山岩\n';
  expect(await textOf(iconv.encode(text, 'gbk'))).toBe('样号: A1; 铜品位(%): 0.42; 岩性: 安山岩');
  expect(await textOf(iconv.encode('樣號,銅品位(%),岩性\nA1,0.42,安山岩\n', 'big5'))).toBe(
    '樣號: A1; 銅品位(%): 0.42; 岩性: 安山岩',
  );
});

it('does not lose the rest of a file behind a quotation mark that nothing closes', async () => {
  expect(await textOf('Pipe,Length\n5",3\n"6" wide,4\n7",5\n"8,6\n9,7\n')).toBe(
    'Pipe: 5"; Length: 3\nPipe: "6" wide; Length: 4\nPipe: 7"; Length: 5\nPipe: "8; Length: 6\nPipe: 9; Length: 7',
  );
});

it('makes pages of long tables that say which rows they hold', async () => {
  const rows = Array.from({ length: 600 }, (_, n) => `S${n + 1},${n}.5`);
  const { pages } = await load(`Sample,Cu\n${rows.join('\n')}`);
  expect(pages.map(({ page, label }) => [page, label])).toEqual([
    [1, '1–250'],
    [2, '251–500'],
    [3, '501–600'],
  ]);
  expect(pages[2]!.text.split('\n')[0]).toBe('Sample: S501; Cu: 500.5');
});

it('refuses a hundred thousand rows and an empty table, and says so', async () => {
  await expect(load(`Sample,Cu\n${'A,1\n'.repeat(100_000)}`)).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: 'lab/assays.csv: more than 50000 rows.',
  });
  await expect(load('\n,,\n')).rejects.toMatchObject({ code: 'DOCUMENT_FORMAT' });
});
