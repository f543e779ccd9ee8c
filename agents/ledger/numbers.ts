import type { Evidence } from '../../core/evidence.ts';
import { evaluateFormula } from './formula.ts';
import type { BoundNumber, Sentence } from './sentence.ts';
import { convert, unitAfter } from './units.ts';

/** A number as it stands in a text. */
export interface NumberToken {
  text: string;
  value: number;
  /** Digits after the decimal point: how far the writer rounded. */
  decimals: number;
  unit: string;
  at: number;
}

const NUMBER =
  /(?<![\p{L}\d_.])[-−]?\d{1,3}(?:[,  ]\d{3})+(?:\.\d+)?(?![\d])|(?<![\p{Script=Latin}\d_.])[-−]?\d+(?:\.\d+)?/gu;

/** Numbers of a text outside quotations and citation marks. Digits inside names (Fe3+, Al2O3, OFR2013) are no numbers. */
export function numbersIn(text: string, ignore: string[] = []): NumberToken[] {
  let bare = text
    .replace(/⟦[^⟧]*⟧/g, blank)
    .replace(/“[^”]*”/g, blank)
    .replace(/《[^》]*》|‘[^’]*’/g, blank);
  for (const name of ignore) if (name) bare = bare.split(name).join(blank(name));
  const tokens: NumberToken[] = [];
  for (const match of bare.matchAll(NUMBER)) {
    const text = match[0];
    const after = bare.slice(match.index + text.length);
    // "2V", "3rd" and mineral formulae: a letter that is no unit follows at once
    if (/^[\p{Script=Latin}]/u.test(after) && unitAfter(after) === '') continue;
    const digits = text.replace(/[,  ]/g, '').replace('−', '-');
    tokens.push({
      text,
      value: Number(digits),
      decimals: digits.split('.')[1]?.length ?? 0,
      unit: unitAfter(after),
      at: match.index,
    });
  }
  return tokens;
}

/** Whether a printed number is what the evidence's value rounds to at the printed precision, units converted. */
export function agrees(token: Pick<NumberToken, 'value' | 'decimals' | 'unit'>, value: number, unit?: string): boolean {
  const converted = convert(value, unit, token.unit);
  if (converted === undefined) return false;
  const half = 0.5 * 10 ** -token.decimals;
  // a coordinate's sign is its hemisphere letter: 28.0442° S
  if (token.unit === 'deg' && token.value >= 0) return Math.abs(Math.abs(converted) - token.value) <= half * (1 + 1e-9);
  return Math.abs(converted - token.value) <= half * (1 + 1e-9) + 1e-12;
}

/** The values that one piece of evidence carries: its own, the numbers of a document's text, and its page. */
function candidates(evidence: Evidence, token: NumberToken): boolean {
  if (isCoordinate(evidence, token)) return true;
  if (typeof evidence.value === 'number') return agrees(token, evidence.value, evidence.unit);
  if (evidence.kind !== 'document') return false;
  return numbersIn(evidence.text.replace(/[“”]/g, ' ')).some(
    (inText) => inText.value === token.value && (inText.unit === token.unit || token.unit === '' || inText.unit === ''),
  );
}

/** A reading of the map at one pixel carries that pixel's coordinates in its address: `swir.tif#x=120&y=90`. */
function isCoordinate(evidence: Evidence, token: NumberToken): boolean {
  const at = /#x=(\d+)&y=(\d+)$/.exec(evidence.address);
  return (
    at !== null &&
    token.decimals === 0 &&
    (token.unit === '' || token.unit === 'pixels') &&
    at.slice(1).includes(String(token.value))
  );
}

export interface NumberFinding {
  token: NumberToken;
  problem: 'no evidence' | 'disagrees' | 'ambiguous';
}

/**
 * Binds every number of a sentence to one address. Numbers that come with a binding are checked against it; the rest
 * must be found in exactly one piece of the sentence's own evidence ("it occurs somewhere in the sources" is not enough).
 * Numbers that the question itself named are echoes: neither evidence nor a claim.
 */
export function bindNumbers(
  sentence: Sentence,
  evidence: (id: string) => Evidence | undefined,
  echoes: ReadonlySet<number> = new Set(),
): { bound: BoundNumber[]; findings: NumberFinding[] } {
  const own = sentence.evidence.map(evidence).filter((one) => one !== undefined);
  const bound: BoundNumber[] = [];
  const findings: NumberFinding[] = [];
  const given = [...sentence.numbers];
  for (const token of numbersIn(
    sentence.text,
    own.map((one) => one.source),
  )) {
    const index = given.findIndex((number) => sameText(number.text, token.text));
    if (index >= 0) {
      const number = given[index]!;
      given.splice(index, 1);
      if (number.formula) {
        if (derives(number, token, evidence)) bound.push(number);
        else findings.push({ token, problem: 'disagrees' });
      } else {
        const source = number.evidence ? evidence(number.evidence) : undefined;
        if (!source) findings.push({ token, problem: 'no evidence' });
        else if (typeof source.value === 'number' && agrees(token, source.value, source.unit)) bound.push(number);
        else if (typeof source.value !== 'number' && candidates(source, token)) bound.push(number);
        else findings.push({ token, problem: 'disagrees' });
      }
      continue;
    }
    const matches = own.filter((one) => candidates(one, token));
    // all readings of one pixel name the same place; the first of them stands for it
    if (matches.length === 1 || (matches.length > 1 && matches.every((one) => isCoordinate(one, token)))) {
      bound.push({ text: token.text, value: token.value, unit: token.unit, evidence: matches[0]!.id });
    } else if (matches.length > 1) findings.push({ token, problem: 'ambiguous' });
    else if (!echoes.has(token.value)) findings.push({ token, problem: 'no evidence' });
  }
  return { bound, findings };
}

/** Whether a derived number is what its formula gives from its inputs, recomputed. Inputs must share one unit. */
function derives(number: BoundNumber, token: NumberToken, evidence: (id: string) => Evidence | undefined): boolean {
  const inputs = (number.inputs ?? []).map(evidence);
  const values = inputs.map((one) => one?.value);
  const unit = inputs[0]?.unit;
  if (!values.every((value): value is number => typeof value === 'number') || inputs.some((one) => one?.unit !== unit))
    return false;
  const value = evaluateFormula(number.formula!, values);
  // a formula that converts (100 * …) gives its result in the unit that is printed
  return value !== undefined && agrees(token, value, number.formula!.startsWith('100 *') ? number.unit : unit);
}

function sameText(bound: string, token: string): boolean {
  return bound === token || bound.replace(/[^\d.,−-]/g, '').replace(/[.,]$/, '') === token;
}

function blank(text: string): string {
  return ' '.repeat(text.length);
}
