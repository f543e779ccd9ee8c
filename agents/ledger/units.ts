import table from './units.json' with { type: 'json' };

/** A unit of measurement. `dimension` is a key: two units convert into each other if and only if they share it. */
export interface Unit {
  /** One plain spelling: `km2`, `um`, `mg/L`. */
  id: string;
  /** Exponents of base units, e.g. `m2`, `kg m-1 s-2`; empty for a pure ratio. */
  dimension: string;
  /** Value in base units = value × factor + offset. */
  factor: number;
  offset: number;
  /** Of ratios: parts of what. Mass per mass is no evidence for volume per volume; plain % may be either. */
  basis: string;
}

type Exponents = Record<string, number>;
interface Atom {
  id: string;
  dim: Exponents;
  factor: number;
  offset?: number;
  basis?: string;
  /** Stands in compounds only: "l" in mg/l, "W" in W/m². */
  compound?: boolean;
  /** A space must part it from the number: "300 K", while 40K is an isotope. */
  spaced?: boolean;
}

const SYMBOLS = new Map<string, Atom>();
const WORDS = new Map<string, Atom>();
const HIDDEN = new Map<string, Atom>();
for (const entry of table.units) {
  const { symbols, words, hidden, ...atom } = entry as Atom & { symbols: string[]; words: string[]; hidden?: boolean };
  for (const name of symbols) (hidden ? HIDDEN : SYMBOLS).set(name, atom);
  for (const name of words) WORDS.set(name, atom);
  HIDDEN.set(atom.id, HIDDEN.get(atom.id) ?? atom);
}

const SYMBOL = alternation(SYMBOLS.keys(), 'uy');
const WORD = alternation(WORDS.keys(), 'iuy');

/** Longest first, so that "km²" is not read as "k" and "wt%" not as "w". */
function alternation(names: Iterable<string>, flags: string): RegExp {
  const escaped = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/ /g, '[ \u00a0]'));
  return new RegExp(escaped.join('|'), flags);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const EXPONENT = /(?:\^\{?([-−+]?\d)\}?|([⁻⁺]?[⁰¹²³⁴-⁹])|([-−]\d)(?![\d.])|([23])(?![\d.,]\d|\d|[A-Za-z]))/uy;
const DIVIDER = /[ \u00a0]?(?:\/|\bper\b|每)[ \u00a0]?/iuy;
const MULTIPLIER = /[ \u00a0\u2009\u202f]?[·⋅•*×][ \u00a0\u2009\u202f]?|[ \u00a0\u2009\u202f.]/uy;

/** W/(m² sr µm) has four factors; a longer row is no unit. */
const MOST_ATOMS = 6;

export interface UnitMatch {
  unit: Unit;
  /** Where it ends in the text. */
  end: number;
}

/**
 * The unit that begins at `at`, simple or compound: `km²`, `m3`, `mg/L`, `W m⁻² sr⁻¹ µm⁻¹`, `W/(m² sr µm)`, `g per t`, 克/吨.
 * Undefined where there is none, or where letters that belong to another word follow.
 */
