import { expect, it } from 'vitest';
import { quotePages } from './support/quote-pages.ts';

const { verdict } = quotePages({
  flat: [
    'The field covers 100 km2 at 2 cm-1 resolution; the band is at 1150 cm -1 and the flux 5 W/m2. ' +
      'CO2 escapes, SnO2 and Cu2FeSnS4 stay, and Fe2+ turns to Fe3+. ' +
      'The grains number 102 a sample, the fraction is 10-3, and 105 t were mined.',
  ],
  raised: ['The field covers 100 km² with 10⁵ t of ore, 10⁻³ of it gold; CO₂ escapes and Fe²⁺ stays.'],
});

it.each([
  ['a unit', 'The field covers 100 km² at 2 cm⁻¹ resolution'],
  ['a unit after a space', 'the band is at 1150 cm⁻¹ and the flux 5 W/m²'],
  ['a formula', 'CO₂ escapes, SnO₂ and Cu₂FeSnS₄ stay'],
  ['a charge', 'and Fe²⁺ turns to Fe³⁺'],
  ['one of two', 'and Fe2+ turns to Fe³⁺'],
  ['a negative power', 'the fraction is 10⁻³, and 105 t were mined'],
])('verifies what the extraction of the page flattened: %s', (_, quote) => {
  expect(verdict(quote)).toBe('verified');
});

it.each([
  ['a power', 'The grains number 10² a sample'],
  ['a power', 'and 10⁵ t were mined'],
  ['another power of a unit', 'The field covers 100 km³ at 2 cm-1 resolution'],
  ['another power of a unit', 'The field covers 100 km2 at 2 cm⁻² resolution'],
  ['a power without its sign', 'at 2 cm¹ resolution'],
  ['another charge', 'and Fe³⁺ turns to Fe³⁺'],
  ['another formula', 'CO₃ escapes, SnO2 and Cu2FeSnS4 stay'],
  ['a figure left out', 'CO escapes, SnO2 and Cu2FeSnS4 stay'],
])('does not verify %s where the page has plain figures', (_, quote) => {
  expect(verdict(quote)).toBe('fabricated');
});

it('flattens nothing that the page keeps', () => {
  expect(verdict('The field covers 100 km² with 10⁵ t of ore', 1, 'raised')).toBe('verified');
  expect(verdict('The field covers 100 km² with 105 t of ore', 1, 'raised')).not.toBe('verified');
  expect(verdict('The field covers 100 km2 with 10⁵ t of ore', 1, 'raised')).not.toBe('verified');
  expect(verdict('of ore, 103 of it gold; CO₂ escapes', 1, 'raised')).not.toBe('verified');
  expect(verdict('The field covers 100 km', 1, 'raised')).not.toBe('verified');
});
