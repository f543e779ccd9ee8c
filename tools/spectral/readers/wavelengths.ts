import plausible from './plausible.json' with { type: 'json' };

const { shortest_um: SHORTEST, longest_um: LONGEST, reflective_um: REFLECTIVE } = plausible.wavelengths;

/** Units in which files give wavelengths, with the words for them. Ångström and wavenumbers count only where named. */
const UNITS = [
  { name: 'nm', words: /nano|\bnm\b/i },
  { name: 'µm', words: /micro|micron|\bum\b|µm|μm/i },
  { name: 'Å', words: /angstr|ångstr|^[åÅ]$|\bÅ\b/i },
  { name: 'cm⁻¹', words: /wave ?numbers?|cm\s*(\^|\*\*)?\(?[-−]1|1\/cm|cm⁻¹/i },
] as const;

/** What a band's name says of its wavelength stands near its beginning. */
const LONGEST_NAME = 200;

type Unit = (typeof UNITS)[number]['name'];

export interface Wavelengths {
  /** µm, in the order given. */
  micrometres: number[];
  /** The unit that the numbers are in. */
  unit: Unit;
  /** Says so where the file names another unit than its numbers are in. */
  mismatch?: string;
}

/**
 * Brings wavelengths to µm. Between nm and µm the size of the numbers decides, because headers name the wrong one or none:
 * nothing that a spectrometer of this kind measures is 100 µm or 100 nm long. Ångström and wavenumbers have the size of
 * long nm and must be named.
 * @returns undefined where the numbers can be no wavelengths: band numbers, frequencies, unnamed Ångström or wavenumbers
 */
export function toMicrometres(values: readonly number[], named?: string): Wavelengths | undefined {
  if (named && /^index$|hz\b/i.test(named.trim())) return undefined;
  const said = UNITS.find(({ words }) => words.test(named ?? ''))?.name;
  const unit = said === 'Å' || said === 'cm⁻¹' ? said : unitBySize(values, said);
  if (!unit) return undefined;
  const micrometres = values.map((value) => inMicrometres(value, unit));
  const [least, most] = rangeOf(micrometres);
  if (!(least >= SHORTEST && most <= LONGEST)) {
    // A header may say Ångström or wavenumbers of numbers that are plainly nm or µm.
    const bySize = said === unit ? toMicrometres(values) : undefined;
    return bySize && { ...bySize, mismatch: mismatch(said, bySize.unit, values) };
  }
  return { micrometres, unit, ...(said && said !== unit ? { mismatch: mismatch(said, unit, values) } : {}) };
}

/** A width in µm at a centre (µm), both given in this unit: Δλ = λ²·Δν for wavenumbers. */
export function widthInMicrometres(width: number, unit: Unit, centre: number): number {
  return unit === 'cm⁻¹' ? (centre * centre * width) / 1e4 : inMicrometres(width, unit);
}

/** Least and most of the numbers, for messages: "381 to 2493". */
export function spanOf(values: readonly number[]): string {
  const [least, most] = rangeOf(values);
  return `${short(least)} to ${short(most)}`;
}

/**
 * Wavelengths that stand in the bands' names only: "Band 1 (381.0 Nanometers)", "0.56 um", or bare decimal numbers.
 * Undefined where any name has none, or the names have different units.
 */
export function wavelengthsInNames(names: readonly string[]): { values: number[]; unit?: string } | undefined {
  if (names.length === 0) return undefined;
  for (const pattern of [/(\d+(?:\.\d+)?)\s*(nm|nanomet|um|µm|μm|micro)/i, /^\s*(\d+\.\d+)\s*$/]) {
    const found = names.map((name) => name.slice(0, LONGEST_NAME).match(pattern));
    const units = new Set(found.map((match) => match?.[2]?.toLowerCase()));
    if (found.every((match) => match !== null) && units.size === 1) {
      return { values: found.map((match) => Number(match?.[1])), unit: [...units][0] };
    }
  }
  return undefined;
}

function unitBySize(values: readonly number[], said: Unit | undefined): Unit | undefined {
  const [least, most] = rangeOf(values);
  if (least >= SHORTEST && most <= LONGEST) return 'µm';
  if (!(least >= SHORTEST * 1000 && most <= LONGEST * 1000)) return undefined;
  return said === 'nm' || least < REFLECTIVE * 1000 ? 'nm' : undefined;
}

function inMicrometres(value: number, unit: Unit): number {
  switch (unit) {
    case 'µm':
      return value;
    case 'nm':
      return value * 1e-3;
    case 'Å':
      return value * 1e-4;
    default:
      return 1e4 / value;
  }
}

/** NaN where any number is none. */
function rangeOf(values: readonly number[]): [least: number, most: number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) return [Number.NaN, Number.NaN];
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

function mismatch(said: Unit | undefined, unit: Unit, values: readonly number[]): string {
  return `the file says ${said}, but ${spanOf(values)} can only be ${unit}; read as ${unit}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