export function unitAt(text: string, at: number, spaced = true): UnitMatch | undefined {
  const first = atomAt(text, at);
  if (!first || (first.atom.spaced && !spaced)) return undefined;
  const power = exponentAt(text, first);
  let exponents = scaled(first.atom.dim, power.value);
  let factor = first.atom.factor ** power.value;
  let end = power.end;
  let atoms = 1;
  const cancelled = new Set<string>();
  const take = (atom: Atom, exponent: number, to: number) => {
    const next = { ...exponents };
    for (const [base, value] of Object.entries(scaled(atom.dim, exponent))) {
      next[base] = (next[base] ?? 0) + value;
      if (next[base] === 0) cancelled.add(base);
    }
    exponents = next;
    factor *= atom.factor ** exponent;
    end = to;
    atoms++;
  };
  while (atoms < MOST_ATOMS) {
    const group = groupAt(text, end);
    if (group) {
      for (const { atom, exponent } of group.atoms) take(atom, -exponent, group.end);
      continue;
    }
    const divider = matchAt(DIVIDER, text, end);
    const under = divider === undefined ? undefined : atomAt(text, divider);
    if (under) {
      const exponent = exponentAt(text, under);
      take(under.atom, -exponent.value, exponent.end);
      continue;
    }
    // a space joins factors only where the exponent says so: "W m⁻²", but not "5 m g"
    const joint = matchAt(MULTIPLIER, text, end);
    const beside = joint === undefined ? undefined : atomAt(text, joint);
    if (!beside) break;
    const exponent = exponentAt(text, beside);
    const explicit = /[·⋅•*]/.test(text.slice(end, joint));
    if (exponent.value >= 0 && !explicit) break;
    take(beside.atom, exponent.value, exponent.end);
  }
  if (atoms === 1 && first.atom.compound) return undefined;
  if (atoms === 1 && power.value === 1) return { unit: simple(first.atom), end };
  const dimension = key(exponents);
  const basis = dimension === '' ? basisOf(cancelled) : '';
  return { unit: { id: plain(text.slice(at, end)), dimension, factor, offset: 0, basis }, end };
}

const BASES: Record<string, string> = { kg: 'mass', mol: 'mole', m: 'length' };

function basisOf(cancelled: Set<string>): string {
  const [only] = cancelled;
  return cancelled.size === 1 && only ? (BASES[only] ?? only) : [...cancelled].join('·');
}

function simple(atom: Atom): Unit {
  return {
    id: atom.id,
    dimension: key(atom.dim),
    factor: atom.factor,
    offset: atom.offset ?? 0,
    basis: atom.basis ?? '',
  };
}

function atomAt(text: string, at: number): { atom: Atom; end: number; symbol: string } | undefined {
  let best: { atom: Atom; end: number; symbol: string } | undefined;
  for (const [pattern, atoms] of [
    [WORD, WORDS],
    [SYMBOL, SYMBOLS],
  ] as const) {
    const end = matchAt(pattern, text, at);
    if (end === undefined) continue;
    const found = text.slice(at, end).replace(/\u00a0/g, ' ');
    const atom = atoms.get(pattern === WORD ? found.toLowerCase() : found);
    if (!atom || (best && best.end >= end)) continue;
    // "m" does not stand in "mineral", nor "Ma" in "Mafic"
    if (/[A-Za-zµμ]$/.test(found) && /^[\p{Script=Latin}µμ]/u.test(text.slice(end, end + 2))) continue;
    if (atom.id === 'K' && /^-\p{L}/u.test(text.slice(end, end + 2))) continue;
    best = { atom, end, symbol: found };
  }
  return best ?? inchAt(text, at);
}

/** "in" is an inch only where no word can follow it: "5 in.", "5 in wide", "5-in)". */
const INCH = /in(?=\.?\s*(?:[),;:×]|$|(?:x|by|thick|wide|long|deep|high|tall|diameter)\b)|\.\s)/uy;

function inchAt(text: string, at: number): { atom: Atom; end: number; symbol: string } | undefined {
  const end = matchAt(INCH, text, at);
  return end === undefined ? undefined : { atom: WORDS.get('inch')!, end, symbol: 'in' };
}

/** `(m² sr µm)` behind a divider: all of it is below the line. */
function groupAt(text: string, at: number): { atoms: { atom: Atom; exponent: number }[]; end: number } | undefined {
  const divider = matchAt(DIVIDER, text, at);
  if (divider === undefined || text[divider] !== '(') return undefined;
  const atoms: { atom: Atom; exponent: number }[] = [];
  let end = divider + 1;
  while (text[end] !== ')' && atoms.length < MOST_ATOMS) {
    const found = atomAt(text, end);
    if (!found) return undefined;
    const exponent = exponentAt(text, found);
    atoms.push({ atom: found.atom, exponent: exponent.value });
    end = matchAt(MULTIPLIER, text, exponent.end) ?? exponent.end;
  }
  return atoms.length && text[end] === ')' ? { atoms, end: end + 1 } : undefined;
}

