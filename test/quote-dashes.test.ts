import { expect, it } from 'vitest';
import { quotePages } from './support/quote-pages.ts';

const { verdict } = quotePages({
  report: [
    'The silica content—measured from imagery—rises near the remote-sensing site, where econ-\nomic copper-bearing ' +
      'veins were found -39 °C cold. The range is 8.0 – 13.0 µm, from -5 to +5 m; the band lies at 700 cm-1. ' +
      'The non-magnetic rocks are copper-free. Short- and long-wave data of Landsat-8 agree at Al-OH. ' +
      'The blackbody of the deposit is over\u00adlain by a 2.39-µm absorption.',
  ],
  zh: ['矿区——位于北部——海拔3200—3500米，气温为-12至5℃。'],
});

it.each([
  ['a pause set with spaces', 'The silica content — measured from imagery — rises'],
  ['a pause as two hyphens', 'The silica content--measured from imagery -- rises'],
  ['a pause as another dash', 'The silica content – measured from imagery - rises'],
  ['what ends at a pause', 'The silica content'],
  ['what begins at a pause', 'rises near the remote-sensing site'],
  ['the end of a range with its unit', '13.0 µm, from -5 to +5 m'],
  ['a hyphen as another', 'near the remote–sensing site, where economic copper‑bearing veins'],
  ['a line end left as a hyphen and a space', 'where eco- nomic copper-bearing veins were found'],
  ['a soft hyphen at a line end', 'The black\u00ad\nbody of the de\u00adposit is overlain'],
  ['a line end without its hyphen', 'The black\nbody of the depo\nsit is overlain'],
  ['a compound at a line end', 'near the remote-\nsensing site, where economic copperbearing veins'],
  ['a line end with its hyphen left in the word', 'where econ-omic copper-bearing veins were found'],
  ['a sign as another dash', 'veins were found −39 °C cold'],
  ['a range set without spaces', 'The range is 8.0–13.0 µm, from –5 to +5 m'],
  ['a hyphen behind a number', 'is overlain by a 2.39 µm absorption'],
  ['a hanging hyphen', 'Short- and long-wave data of Landsat–8 agree at Al–OH'],
])('verifies %s', (_, quote) => {
  expect(verdict(quote)).toBe('verified');
});

it.each([
  ['a sign left out', 'veins were found 39 °C cold'],
  ['a sign taken for a pause', 'veins were found - 39 °C cold'],
  ['a sign put in', 'The range is -8.0 – 13.0 µm'],
  ['a range taken for a sign', 'The range is 8.0 –13.0 µm'],
  ['a sign changed', 'from +5 to +5 m'],
  ['a dash in a range left out', 'The range is 8.0 13.0 µm'],
  ['a power without its sign', 'the band lies at 700 cm1'],
  ['the end of a compound that denies', 'magnetic rocks are copper-free'],
  ['the end of a compound', 'bearing veins were found'],
  ['the beginning of a compound', 'The non-magnetic rocks are copper'],
])('does not verify %s', (_, quote) => {
  expect(verdict(quote)).toBe('fabricated');
});

it('reads Chinese dashes as pauses, and those of numbers as ranges and signs', () => {
  expect(verdict('矿区—位于北部—海拔3200–3500米', 1, 'zh')).toBe('verified');
  expect(verdict('气温为−12至5℃', 1, 'zh')).toBe('verified');
  expect(verdict('气温为12至5℃', 1, 'zh')).toBe('fabricated');
  expect(verdict('海拔32003500米', 1, 'zh')).toBe('fabricated');
});
