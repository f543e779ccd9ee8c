import type { AnswerNumber } from './answer.ts';
import type { Evidence } from './evidence.ts';

/** How a number that stands in no evidence follows from numbers that do. */
export interface Derivation {
  /** The formula with its letters: `a + b`. */
  formula: string;
  /** The formula with its inputs written in, in their own units: `0.4213 km2 + 1.1 km2`. */
  worked: string;
  /** Where the inputs stand, in their order. */
  addresses: string[];
}

/** Digits of a value that a reader can use to add up for himself. */
const DIGITS = 6;

/** How a derived number is made; undefined for a number that has an address of its own. */
export function derivationOf(number: AnswerNumber, evidence: ReadonlyMap<string, Evidence>): Derivation | undefined {
  if (number.formula === undefined) return undefined;
  const inputs = (number.inputs ?? []).map((id, at) => {
    const source = evidence.get(id);
    const operand = number.operands?.[at];
    const value = operand?.value ?? source?.value;
    const unit = operand?.unit ?? source?.unit ?? '';
    const written = typeof value === 'number' ? String(Number(value.toPrecision(DIGITS))) : undefined;
    return {
      address: source?.address ?? id,
      written: written && unit && unit !== 'fraction' ? `${written} ${unit}` : written,
    };
  });
  const worked = number.formula.replace(/[a-z]+/g, (letters) => inputs[placeOf(letters)]?.written ?? letters);
  return { formula: number.formula, worked, addresses: inputs.map(({ address }) => address) };
}

/** The place of a letter of a formula in its list of inputs: a → 0, z → 25, aa → 26. */
export function placeOf(letters: string): number {
  return [...letters].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 96, 0) - 1;
}
