import { expect, it } from 'vitest';
import { quotePages } from './support/quote-pages.ts';

const { verdict } = quotePages({
  report: [
    'A significant part of the reflected light was refined by an efficient filter that specifies the official flow of data. ' +
      'Griffith and Hoffman affirm that the profile is flat; sulfides are confined to the first fault. ' +
      'No one mis-\nspecifies the model.',
  ],
});
const lossy = quotePages({
  report: [
    'A signi\ufffdcant part of the re ected light was con rmed by an ecient model. Homan drew the species of fossils.',
    'The contra\ufffd was signed. Both a contract and a contrast are known.',
  ],
});

it.each([
  ['without a trace', 'A signicant part of the reflected light was refined'],
  ['as a space', 'A signi cant part of the reflected light was refined'],
  ['as a mark', 'A signi\ufffdcant part of the re\ufffdected light was refined'],
  ['of three letters', 'was refined by an e cient filter that specifies the o\ufffdcial flow of data'],
  ['in a word that begins a quotation', 're ected light was refined by an efficient filter'],
  ['as a mark at a word’s beginning', 'the official \ufffdow of data'],
])('verifies a quotation that lost a ligature %s', (_, quote) => {
  expect(verdict(quote)).toBe('verified');
});

it('verifies the whole word where the page lost the ligature', () => {
  expect(lossy.verdict('A significant part of the reflected light was confirmed by an efficient model')).toBe(
    'verified',
  );
});

it.each([
  ['leaves another word', 'by an efficient filter that species the official flow'],
  ['leaves another word, with a space in it', 'by an efficient filter that speci es the official flow'],
  ['leaves another word', 'Griffith and Hoffman arm that the profile is flat'],
  ['leaves another word', 'affirm that the prole is flat'],
  ['leaves another word behind a hyphen', 'No one mis-species the model'],
  ['is of a name', 'Griffith and Homan affirm that the profile is flat'],
])('does not verify one whose lost ligature %s', (_, quote) => {
  expect(verdict(quote)).toBe('fabricated');
});

it('finds a few words in whose middle the page lost a ligature', () => {
  expect(quotePages({ report: ['The contra\ufffd was signed.'] }).verdict('The contract was signed')).toBe('verified');
});

it.each([
  ['a name', 'Hoffman drew the species of fossils', 1],
  ['a word', 'Homan drew the specifies of fossils', 1],
  ['one of two words', 'The contract was signed', 2],
  ['one of two words', 'The contrast was signed', 2],
])('does not read a ligature into the page that makes %s', (_, quote, page) => {
  expect(lossy.verdict(quote, page)).toBe('fabricated');
});