function exponentAt(text: string, { end, symbol }: { end: number; symbol: string }): { value: number; end: number } {
  EXPONENT.lastIndex = end;
  const match = EXPONENT.exec(text);
  if (!match) return { value: 1, end };
  const [whole, caret, raised, minus, plainDigit] = match;
  // a plain digit is an exponent behind lengths only (km2, m3), a plain minus behind letters only (m-2)
  if (plainDigit && !/^(?:[nµμu]?m|cm|mm|km|ft|mi|in)$/.test(symbol)) return { value: 1, end };
  if (minus && !/[A-Za-zµμ]$/.test(symbol)) return { value: 1, end };
  const digits = (caret ?? raised ?? minus ?? plainDigit)!
    .replace(/[⁻−]/g, '-')
    .replace(/[⁺+]/g, '')
    .replace(/[⁰¹²³⁴-⁹]/gu, (digit) => String(SUPERSCRIPTS.indexOf(digit)));
  return { value: Number(digits), end: end + whole.length };
}

function matchAt(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function scaled(exponents: Exponents, by: number): Exponents {
  return Object.fromEntries(Object.entries(exponents).map(([base, value]) => [base, value * by]));
}

function key(exponents: Exponents): string {
  return Object.entries(exponents)
    .filter(([, value]) => value !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([base, value]) => (value === 1 ? base : `${base}${value}`))
    .join(' ');
}

function plain(text: string): string {
  return text
    .replace(/[\u00a0\u2009\u202f]/g, ' ')
    .replace(/[µμ]/g, 'u')
    .replace(/[⁻−]/g, '-')
    .replace(/[⁰¹²³⁴-⁹]/gu, (digit) => String(SUPERSCRIPTS.indexOf(digit)));
}

const known = new Map<string, Unit | undefined>();

/** The unit that a whole string names: `km2` of a scene's field, `µm`, `mg/L`. Undefined for '' and for what is no unit. */
export function unitNamed(name: string | undefined): Unit | undefined {
  if (!name) return undefined;
  if (known.has(name)) return known.get(name);
  const match = unitAt(name, 0);
  const hidden = HIDDEN.get(name);
  const unit = match && match.end === name.length ? match.unit : hidden ? simple(hidden) : undefined;
  // names come from tool results and from texts; a flood of odd ones must not grow without bound
  if (known.size > 2000) known.clear();
  known.set(name, unit);
  return unit;
}

/** One spelling for each unit: 'µm' and 'microns' → 'um'. Unknown units stay as they are. */
export function plainUnit(unit: string | undefined): string {
  return unit ? (unitNamed(unit)?.id ?? unit) : '';
}

/** Units whose values are also said bare: a share or a fit as 0.93, a count of pixels as 1234. */
const SAID_BARE = new Set(['fraction', 'pixels', 'bands', 'count', 'zone']);

/** Whether two units measure the same kind of thing. */
export function sameKind(a: Unit, b: Unit): boolean {
  return a.dimension === b.dimension && (a.basis === b.basis || a.basis === '' || b.basis === '');
}

/** `value` of unit `from` in unit `to`; undefined where there is no such conversion, as from km to km². */
export function convert(value: number, from: string | undefined, to: string): number | undefined {
  const source = unitNamed(from);
  const target = unitNamed(to);
  if (plainUnit(from) === plainUnit(to)) return value;
  if (!target) return to === '' && source && SAID_BARE.has(source.id) ? value : undefined;
  if (!source || !sameKind(source, target)) return undefined;
  return (value * source.factor + source.offset - target.offset) / target.factor;
}
