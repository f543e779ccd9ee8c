import { expect, it } from 'vitest';
import { quotePages } from './support/quote-pages.ts';

const { verdict } = quotePages({
  report: [
    'White mica absorbs at 2.2 μm, and the 1- and 2-μm groups at 10.3 μm. The dose rate is 0.25 µSv/h, the band 8–12 µm wide. ' +
      'The forms are white (β) and grey (α) tin below 13.2 ˚C; the emissivity ε(λ) is 0.98. ' +
      'See “Prepare for mapping” and Earth’s surface. The face has 12 m² and the shaft 5 m.',
  ],
  zh: ['区内出露的最老地层为石炭系石灰岩，含铜金属16.2万吨，见于马厂东侧。品位0.42％，温度25℃。'],
});

it.each([
  ['the other micro sign', 'White mica absorbs at 2.2 µm'],
  ['u for micro', 'White mica absorbs at 2.2 um, and the 1- and 2-um groups at 10.3um'],
  ['u for micro before another unit', 'The dose rate is 0.25 uSv/h'],
  ['a squared unit', 'White mica absorbs at 2.2 ㎛, and the 1- and 2-㎛ groups'],
  ['sharp s for beta', 'The forms are white (ß) and grey (α) tin'],
  ['other epsilons', 'the emissivity є(λ) is 0.98'],
  ['other epsilons', 'the emissivity ϵ(λ) is 0.98'],
  ['mathematical letters', 'the emissivity 𝜀(𝜆) is 0.98'],
  ['a ring that was taken apart', 'grey (α) tin below 13.2  ̊C'],
  ['another ring', 'grey (α) tin below 13.2 °C'],
  ['two apostrophes for a quotation mark', "See ''Prepare for mapping'' and Earth's surface"],
  ['two graves and apostrophes', "See ``Prepare for mapping'' and Earth´s surface"],
  ['a square metre in one character', 'The face has 12 ㎡ and the shaft 5 m'],
  ['full-width characters', 'Ｗｈｉｔｅ mica absorbs at ２．２ μm'],
])('verifies %s', (_, quote) => {
  expect(verdict(quote)).toBe('verified');
});

it.each([
  ['no micro', 'White mica absorbs at 2.2 m'],
  ['another unit', 'White mica absorbs at 2.2 nm'],
  ['a unit where the page has micro', 'The dose rate is 0.25 mSv/h'],
  ['a micro sign that the page has not', 'and the shaft 5 um'],
  ['another Greek letter', 'The forms are white (γ) and grey (α) tin'],
  ['a Latin letter', 'The forms are white (b) and grey (a) tin'],
  ['one mark for two', "See 'Prepare for mapping' and Earth’s surface"],
])('does not verify %s', (_, quote) => {
  expect(verdict(quote)).not.toBe('verified');
});

it('reads Chinese radicals, compatible signs and full-width figures as what they look like, and nothing else', () => {
  expect(verdict('最老地层为⽯炭系⽯灰岩，含铜⾦属１６．２万吨', 1, 'zh')).toBe('verified');
  expect(verdict('见于⻢厂东侧。品位0.42%，温度25°C', 1, 'zh')).toBe('verified');
  expect(verdict('⻅于⻢⼚东侧', 1, 'zh')).toBe('verified');
  expect(verdict('最老地层为⽔炭系⽯灰岩，含铜⾦属16.2万吨', 1, 'zh')).toBe('fabricated');
  expect(verdict('最老地层为⽯炭系⽯灰岩，含铜⾦属16.3万吨', 1, 'zh')).toBe('fabricated');
  expect(verdict('见于⻢厂东侧。品位0.42‰', 1, 'zh')).toBe('fabricated');
});
