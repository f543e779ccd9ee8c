import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { AnswerNumber, Citation } from '../core/answer.ts';
import { asset } from '../core/paths.ts';
import { answerParts } from '../web/answer-parts.js';
import { ticks } from '../web/ticks.js';
import { WORDS } from '../web/words.js';

const number = (text: string): AnswerNumber => ({ text, value: Number(text), unit: '', evidence: `S${text}` });
const citation = (n: number) => ({ n, title: 'T', page: 1 }) as Citation;
const kinds = (answer: string, numbers: string[], citations: number[] = []) =>
  answerParts({ answer, numbers: numbers.map(number), citations: citations.map(citation) }).map(
    ({ kind, text }) => `${kind[0]}:${text}`,
  );

it('finds numbers in the order of the text, whole, and marks of citations', () => {
  expect(kinds('On 1.70 km² (5.5 %) [1], again 1.70 [2].', ['1.70', '5.5', '1.70'], [1, 2])).toEqual([
    't:On ',
    'n:1.70',
    't: km² (',
    'n:5.5',
    't: %) ',
    'c:[1]',
    't:, again ',
    'n:1.70',
    't: ',
    'c:[2]',
    't:.',
  ]);
  // no piece of a longer number, and no mark of a citation, is a number
  expect(kinds('15.5 and 5.55 [5] then 5.', ['5'], [5])).toEqual([
    't:15.5 and 5.55 ',
    'c:[5]',
    't: then ',
    'n:5',
    't:.',
  ]);
  expect(kinds('[7] is not known', ['9'])).toEqual(['t:[7] is not known']);
});

it('keeps every letter of an answer but those that deceive', () => {
  const answer = 'A\u202eB <b>1</b> \u0007[1]\n\n- x';
  const parts = answerParts({ answer, numbers: [number('1')], citations: [citation(1)] });
  expect(parts.map(({ text }) => text).join('')).toBe('AB <b>1</b> [1]\n\n- x');
});

it('cleans text as the terminal does', () => {
  const [page, core] = [asset('web', 'plain-text.js'), asset('core', 'plain-text.ts')].map((file) =>
    readFileSync(file, 'utf8'),
  );
  for (const name of ['CONTROL', 'UNSEEN', 'DECEPTIVE']) {
    const expression = new RegExp(`const ${name} =\\s*(/.*/gu?);`);
    expect(expression.exec(page)![1], name).toBe(expression.exec(core)![1]);
  }
});

it('has every word in both languages, with the same places to fill', () => {
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
  for (const [word, english] of Object.entries(WORDS.en)) {
    const chinese = WORDS.zh[word as keyof typeof WORDS.en];
    expect(places(chinese), word).toEqual(places(english));
  }
  expect(Object.keys(WORDS.zh)).toEqual(Object.keys(WORDS.en));
});

it('says in index.html what the page says in English', () => {
  const html = readFileSync(asset('web', 'index.html'), 'utf8');
  const said = [...html.matchAll(/data-word="(\w+)"[^>]*>([^<]*)</g)];
  expect(said.length).toBeGreaterThan(15);
  for (const [, word, text] of said) expect(text).toBe(WORDS.en[word as keyof typeof WORDS.en]);
});

it('marks axes at round numbers', () => {
  expect(ticks(0.38, 2.49, 5).map(({ text }) => text)).toEqual(['0.5', '1.0', '1.5', '2.0']);
  expect(ticks(0.19, 0.25, 4).map(({ text }) => text)).toEqual(['0.20', '0.22', '0.24']);
  expect(ticks(3, 3, 4)).toEqual([]);
});
