import type { MapRasters } from '../types.ts';
import table from './types.json' with { type: 'json' };

interface Rule {
  swir_any?: string[];
  unless_any?: string[];
  vnir_any?: string[];
  least_vnir_depth?: number;
  swir_none?: boolean;
}

interface AlterationType {
  name: string;
  colour: string;
  rules: Rule[];
  note: string;
}

const TYPES: readonly AlterationType[] = table.types;

/** The alteration types in the order of their raster values (1, 2, …). */
export const ALTERATION_TYPES: MapRasters['alterationTypes'] = TYPES.map(({ name, colour }, i) => ({
  index: i + 1,
  name,
  colour,
}));

/** The minerals, any of which makes a pixel of this type by one of its rules; empty for a name that is no type. */
export function mineralsOfType(name: string): Set<string> {
  const rules = TYPES.find((type) => type.name === name)?.rules ?? [];
  return new Set(rules.flatMap((rule) => [...(rule.swir_any ?? []), ...(rule.vnir_any ?? [])]));
}

/** What one pixel's minerals say; empty members for none. */
export interface Assemblage {
  swir: readonly string[];
  vnir: readonly string[];
  vnirDepth: number;
}

/** Raster value of the alteration type of an assemblage; 0 where no rule holds. */
export function alterationType(assemblage: Assemblage): number {
  return TYPES.findIndex((type) => type.rules.some((rule) => holds(rule, assemblage))) + 1;
}

function holds(rule: Rule, { swir, vnir, vnirDepth }: Assemblage): boolean {
  const some = (wanted: readonly string[] | undefined, found: readonly string[]): boolean =>
    wanted === undefined || wanted.some((m) => found.includes(m));
  if (rule.swir_none && swir.length) return false;
  if (rule.unless_any?.some((m) => swir.includes(m))) return false;
  return some(rule.swir_any, swir) && some(rule.vnir_any, vnir) && vnirDepth >= (rule.least_vnir_depth ?? 0);
}

/** Types every pixel of a map. `members` gives the single minerals of each class index. */
export function typeAlteration(rasters: Pick<MapRasters, 'swir' | 'vnir' | 'vnirDepth' | 'classes'>): Uint8Array {
  const members: string[][] = [[]];
  for (const c of rasters.classes) members[c.index] = c.members;
  const out = new Uint8Array(rasters.swir.length);
  // the iron group matters by class and by whether its depth passes a limit; rules are few, so cache by class pair and depth step
  const cache = new Map<number, number>();
  const limits = [...new Set(TYPES.flatMap((t) => t.rules.map((r) => r.least_vnir_depth ?? 0)))].sort((a, b) => a - b);
  for (let i = 0; i < out.length; i++) {
    const [swir, vnir] = [rasters.swir[i], rasters.vnir[i]];
    if (!swir && !vnir) continue;
    const vnirDepth = vnir ? rasters.vnirDepth[i] : 0;
    const step = limits.filter((l) => vnirDepth >= l).length;
    const key = (swir * 65536 + vnir) * (limits.length + 1) + step;
    let type = cache.get(key);
    if (type === undefined) {
      type = alterationType({ swir: members[swir], vnir: members[vnir], vnirDepth });
      cache.set(key, type);
    }
    out[i] = type;
  }
  return out;
}
