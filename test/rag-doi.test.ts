import { expect, it } from 'vitest';
import { doiOf, doiOnPage } from '../rag/load/doi.ts';
import { readDocument } from '../rag/read-document.ts';
import { writePdf } from './support/pdf-writer.ts';

it.each([
  ['doi:10.5555/ab.2001.07', '10.5555/ab.2001.07'],
  ['https://doi.org/10.5555/S0169-1(99)00001-2', '10.5555/s0169-1(99)00001-2'],
  ['urn:isbn:9780306406157', undefined],
])('finds the DOI in metadata: %s', (stated, doi) => {
  expect(doiOf(stated)).toBe(doi);
});

it.each([
  ['its own, at the end of a sentence', 'Ridge survey (doi: 10.5555/ab.7). All rights reserved.', '10.5555/ab.7'],
  ['said twice', 'https://doi.org/10.5555/AB.7\nCite as doi:10.5555/ab.7.', '10.5555/ab.7'],
  ['of an address', 'dx.doi.org/10.5555/ab.7', '10.5555/ab.7'],
  ['not where several are cited', 'doi:10.5555/ab.7 and doi:10.5555/ab.8', undefined],
  ['not where it goes on in the next line', 'doi:10.5555/ab. 2001.07', undefined],
  ['not where nothing says that it is one', 'Sheets 10.5555/12 and 10.5555/13', undefined],
])('takes the DOI of a page: %s', (_, text, doi) => {
  expect(doiOnPage(text)).toBe(doi);
});

it('takes that of the first page of a PDF alone', async () => {
  const line = (text: string) => [{ text, x: 72, y: 700 }];
  const bytes = writePdf([line('Ridge survey. doi:10.5555/ab.7'), line('After doi:10.5555/cd.8 by others.')]);
  expect((await readDocument({ path: 'ridge.pdf', bytes })).info.doi).toBe('10.5555/ab.7');
});
