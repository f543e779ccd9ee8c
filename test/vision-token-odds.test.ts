import { describe, expect, it } from 'vitest';
import { digitPlaces, expectedNumber, numberInText, prefixesToAsk, secondDigit } from '../agents/vision/number-odds.ts';
import { readYesNo } from '../agents/vision/yes-no.ts';
import type { TokenLogprob, VisionCard } from '../core/chat-model.ts';

/** A token with what could have stood in its place, likeliest first. */
function token(odds: Record<string, number>): TokenLogprob {
  const top_logprobs = Object.entries(odds)
    .map(([text, p]) => ({ token: text, logprob: Math.log(p), bytes: null }))
    .sort((a, b) => b.logprob - a.logprob);
  return { ...top_logprobs[0]!, top_logprobs };
}

/** Digits as JavaScript would sort them away: " 7" stands for 7. */
const digits = (odds: [number, number][]) => token(Object.fromEntries(odds.map(([digit, p]) => [` ${digit}`, p])));

describe('yes or no by token probabilities', () => {
  it('sums the ways to write either, in both languages', () => {
    const read = readYesNo([token({ Yes: 0.4, ' yes': 0.1, 是: 0.1, No: 0.15, 否: 0.05, Maybe: 0.2 })], 'Yes', null);
    expect(read!.yes).toBe(true);
    expect(read!.probability).toBeCloseTo(0.6 / 0.8, 10);
    expect(read!.calibrated).toBe(false);
  });

  it('follows the sum and not the single likeliest token', () => {
    const read = readYesNo([token({ Yes: 0.3, No: 0.25, ' No': 0.2 })], 'Yes', null);
    expect(read!.yes).toBe(false);
  });

  it("applies the card's calibration, which can turn the answer", () => {
    const card = { calibration: { yesno: { a: 0.5, b: -1 } } } as VisionCard;
    const read = readYesNo([token({ Yes: 0.6, No: 0.4 })], 'Yes', card);
    expect(read!.probability).toBeCloseTo(1 / (1 + Math.exp(-(0.5 * Math.log(1.5) - 1))), 10);
    expect([read!.yes, read!.calibrated]).toEqual([false, true]);
  });

  it('looks past marks that come before the answer', () => {
    const tokens = [token({ '**': 0.9, Yes: 0.05 }), token({ No: 0.8, Yes: 0.2 })];
    expect(readYesNo(tokens, '**No**', null)).toMatchObject({ yes: false });
    expect(readYesNo(tokens, '**No**', null)!.probability).toBeCloseTo(0.2, 10);
  });

  it('gives the missing side at most the probability of the last that is listed', () => {
    const read = readYesNo([token({ Yes: 0.9, Perhaps: 0.01 })], 'Yes', null);
    expect(read!.probability).toBeCloseTo(0.9 / 0.91, 10);
  });

  it.each([
    ['Yes, there is.', true],
    ['No.', false],
    ['是的，有蚀变。', true],
    ['没有发现。', false],
    ['Perhaps.', null],
  ])('takes the word where there are no probabilities: %s', (text, yes) => {
    const read = readYesNo([], text, null);
    expect(read && [read.yes, read.probability]).toEqual(yes === null ? null : [yes, undefined]);
  });
});

describe('a number by digit probabilities', () => {
  const answer = [
    digits([
      [0, 0.9],
      [1, 0.1],
    ]),
    token({ '.': 1 }),
    {
      ...digits([
        [7, 0.6],
        [3, 0.4],
      ]),
      token: '7',
    },
    {
      ...digits([
        [2, 0.5],
        [4, 0.5],
      ]),
      token: '2',
    },
  ];

  it('is the expected value, with the second digit after each likely first one', () => {
    const places = digitPlaces(answer)!;
    expect(prefixesToAsk(places)).toEqual([{ digit: 3, prefix: '0.3' }]);
    const after3 = secondDigit({
      text: '9',
      logprobs: [{ ...digits([[9, 1]]), token: '9' }],
      finish_reason: 'length',
      usage: null,
    })!;
    const value = expectedNumber(places, new Map([[3, after3]]));
    expect(value).toBeCloseTo(0.9 * (0.6 * 0.73 + 0.4 * 0.39) + 0.1 * 1, 10);
  });

  it('takes the second digit of the answer for the others where nothing more is asked', () => {
    expect(expectedNumber(digitPlaces(answer)!, new Map())).toBeCloseTo(0.9 * (0.6 * 0.73 + 0.4 * 0.33) + 0.1, 10);
  });

  it('needs no second decimal', () => {
    const places = digitPlaces([
      digits([[0, 1]]),
      token({ '.': 1 }),
      { ...digits([[7, 1]]), token: '7' },
      token({ '\n': 1 }),
    ]);
    expect(expectedNumber(places!, new Map())).toBeCloseTo(0.7, 10);
  });

  it('is 1 for an answer of 1, and none for words', () => {
    expect(expectedNumber(digitPlaces([{ ...digits([[1, 1]]), token: '1' }])!, new Map())).toBe(1);
    expect(digitPlaces([token({ high: 1 })])).toBeNull();
  });

  it.each([
    ['0.73', 0.73],
    ['The favourability is 73%.', 0.73],
    ['of 10 windows 0.4', 0.4],
    ['high', null],
  ])('is read from the text without probabilities: %s', (text, value) => {
    expect(numberInText(text)).toBe(value);
  });
});
