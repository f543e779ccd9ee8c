import { readNumbers } from '../ledger/quantities.ts';
import { convert, sameKind, unitNamed } from '../ledger/units.ts';

/** What a text says of one kind of quantity: from the least to the most, in one unit. */
interface Extent {
  unit: string;
  from: number;
  to: number;
}

/** Rounding and typing: values so near are one. */
const SAME = 0.02;

/**
 * Whether two texts that answer one question give values that cannot both be right: quantities of one kind whose extents lie
 * apart. Texts that give several kinds of values, or none, are not compared: which belongs to which would be a guess.
 */
export function valuesConflict(a: string, b: string): boolean {
  const [one, other] = [extentOf(a), extentOf(b)];
  if (one === null || other === null) return false;
  const [unit, otherUnit] = [unitNamed(one.unit), unitNamed(other.unit)];
  if (unit === undefined || otherUnit === undefined || !sameKind(unit, otherUnit)) return false;
  const from = convert(other.from, other.unit, one.unit);
  const to = convert(other.to, other.unit, one.unit);
  if (from === undefined || to === undefined) return false;
  const near = SAME * Math.max(Math.abs(one.to), Math.abs(to));
  return from > one.to + near || to < one.from - near;
}

function extentOf(text: string): Extent | null {
  const found = readNumbers(text).quantities.filter(({ kind, unit }) => kind === 'quantity' && unit !== '');
  // a limit ("more than 5 m") leaves room for other values
  if (found.length === 0 || found.some(({ sense }) => sense !== '=' && sense !== '~')) return null;
  const { unit } = found[0]!;
  const values: number[] = [];
  for (const quantity of found) {
    const own = convert(quantity.value, quantity.unit, unit);
    if (own === undefined) return null;
    values.push(own);
  }
  // values that lie far apart are of several things
  if (values.length > 2 || (values.length === 2 && found.every(({ role }) => role === 'single'))) return null;
  return { unit, from: Math.min(...values), to: Math.max(...values) };
}
