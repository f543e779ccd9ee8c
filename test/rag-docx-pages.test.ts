import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { p, r, tbl, writeDocx } from './support/office-files.ts';

const pagesOf = async (body: string) =>
  (await loadDocument({ path: 'long.docx', bytes: writeDocx(body) })).pages.map((page) => [page.page, page.text]);
const BREAK = '<w:r><w:br w:type="page"/></w:r>';
const RENDERED = '<w:r><w:lastRenderedPageBreak/></w:r>';

it('turns pages where the author broke them', async () => {
  expect(
    await pagesOf(
      p('One.') +
        `<w:p>${BREAK}</w:p>` +
        p('Two.') +
        p('Three.', { properties: '<w:pageBreakBefore/>' }) +
        '<w:p><w:pPr><w:sectPr/></w:pPr></w:p>' +
        p('Four.') +
        '<w:p><w:pPr><w:sectPr><w:type w:val="continuous"/></w:sectPr></w:pPr></w:p>' +
        p('Four still.'),
    ),
  ).toEqual([
    [1, 'One.'],
    [2, 'Two.'],
    [3, 'Three.'],
    [4, 'Four.\n\nFour still.'],
  ]);
});

it('turns pages where Word did when it last laid the document out, and counts its own breaks once', async () => {
  expect(
    await pagesOf(
      `<w:p>${r('The stock dips ')}${RENDERED}${r('to the east.')}</w:p>` +
        `<w:p>${BREAK}</w:p><w:p>${RENDERED}${r('Last.')}</w:p>`,
    ),
  ).toEqual([
    [1, 'The stock dips'],
    [2, 'to the east.'],
    [3, 'Last.'],
  ]);
});

it('turns the page inside of a table', async () => {
  const row = (text: string) => [`<w:tc><w:p>${RENDERED}${r(text)}</w:p></w:tc>`, '3'];
  expect(await pagesOf(tbl([['Sample', 'Cu'], ['A1', '2'], row('A2')]) + p('After.'))).toEqual([
    [1, 'Sample: A1; Cu: 2'],
    [2, 'Sample: A2; Cu: 3\n\nAfter.'],
  ]);
});

it('counts a page without text, and adds none for a break at the end', async () => {
  expect(await pagesOf(`<w:p>${r('One.')}${BREAK}</w:p><w:p>${BREAK}</w:p>${p('Three.')}<w:p>${BREAK}</w:p>`)).toEqual([
    [1, 'One.'],
    [2, ''],
    [3, 'Three.'],
  ]);
});
