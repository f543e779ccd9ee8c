import { jsonInText } from './json-in-text.ts';
import { denied, type Mention, mentions } from './names.ts';

/** A mineral that a model names; `fraction` of the ground 0 to 1, null where it names none. */
export interface MineralShare {
  mineral: string;
  fraction: number | null;
}

/** Keys under which models put a name and a share. */
const NAME_KEYS = ['mineral', 'name', 'label', '矿物', '名称'];
const SHARE_KEYS = [
  'fraction',
  'percent',
  'percentage',
  'share',
  'coverage',
  'abundance',
  'area',
  '比例',
  '百分比',
  '占比',
];
const LIST_KEYS = ['minerals', 'alteration_minerals', '矿物'];

/**
 * Reads "alunite 32%, kaolinite 12%" / 明矾石 32%，高岭石 12%, or what other models write: JSON, bullets, prose with per cent before
 * or after the name. Each mineral once, its largest share; by falling share, those without one last.
 */
export function parseMinerals(text: string): MineralShare[] {
  const shares = new Map<string, number | null>();
  const found = fromJson(jsonInText(text)) ?? fromProse(text);
  for (const { mineral, fraction } of found) {
    const before = shares.get(mineral);
    shares.set(mineral, before == null ? fraction : Math.max(before, fraction ?? 0));
  }
  return [...shares]
    .map(([mineral, fraction]) => ({ mineral, fraction }))
    .sort((a, b) => (b.fraction ?? -1) - (a.fraction ?? -1));
}

function fromJson(value: unknown): MineralShare[] | undefined {
  if (Array.isArray(value)) {
    const rows = value.flatMap((row) => (typeof row === 'string' ? fromProse(row) : (fromRow(row) ?? [])));
    return value.length === 0 || rows.length ? rows : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  for (const key of LIST_KEYS) if (typeof record[key] === 'object') return fromJson(record[key]);
  const row = fromRow(record);
  if (row) return row;
  const rows = Object.entries(record).flatMap(([name, share]) => named(name, share));
  return rows.length ? rows : undefined;
}

function fromRow(row: unknown): MineralShare[] | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const record = row as Record<string, unknown>;
  const name = NAME_KEYS.map((key) => record[key]).find((one) => typeof one === 'string');
  if (typeof name !== 'string') return undefined;
  return named(
    name,
    SHARE_KEYS.map((key) => record[key]).find((one) => one !== undefined),
  );
}

function named(name: string, share: unknown): MineralShare[] {
  return mentions(name)
    .filter(({ kind }) => kind === 'mineral')
    .slice(0, 1)
    .map((mention) => ({ mineral: mention.name, fraction: shareOf(share) }));
}

/** A number as a fraction: 0.32, 32, "32%". */
function shareOf(value: unknown): number | null {
  if (typeof value === 'string') return shareIn(value);
  if (typeof value !== 'number' || !(value >= 0) || value > 100) return null;
  return round(value > 1 ? value / 100 : value);
}

function fromProse(text: string): MineralShare[] {
  const all = mentions(text).filter(({ kind }) => kind === 'mineral');
  const found = all.filter((mention) => !denied(text, mention));
  if (found.length === 0) return [];
  const firstShare = SHARE.exec(text)?.index ?? Number.POSITIVE_INFINITY;
  const before = firstShare < all[0]!.start;
  return found.map((mention) => ({ mineral: mention.name, fraction: shareIn(beside(text, all, mention, before)) }));
}

/** The text between a mention and its neighbour, on the side where the shares stand. */
function beside(text: string, all: readonly Mention[], mention: Mention, before: boolean): string {
  const at = all.indexOf(mention);
  return before
    ? text.slice(all[at - 1]?.end ?? 0, mention.start)
    : text.slice(mention.end, all[at + 1]?.start ?? text.length);
}

/** "32%", "30-40 %", "约 32 ％", "0.32". */
const SHARE =
  /(\d+(?:\.\d+)?)\s*(?:%|％)?\s*(?:[-–~～]|to|至)\s*(\d+(?:\.\d+)?)\s*(?:%|％|per ?cent)|(\d+(?:\.\d+)?)\s*(?:%|％|per ?cent)|\b(0?\.\d+|0|1\.0+)\b/i;

function shareIn(text: string): number | null {
  const match = SHARE.exec(text);
  if (!match) return null;
  const [, low, high, percent, fraction] = match;
  if (fraction !== undefined) return round(Number(fraction));
  const value = percent === undefined ? (Number(low) + Number(high)) / 2 : Number(percent);
  return value <= 100 ? round(value / 100) : null;
}

function round(fraction: number): number {
  return Number(fraction.toFixed(4));
}
