import { sha256 } from '../../core/hash.ts';
import type { Split } from './set-line.ts';

/** What of a line decides its split. */
export interface Placed {
  scene: string;
  district: string;
}

export interface SplitRules {
  /** Districts that are never trained on. */
  targetDistricts: readonly string[];
  /** Scenes that are never trained on: by name, or by name and identity. */
  targetScenes: readonly string[];
  /** Share of the other lines that validates. */
  validation: number;
  seed: number;
}

/**
 * A split for each line: a scene is in one split, whichever of its windows a line is about. Validation takes whole
 * districts where the other lines have three or more of them, else whole scenes, in an order that follows from the seed and
 * the names alone; none where there is one scene.
 */
export function splitLines(lines: readonly Placed[], rules: SplitRules): { splits: Split[]; by: 'district' | 'scene' } {
  const isTarget = ({ scene, district }: Placed) =>
    rules.targetDistricts.includes(district) ||
    rules.targetScenes.some((name) => scene === name || scene.startsWith(`${name}-`));
  // one line of a scene in the target takes the whole scene there
  const targets = new Set(lines.filter(isTarget).map(({ scene }) => scene));
  const rest = lines.filter(({ scene }) => !targets.has(scene));
  const by = new Set(rest.map(({ district }) => district)).size >= 3 ? 'district' : 'scene';
  const validating = chooseGroups(rest, by, rules);
  const splits = lines.map((line): Split => {
    if (targets.has(line.scene)) return 'target';
    return validating.has(line[by]) ? 'val' : 'train';
  });
  return { splits, by };
}

/** Groups up to the wished share of the lines; never more than half of them, and never the last group. */
function chooseGroups(
  lines: readonly Placed[],
  by: 'district' | 'scene',
  { validation, seed }: SplitRules,
): Set<string> {
  // a scene whose lines name two districts must not fall apart
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line[by], (counts.get(line[by]) ?? 0) + 1);
  const order = [...counts.keys()].sort((a, b) => (sha256(`${seed}\n${a}`) < sha256(`${seed}\n${b}`) ? -1 : 1));
  const chosen = new Set<string>();
  let taken = 0;
  for (const group of order) {
    if (chosen.size + 1 >= order.length || taken >= validation * lines.length) break;
    const size = counts.get(group)!;
    if (taken + size > lines.length / 2) continue;
    chosen.add(group);
    taken += size;
  }
  return chosen;
}
