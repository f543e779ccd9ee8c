import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { publicationYear } from '../rag/load/year.ts';
import { writePdf } from './support/pdf-writer.ts';
import { hasShared, sharedData } from './support/shared-data.ts';

const NOW = new Date('2026-06-01');
const year = (front: string, more: { title?: string; date?: string; file?: string } = {}) =>
  publicationYear({ title: 'A report', file: 'report.pdf', ...more, front }, NOW);

it.each<[string, number | undefined]>([
  ['Open-File Report 2013–1300\nThe work was done in 1995 and 2007.', 2013],
  ['Version 1, November 7, 2023. After a method of 2003.', 2023],
  ['7 Nov 2023', 2023],
  ['Published by the survey, 1998. First printed 1972.', 1998],
  ['© The Authors 2016. Data of 1995.', 2016],
  ['二〇一四年的工作 提交日期：2015年3月', 2015],
  ['地质勘查报告\n2014年6月', 2014],
  ['2021-05-30 10:00', 2021],
  ['Mapped at 1:2000 with 1999.5 m of core and 2,010 samples.', undefined],
  ['The survey of 1987 covered all.', 1987],
  ['Surveys of 1987 and of 1991 covered all.', undefined],
  ['Published 2093', undefined],
])('%s', (front, expected) => {
  expect(year(front)).toBe(expected);
});

it('believes the title first, then the page, then the metadata, then the name of the file', () => {
  const front = 'March 2014';
  expect(year(front, { title: 'Annual report 2011' })).toBe(2011);
  expect(year(front, { date: '2019-01-01' })).toBe(2014);
  expect(year('No word of time, save the 1987 survey.', { date: '2019-01-01', file: 'map_2009.pdf' })).toBe(2019);
  expect(year('Nothing.', { file: 'atbd_20231107.pdf' })).toBe(2023);
  expect(year('Nothing.', { file: 'atbd_1234567.pdf' })).toBeUndefined();
});

it('takes the date of a PDF from its metadata', async () => {
  const pages = [[{ text: 'Tin veins of the north ridge', x: 72, y: 700 }]];
  const { date } = await loadDocument({ path: 'a.pdf', bytes: writePdf(pages, { created: "20131107232024-08'00'" }) });
  expect(date).toBe('2013-11-07');
  expect((await loadDocument({ path: 'a.pdf', bytes: writePdf(pages) })).date).toBeUndefined();
});

it.skipIf(!hasShared).each([
  ['usgs_of2013-1300_tetracorder_user_guide.pdf', 2013],
  ['jpl_sbg_l3_surface_mineralogy_atbd_20231107.pdf', 2023],
])('%s is of %i', async (file, expected) => {
  const { readSource } = await import('../rag/load/registry.ts');
  const { title, date, pages } = await loadDocument(await readSource(sharedData('rag', 'reports', file)));
  expect(publicationYear({ title, date, front: pages[0]!.text, file })).toBe(expected);
});
