import { placeOf } from '../../core/derivations.ts';
import { unitNamed } from './units.ts';

/** A value with its unit; '' for a bare number. */
export interface Operand {
  value: number;
  unit: string;
}

/** What a formula gives: a value in base units and its dimension, in the writing of `Unit.dimension`. */
export interface Result {
  value: number;
  dimension: string;
  basis: string;
}

/** Longer formulas than any answer needs are refused before they are read. */
const MOST_CHARACTERS = 400;
const TOKENS = /[a-z]+|\d+(?:\.\d+)?|[-+*/()]|\S/g;

/**
 * Evaluates the formula of a derived number: letters a, b, c … z, aa … stand for its inputs in order; + - * / and
 * brackets. Undefined where it is no such formula, so that a guard can refuse what it cannot recompute.
 */
export function evaluateFormula(formula: string, inputs: number[]): number | undefined {
  return evaluateWith(
    formula,
    inputs.map((value) => ({ value, dimension: '', basis: '' })),
  )?.value;
}

/**
 * The same over quantities, with their units: areas add up to an area, an area over an area is a ratio, and an area plus
 * a share is nothing. Undefined too where a unit is unknown or counts from another zero (°C).
 */
export function evaluateQuantities(formula: string, inputs: Operand[]): Result | undefined {
  const terms = inputs.map(({ value, unit }): Result | undefined => {
    if (unit === '') return { value, dimension: '', basis: '' };
    const known = unitNamed(unit);
    if (known?.offset !== 0) return undefined;
    return { value: value * known.factor, dimension: known.dimension, basis: known.basis };
  });
  return terms.every((term) => term !== undefined) ? evaluateWith(formula, terms) : undefined;
}

/** A result in a unit; undefined where the unit measures another kind of thing. */
export function resultIn(result: Result, unit: string): number | undefined {
  if (unit === '' || unit === 'times') return result.dimension === '' ? result.value : undefined;
  const target = unitNamed(unit);
  if (target?.offset !== 0 || target.dimension !== result.dimension) return undefined;
  if (target.basis && result.basis && target.basis !== result.basis) return undefined;
  return result.value / target.factor;
}

/** The letters that a formula speaks of, as places in its list of inputs. */
export function lettersOf(formula: string): number[] {
  return (formula.match(TOKENS) ?? []).filter((token) => /^[a-z]/.test(token)).map(placeOf);
}

/** The numbers that a formula brings along. */
export function constantsOf(formula: string): number[] {
  return (formula.match(TOKENS) ?? []).filter((token) => /^\d/.test(token)).map(Number);
}

/** The letters of a place in the list of inputs. */
export function letterAt(place: number): string {
  return (place >= 26 ? letterAt(Math.floor(place / 26) - 1) : '') + String.fromCharCode(97 + (place % 26));
}

const NOTHING: Result = { value: Number.NaN, dimension: '', basis: '' };

function evaluateWith(formula: string, inputs: Result[]): Result | undefined {
  if (formula.length > MOST_CHARACTERS) return undefined;
  const tokens = formula.match(TOKENS) ?? [];
  let at = 0;
  const factor = (): Result => {
    const token = tokens[at++];
    if (token === '(') {
      const value = sum();
      return tokens[at++] === ')' ? value : NOTHING;
    }
    if (token !== undefined && /^[a-z]+$/.test(token)) return inputs[placeOf(token)] ?? NOTHING;
    return token !== undefined && /^\d/.test(token) ? { value: Number(token), dimension: '', basis: '' } : NOTHING;
  };
  const product = (): Result => {
    let value = factor();
    while (tokens[at] === '*' || tokens[at] === '/') value = multiplied(value, tokens[at++] === '*' ? 1 : -1, factor());
    return value;
  };
  const sum = (): Result => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-') value = added(value, tokens[at++] === '+' ? 1 : -1, product());
    return value;
  };
  const result = sum();
  return at === tokens.length && Number.isFinite(result.value) ? result : undefined;
}

function added(a: Result, sign: 1 | -1, b: Result): Result {
  const fits = a.dimension === b.dimension && (a.basis === b.basis || a.basis === '' || b.basis === '');
  return fits ? { ...a, value: a.value + sign * b.value, basis: a.basis || b.basis } : NOTHING;
}

function multiplied(a: Result, power: 1 | -1, b: Result): Result {
  const exponents = new Map<string, number>();
  for (const [dimension, sign] of [
    [a.dimension, 1],
    [b.dimension, power],
  ] as const) {
    for (const part of dimension.split(' ').filter(Boolean)) {
      const [, base, exponent] = /^(.*?)(-?\d+)?$/.exec(part)!;
      exponents.set(base!, (exponents.get(base!) ?? 0) + sign * Number(exponent ?? 1));
    }
  }
  const dimension = [...exponents]
    .filter(([, exponent]) => exponent !== 0)
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([base, exponent]) => (exponent === 1 ? base : `${base}${exponent}`))
    .join(' ');
  return {
    value: power === 1 ? a.value * b.value : a.value / b.value,
    dimension,
    basis: dimension === '' ? (b.dimension === '' ? a.basis || b.basis : '') : '',
  };
}
