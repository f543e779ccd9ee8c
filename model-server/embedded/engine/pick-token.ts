/** How a token is chosen from the logits. */
export interface Sampling {
  /** 0 takes the likeliest. */
  temperature: number;
  /** Only the likeliest tokens that together reach this probability are drawn from (Holtzman et al. 2020). */
  topP: number;
  seed: number;
}

export interface PickedToken {
  token: number;
  /** Natural logarithm, before temperature. */
  logprob: number;
  /** The likeliest tokens in this place, by falling probability; as many as were asked for. */
  top: { tokens: number[]; logprobs: number[] };
}

/**
 * Chooses from the logits of one place.
 * @param random draws from [0, 1); not called at temperature 0
 * @param tops how many likeliest tokens to tell
 */
export function pickToken(logits: Float32Array, sampling: Sampling, random: () => number, tops: number): PickedToken {
  let best = 0;
  for (let token = 1; token < logits.length; token++) if (logits[token]! > logits[best]!) best = token;
  const highest = logits[best]!;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  const logSum = highest + Math.log(sum);
  const token = sampling.temperature === 0 ? best : draw(logits, highest, sampling, random);
  const tokens = tops > 0 ? likeliest(logits, tops) : [];
  return {
    token,
    logprob: logits[token]! - logSum,
    top: { tokens, logprobs: tokens.map((one) => logits[one]! - logSum) },
  };
}

function draw(logits: Float32Array, highest: number, { temperature, topP }: Sampling, random: () => number): number {
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  const order = Array.from(weights.keys()).sort((a, b) => weights[b]! - weights[a]! || a - b);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let kept = 0;
  let count = 0;
  while (count < order.length && (count === 0 || kept < topP * all)) kept += weights[order[count++]!]!;
  let left = random() * kept;
  for (const token of order.slice(0, count)) {
    left -= weights[token]!;
    if (left < 0) return token;
  }
  return order[count - 1]!;
}

/** The `count` tokens of the largest logits, by falling logit, equal ones by rising id. */
function likeliest(logits: Float32Array, count: number): number[] {
  const kept: number[] = [];
  for (let token = 0; token < logits.length; token++) {
    if (kept.length === count && logits[token]! <= logits[kept[count - 1]!]!) continue;
    let at = kept.length;
    while (at > 0 && logits[kept[at - 1]!]! < logits[token]!) at--;
    kept.splice(at, 0, token);
    if (kept.length > count) kept.pop();
  }
  return kept;
}
