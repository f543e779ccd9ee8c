import type { Quantity, Sense } from './quantities.ts';
import { convert, plainUnit, unitNamed } from './units.ts';

/** What of a written number decides what it may stand for. */
type Written = Pick<Quantity, 'value' | 'step' | 'unit'> & Partial<Pick<Quantity, 'hemisphere'>>;

/**
 * Whether a printed number is what a value rounds to at the printed precision, units converted. Noughts at the end are
 * written digits as all others: 1200 is not 1234, hedged or not. A bare 0 stands for nothing but zero.
 */
export function agrees(token: Written, value: number, unit?: string): boolean {
  const converted = convert(value, unit, token.unit);
  if (converted === undefined) return false;
  if (token.value === 0 && token.step >= 1) return converted === 0;
  const half = 0.5 * token.step * (1 + 1e-9) + 1e-9 * Math.abs(converted);
  // a coordinate may leave its sign to words: "28.0442° in the south"
  if (token.unit === 'deg' && token.value >= 0 && !token.hemisphere)
    return Math.abs(Math.abs(converted) - token.value) <= half;
  return Math.abs(converted - token.value) <= half;
}

/**
 * Whether a number may be said for a number of a document: the same kind of quantity and the same value, rounded or
 * converted, but never written more exactly than the document has it.
 */
export function maySay(token: Quantity, source: Quantity): boolean {
  if (token.kind !== source.kind && !(token.unit === 'pixels' && source.unit === 'pixels')) return false;
  if ((token.unit === '') !== (source.unit === '')) return false;
  const readings = token.readings && source.readings && token.text === source.text;
  if (!readings && !agrees(token, source.value, source.unit || undefined)) return false;
  if (token.form !== 'digits' || source.form === 'fraction') return true;
  return meaningful(token) <= source.digits + (exactlyConverts(token.unit, source.unit) ? 0 : 1);
}

/** Digits that claim precision: those of 1200 without its noughts, all of 12.00. */
function meaningful(token: Quantity): number {
  const digits = token.text.replace(/[eE×x*·].*$/, '').replace(/[^\d.]/g, '');
  const bare = digits
    .replace(/^0+(?=\d)/, '')
    .replace('.', '')
    .replace(/^0+/, '');
  return (token.step < 1 && digits.includes('.') ? bare : bare.replace(/0+$/, '')).length || 1;
}

/** Same unit, or a power of ten between the two: 2.2 µm and 2200 nm have the same digits. */
function exactlyConverts(a: string, b: string): boolean {
  const [one, two] = [unitNamed(a), unitNamed(b)];
  if (plainUnit(a) === plainUnit(b) || !one || !two) return true;
  const power = Math.log10(one.factor / two.factor);
  return one.offset === two.offset && Math.abs(power - Math.round(power)) < 1e-9;
}

/**
 * Whether what is said of a number follows from what is known: "more than 30" does not from 30, nor 30 from "about 30",
 * but "about 30" does from 30 and "at least 30" from "more than 30".
 */
export function limitsAgree(
  said: Pick<Quantity, 'sense' | 'value' | 'unit'> & { loose?: boolean; role?: Quantity['role'] },
  known: Pick<Quantity, 'sense' | 'value' | 'unit'> & { loose?: boolean; role?: Quantity['role'] },
): boolean {
  if (known.role === 'low' || known.role === 'high')
    return known.sense !== '~' || said.sense === '~' || said.role === 'single';
  if (said.loose || known.loose) return looselyAgree(said, known);
  if (said.sense === known.sense) return true;
  const value = convert(known.value, known.unit || undefined, said.unit) ?? known.value;
  const allowed: Record<Sense, boolean> = {
    '=': false,
    '~': known.sense === '=',
    '>=': known.sense === '>' || (known.sense === '=' && value >= said.value),
    '>': known.sense === '=' && value > said.value,
    '<=': known.sense === '<',
    '<': known.sense === '=' && value < said.value,
  };
  return allowed[said.sense];
}

/** "Over 12 km²" may say where as well as how much: it goes with 12 and with more than 12, never with less. */
function looselyAgree(said: { sense: Sense; loose?: boolean }, known: { sense: Sense; loose?: boolean }): boolean {
  const side = (sense: Sense) => (sense.startsWith('>') ? 1 : sense.startsWith('<') ? -1 : 0);
  if (side(said.sense) * side(known.sense) < 0) return false;
  const firm = said.loose ? known.sense : said.sense;
  return firm === '=' || firm === '~' || side(said.sense) === side(known.sense);
}
