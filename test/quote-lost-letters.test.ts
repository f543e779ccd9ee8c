import { expect, it } from 'vitest';
import { quotePages } from './support/quote-pages.ts';

const { verdict } = quotePages({
  report: [
    'The mapping directory of the survey holds statistics for every threshold that was applied to the reflectance. ' +
      'The contract covers strained and coarse-grained granite; smelting began in the country of Clarke and Hutchison. ' +
      'Kaolinite and magnetite were found three hundred kilometers away without any spectrometer; thirteen minerals are atypical. ' +
      'Macroscopic textures differ from what is seen in thin section under the microscope of the second laboratory.',
    'Where the thres-\nhold of the applied fit was exceeded, uncer\u00ad\ntain pixels of coarse-\ngrained rock were mapped.',
  ],
});

it.each([
  ['a letter within a long word', 'The mapping direcory of the survey holds statistics'],
  ['a mark for one', 'The mapping direc\ufffdory of the survey holds statistics'],
  ['a private character for one', 'The mapping direc\ue0b2ory of the survey holds statistics'],
  ['one of two equal letters', 'The maping directory of the survey holds statistics'],
  [
    'two letters far apart',
    'The mapping direcory of the survey holds statistics for every threshold that was applied to the reflctance',
  ],
  ['a letter and a line break', 'The mapping direcory of the sur-\nvey holds statistics'],
  ['a letter and the first capital', 'the mapping direcory of the survey holds statistics'],
])('verifies a quotation that lost %s', (_, quote) => {
  expect(verdict(quote)).toBe('verified');
});

it('knows a word of the page that a line end parts', () => {
  expect(verdict('Where the threhold of the applied fit was exceeded', 2)).toBe('verified');
  expect(verdict('of the applied fit was exceeded, uncerain pixels', 2)).toBe('verified');
  expect(verdict('uncertain pixels of coarse-gained rock were mapped', 2)).toBe('fabricated');
});

it.each([
  ['leaves another word', 'The contact covers strained and coarse-grained granite'],
  ['leaves another word', 'The contract covers stained and coarse-grained granite'],
  ['leaves another word within a compound', 'The contract covers strained and coarse-gained granite'],
  ['is the first of its word', 'strained and coarse-grained granite; melting began in the county'],
  ['leaves another word', 'coarse-grained granite; smelting began in the county of Clarke'],
  ['is the last of its word', 'The mapping director of the survey holds statistics'],
  ['is the first of its word', 'The mapping irectory of the survey holds statistics'],
  ['is the last of its word', 'holds statistics for every threshol that was applied'],
  ['is the first of its word, the space lost too', 'The mappingirectory of the survey holds statistics'],
  ['is the last of its word, the space lost too', 'holds statistics for every thresholthat was applied'],
  ['is a space now', 'The mapping direc ory of the survey holds statistics'],
  ['leaves another word that a space parts', 'The con tact covers strained and coarse-grained granite'],
  ['is of a short word', 'The mapping directory of the surey holds statistics'],
  ['is of a name', 'smelting began in the country of Clarke and Hutchson'],
  ['is of a mineral', 'Kaolinite and magnetite were found'.replace('magnetite', 'magntite')],
  ['is of a mineral, with a mark for it', 'Kaolinite and magne\ufffdite were found three hundred kilometers away'],
  ['is of a number', 'were found three hunded kilometers away'],
  ['is of a number, with a mark for it', 'were found three hun\ufffdred kilometers away'],
  ['is of a unit', 'were found three hundred kilmeters away'],
  ['is of a negation', 'three hundred kilometers away witout any spectrometer'],
  ['leaves the opposite', 'without any spectrometer; thirteen minerals are typical'],
  ['could be another in its place', 'M\ufffdcroscopic textures differ from what is seen in thin section'],
])('does not verify one whose lost letter %s', (_, quote) => {
  expect(verdict(quote)).not.toBe('verified');
});

it('does not take a mark for a letter where the base has two words that fit', () => {
  const both = quotePages({
    a: ['seen in a macroscopic study of the rock', 'seen in a microscopic study of the rock'],
  });
  expect(both.verdict('seen in a m\ufffdcroscopic study of the rock')).toBe('fabricated');
  const one = quotePages({ a: ['seen in a macroscopic study of the rock'] });
  expect(one.verdict('seen in a m\ufffdcroscopic study of the rock')).toBe('verified');
});

it('does not tolerate a lost letter that leaves a word of the base', () => {
  const quote = 'the compositions of endembers were described by others';
  const page = 'the compositions of endmembers were described by others';
  const damaged = page.replace('endmembers', 'endmmbers');
  expect(quotePages({ a: [page] }).verdict(damaged)).toBe('verified');
  expect(quotePages({ a: [page, 'the endmmbers are tools of another trade'] }).verdict(damaged)).toBe('fabricated');
  expect(quotePages({ a: [page] }).verdict(quote)).toBe('verified');
});

it('tolerates no second letter close by, none that is put in, and none in a few words', () => {
  expect(verdict('The mapping direcory of the survey holds statistics')).toBe('verified');
  expect(verdict('The mapping direcory of the survey holds sttistics')).toBe('fabricated');
  expect(verdict('The mapping diectoy of the survey holds statistics')).toBe('fabricated');
  expect(verdict('The mapping directoryy of the survey holds statistics')).toBe('fabricated');
  expect(verdict('The mapping directary of the survey holds statistics')).toBe('fabricated');
  expect(verdict('The mapping direcory')).toBe('fabricated');
});
