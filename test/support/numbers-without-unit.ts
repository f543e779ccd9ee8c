import type { SceneSummary } from '../../tools/spectral/types.ts';

/** JSON Pointers of the numbers of a `scene.json` for which no pattern of `units` (by default its own) gives a unit. */
export function numbersWithoutUnit(summary: SceneSummary, units: Record<string, string> = summary.units): string[] {
  const patterns = Object.keys(units).map((p) => new RegExp(`^${p.replace(/[.]/g, '\\.').replace(/\*/g, '[^/]+')}$`));
  const without: string[] = [];
  const walk = (value: unknown, pointer: string) => {
    if (typeof value === 'number' && !patterns.some((p) => p.test(pointer))) without.push(pointer);
    else if (value && typeof value === 'object') for (const [k, v] of Object.entries(value)) walk(v, `${pointer}/${k}`);
  };
  walk({ ...summary, units: {} }, '');
  return without;
}
