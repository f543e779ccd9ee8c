import type { ChatAnswer, TokenLogprob } from '../../core/chat-model.ts';
import type { TokenOdds } from './yes-no.ts';

/**
 * How a probability was read.
 * `digit tokens`: its expected value over the digits, each second digit asked after each likely first one;
 * `generated digits`: the same, but the second digit is known after the first one of the answer alone;
 * `text`: the number that was written, since no token probabilities came.
 */
export type NumberSource = 'digit tokens' | 'generated digits' | 'text';

export interface NumberOdds {
  value: number;
  from: NumberSource;
  odds: TokenOdds[];
}

/** First digits below this probability change the expected value by less than 0.001 and are not asked about. */
const LEAST_FIRST = 0.01;

/** The digits of an answer `0.73` with what could have stood in their places. */
export interface DigitPlaces {
  /** Probability that the number begins with 1, against 0. */
  one: number;
  /** Probability of each first decimal 0 to 9; they sum to 1. Undefined where the answer began with 1. */
  first?: number[];
  /** The first decimal that the answer has. */
  chosen?: number;
  /** Expected second decimal 0 to 9 after the chosen first; 0 where the answer has none. */
  second?: number;
  odds: TokenOdds[];
}

/** Finds the digits among an answer's tokens; null where the answer is no such number, or its tokens are no single digits. */
export function digitPlaces(tokens: readonly TokenLogprob[]): DigitPlaces | null {
  const at = tokens.findIndex(({ token }) => /^[01]$/.test(token.trim()));
  const lead = tokens[at];
  if (!lead || lead.top_logprobs.length === 0) return null;
  const leads = digitsAt(lead);
  const one = leads[1]! / (leads[0]! + leads[1]! || 1);
  if (lead.token.trim() === '1') return { one, odds: oddsOf(lead) };
  const decimals = tokens.slice(at + 1);
  if (decimals[0]?.token !== '.' || !isDigit(decimals[1])) return null;
  return {
    one,
    first: normalised(digitsAt(decimals[1]!)),
    chosen: Number(decimals[1]!.token),
    second: isDigit(decimals[2]) ? expected(normalised(digitsAt(decimals[2]!))) : 0,
    odds: oddsOf(decimals[1]!),
  };
}

/** What must be written before the model goes on, so that every likely first digit gets its second: `0.6`, `0.8`. */
export function prefixesToAsk({ first, chosen }: DigitPlaces): { digit: number; prefix: string }[] {
  return (first ?? []).flatMap((probability, digit) =>
    digit !== chosen && probability >= LEAST_FIRST ? [{ digit, prefix: `0.${digit}` }] : [],
  );
}

/** The expected second digit of an answer that went on after such a prefix. */
export function secondDigit({ logprobs }: ChatAnswer): number | undefined {
  const [token] = logprobs;
  return isDigit(token) ? expected(normalised(digitsAt(token!))) : undefined;
}

/**
 * The expected value of the number: (1 - P(1)) · Σ P(d1) · (0.d1 + E[d2 | d1] / 100) + P(1). A first digit whose second was not
 * asked is given the second of the chosen one.
 */
export function expectedNumber(places: DigitPlaces, seconds: ReadonlyMap<number, number>): number {
  const { one, first, chosen, second = 0 } = places;
  if (!first) return 1;
  const below = first.reduce((sum, probability, digit) => {
    const next = digit === chosen ? second : (seconds.get(digit) ?? second);
    return sum + probability * (digit / 10 + next / 100);
  }, 0);
  return (1 - one) * below + one;
}

/** The first number from 0 to 1 in a text, per cent allowed; null where there is none. */
export function numberInText(text: string): number | null {
  for (const [, digits, percent] of text.matchAll(/(\d+(?:\.\d+)?)\s*(%|％)?/g)) {
    const value = Number(digits) / (percent ? 100 : 1);
    if (value <= 1) return value;
  }
  return null;
}

function isDigit(token: TokenLogprob | undefined): boolean {
  return token !== undefined && /^\d$/.test(token.token) && token.top_logprobs.length > 0;
}

/** Probability of each digit in a token's place, spaces before it allowed. */
function digitsAt({ top_logprobs }: TokenLogprob): number[] {
  const odds = new Array<number>(10).fill(0);
  for (const { token, logprob } of top_logprobs) {
    if (/^\s*\d$/.test(token)) odds[Number(token)]! += Math.exp(logprob);
  }
  return odds;
}

function normalised(odds: number[]): number[] {
  const sum = odds.reduce((all, one) => all + one, 0);
  return odds.map((one) => one / (sum || 1));
}

function expected(odds: readonly number[]): number {
  return odds.reduce((sum, probability, digit) => sum + probability * digit, 0);
}

function oddsOf({ top_logprobs }: TokenLogprob): TokenOdds[] {
  return top_logprobs
    .filter(({ token }) => /^\s*\d$/.test(token))
    .map(({ token, logprob }) => ({ token, probability: Math.exp(logprob) }));
}
