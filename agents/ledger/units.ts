/**
 * Units that answers use, and how evidence units convert to them. A factor of `from → to` multiplies the value.
 * Only conversions that change no meaning are listed: a guard must never accept 5 km for 5 km².
 */
const FACTORS: Record<string, Record<string, number>> = {
  km2: { km2: 1, ha: 100, m2: 1e6 },
  fraction: { fraction: 1, '%': 100 },
  um: { um: 1, nm: 1000 },
  nm: { nm: 1, um: 0.001 },
  m: { m: 1, km: 0.001 },
  deg: { deg: 1 },
  pixels: { pixels: 1 },
  '%': { '%': 1, fraction: 0.01 },
};

const SPELLINGS: Record<string, string> = {
  'km²': 'km2',
  km2: 'km2',
  'square kilometres': 'km2',
  平方公里: 'km2',
  平方千米: 'km2',
  ha: 'ha',
  hectares: 'ha',
  公顷: 'ha',
  'm²': 'm2',
  m2: 'm2',
  平方米: 'm2',
  '%': '%',
  '％': '%',
  percent: '%',
  'per cent': '%',
  µm: 'um',
  μm: 'um',
  um: 'um',
  microns: 'um',
  微米: 'um',
  nm: 'nm',
  纳米: 'nm',
  km: 'km',
  公里: 'km',
  千米: 'km',
  m: 'm',
  metres: 'm',
  米: 'm',
  '°': 'deg',
  degrees: 'deg',
  度: 'deg',
  pixels: 'pixels',
  pixel: 'pixels',
  像元: 'pixels',
  个像元: 'pixels',
  像素: 'pixels',
  bands: 'bands',
  个波段: 'bands',
  波段: 'bands',
  px: 'pixels',
  '1': 'fraction',
  ratio: 'fraction',
  share: 'fraction',
  score: 'fraction',
};

/** Longest first, so that "km²" is not read as "km". */
const SPELLING_PATTERN = Object.keys(SPELLINGS)
  .filter((spelling) => !['1', 'ratio', 'share', 'score'].includes(spelling))
  .sort((a, b) => b.length - a.length)
  .map((spelling) => spelling.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') + (/[a-z]$/.test(spelling) ? '(?![A-Za-z])' : ''))
  .join('|');

/** The unit that follows a number in a text, in its plain spelling; '' where there is none. */
export function unitAfter(text: string): string {
  const match = new RegExp(`^[\\s\u00a0\u202f]?(${SPELLING_PATTERN})`, 'u').exec(text);
  return match ? SPELLINGS[match[1]!]! : '';
}

/** One spelling for each unit: 'µm' and 'microns' → 'um'. Unknown units stay as they are. */
export function plainUnit(unit: string | undefined): string {
  if (!unit) return '';
  return SPELLINGS[unit] ?? unit;
}

/** `value` of unit `from` in unit `to`; undefined where there is no such conversion. A bare number may be a fraction. */
export function convert(value: number, from: string | undefined, to: string): number | undefined {
  const source = plainUnit(from);
  const target = plainUnit(to);
  if (source === target) return value;
  if (target === '' && (source === 'fraction' || source === 'pixels' || source === 'bands')) return value;
  const factor = FACTORS[source]?.[target];
  return factor === undefined ? undefined : value * factor;
}
