import type { TokenLogprob, VisionCard } from '../../core/chat-model.ts';
import words from './token-words.json' with { type: 'json' };

/** A yes or a no with its odds. */
export interface YesNo {
  yes: boolean;
  /** Of yes, 0 to 1: softmax over the tokens that mean yes and those that mean no; absent where no probabilities came. */
  probability?: number;
  /** Platt's numbers of the model's card were applied. */
  calibrated: boolean;
  /** The likeliest of those tokens, for the record. */
  odds: TokenOdds[];
}

export interface TokenOdds {
  token: string;
  /** Of the token among all tokens of the model. */
  probability: number;
}

const YES = new Set(words.yes);
const NO = new Set(words.no);

/** An answer must give yes and no together this much at a token before that token counts as the answer's place. */
const LEAST_MASS = 0.5;

/**
 * Reads yes or no from token probabilities. The answer's place is the first token at which words for yes and no hold most of
 * the probability (models put marks or spaces before it); if there is none, the one at which they hold the most.
 * @param tokens of the answer, with the likeliest in the place of each
 * @param text the answer, for servers that give no probabilities
 * @param about copper-related alteration, or a named subject: each has its own calibration
 * @returns null where the answer says neither
 */
export function readYesNo(
  tokens: readonly TokenLogprob[],
  text: string,
  card: VisionCard | null,
  about: 'yesno' | 'present' = 'yesno',
): YesNo | null {
  const places = tokens.map(massAt);
  const most = Math.max(0, ...places.map(({ yes, no }) => yes + no));
  const place = places.find(({ yes, no }) => yes + no >= LEAST_MASS) ?? places.find(({ yes, no }) => yes + no === most);
  if (!place || most === 0) {
    const said = sayingOf(text);
    return said === null ? null : { yes: said, calibrated: false, odds: [] };
  }
  // A side that is not among the likeliest has at most the probability of the least likely of these.
  const yes = place.yes || place.least;
  const no = place.no || place.least;
  const logit = Math.log(yes) - Math.log(no);
  const platt = card?.calibration?.[about];
  const probability = 1 / (1 + Math.exp(-(platt ? platt.a * logit + platt.b : logit)));
  return { yes: probability >= 0.5, probability, calibrated: platt !== undefined, odds: place.odds };
}

function massAt({ token, logprob, top_logprobs }: TokenLogprob) {
  const candidates = top_logprobs.length ? top_logprobs : [{ token, logprob }];
  const odds: TokenOdds[] = [];
  let [yes, no, least] = [0, 0, 1];
  for (const one of candidates) {
    const probability = Math.exp(one.logprob);
    least = Math.min(least, probability);
    const word = plainWord(one.token);
    if (YES.has(word)) yes += probability;
    else if (NO.has(word)) no += probability;
    else continue;
    odds.push({ token: one.token, probability });
  }
  return { yes, no, least: Math.max(Math.min(least, 1 - yes - no), 1e-9), odds };
}

function plainWord(token: string): string {
  return token.replace(/[\s\p{P}\p{S}]/gu, '').toLowerCase();
}

/** What a text says by its first word, or by its first character in Chinese. */
function sayingOf(text: string): boolean | null {
  const plain = text
    .replace(/[\s\p{P}\p{S}]+/gu, ' ')
    .trim()
    .toLowerCase();
  const first = plain.split(' ')[0] ?? '';
  if (YES.has(first)) return true;
  if (NO.has(first)) return false;
  const han = /^(没有|不是|是的|没|不|否|无|是|有)/.exec(plain)?.[1];
  return han === undefined ? null : YES.has(han);
}
