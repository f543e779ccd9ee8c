import { expect, it } from 'vitest';
import { column } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

async function labelsOf(numbers: (string | null)[]): Promise<(string | undefined)[]> {
  const pages = numbers.map((number, at) => [
    ...column(prose(`page${at}`, 12), 72, 700),
    ...(number === null ? [] : [{ text: number, x: 300, y: 40, size: 9 }]),
  ]);
  return (await readPdf(pages)).pages.map((page) => page.label);
}

it('reads roman numbers of the front matter and begins anew with the text, where the file has no labels', async () => {
  const labels = await labelsOf([null, 'ii', 'iii', 'iv', '1', '2', null, '4', '5']);
  // The third page of the text prints no number.
  expect(labels).toEqual([undefined, 'ii', 'iii', 'iv', '1', '2', '3', '4', '5']);
});

it('reads numbers by chapter', async () => {
  expect(await labelsOf(['1-1', '1-2', '2-1', '2-2', '2-3', 'A-1', 'A-2'])).toEqual([
    '1-1',
    '1-2',
    '2-1',
    '2-2',
    '2-3',
    'A-1',
    'A-2',
  ]);
});

it('reads numbers with words around them', async () => {
  expect(await labelsOf(['Page 57 of 60', 'Page 58 of 60', 'Page 59 of 60', '- 60 -'])).toEqual([
    '57',
    '58',
    '59',
    '60',
  ]);
});

it('believes no numbers that do not count along with the pages', async () => {
  expect(await labelsOf(['12', '7', '30', '2', '9'])).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
