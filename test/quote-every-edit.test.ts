import { expect, it } from 'vitest';
import { quotePages } from './support/quote-pages.ts';

const quotes = [
  'About 3.85 Mt at 0.42 % Cu and 16.2 g/t Au lie below -12 m in the northern zone (Clarke, 1984), which is not altered',
  'Alunite occurs at 1.478 µm, kaolinite at 2.165-2.206 µm; Fe2+ was mapped over 5 km² of ground',
  '矿体中没有明矾石，品位为0.5%，厚度大于12米',
];
const { verdict } = quotePages({ report: [`${quotes.join('. ')}。`] });
const characters = [...'abcdefghijklmnopqrstuvwxyzABCFKMN0123456789%‰°+<²有无含小'];

/** Every quotation with every character of it changed to every other, and what was changed. */
function* edits(): Generator<string> {
  for (const quote of quotes) {
    for (let at = 0; at < quote.length; at++) {
      for (const character of characters) {
        const same = at === 0 ? quote[at]!.toLowerCase() === character.toLowerCase() : quote[at] === character;
        if (!same) yield quote.slice(0, at) + character + quote.slice(at + 1);
      }
    }
  }
}

it('verifies quotations as they stand, and none with one character changed to another that says something else', () => {
  for (const quote of quotes) expect([quote, verdict(quote)]).toEqual([quote, 'verified']);
  const altered = [...edits()];
  expect(altered.length).toBeGreaterThan(10_000);
  expect(altered.filter((quote) => verdict(quote) === 'verified')).toEqual([
    // What only looks otherwise.
    quotes[1]!.replace('1.478 µm', '1.478 um'),
    quotes[1]!.replace('2.206 µm', '2.206 um'),
    quotes[1]!.replace('Fe2+', 'Fe²+'),
  ]);
});

it('verifies none with a figure, sign or Chinese character left out', () => {
  let tried = 0;
  for (const quote of quotes) {
    // At the ends a quotation is cut short, which is another thing.
    for (let at = 1; at < quote.length - 1; at++) {
      if (!/[\p{N}\p{Script=Han}.,%+²;()/-]/u.test(quote[at]!)) continue;
      tried++;
      const altered = quote.slice(0, at) + quote.slice(at + 1);
      expect([altered, verdict(altered)]).toEqual([altered, 'fabricated']);
    }
  }
  expect(tried).toBeGreaterThan(50);
});
