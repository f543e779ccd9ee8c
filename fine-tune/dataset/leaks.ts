import type { FrozenThing } from './build.ts';
import type { Picture } from './pictures.ts';
import type { Split } from './set-line.ts';

/**
 * Where what tests is also trained on: a picture of a target scene among the training lines under another scene's name, or a
 * scene or picture of a frozen set among them. In words, one a finding; empty where all is well.
 */
export function leaksInto(
  lines: readonly { scene: string }[],
  splits: readonly Split[],
  pictures: ReadonlyMap<string, Picture & { scenes: ReadonlySet<string> }>,
  frozen: readonly FrozenThing[],
): string[] {
  const target = new Set(lines.filter((_, at) => splits[at] === 'target').map(({ scene }) => scene));
  const trained = new Set(lines.filter((_, at) => splits[at] !== 'target').map(({ scene }) => scene));
  const byPixels = new Map<string, Set<string>>();
  for (const { pixels, scenes } of pictures.values()) {
    byPixels.set(pixels, new Set([...(byPixels.get(pixels) ?? []), ...scenes]));
  }
  const found = new Set<string>();
  for (const scenes of byPixels.values()) {
    const [tested] = [...scenes].filter((scene) => target.has(scene));
    const [learnt] = [...scenes].filter((scene) => trained.has(scene));
    if (tested !== undefined && learnt !== undefined)
      found.add(`a picture of the target scene ${tested} is also in ${learnt}`);
  }
  for (const { set, scene, pixels } of frozen) {
    const named =
      scene === undefined ? undefined : [...trained].find((one) => one === scene || one.endsWith(`-${scene}`));
    if (named !== undefined) found.add(`the scene ${named} belongs to ${set}`);
    const [shown] = [...(byPixels.get(pixels ?? '') ?? [])].filter((one) => trained.has(one));
    if (shown !== undefined) found.add(`a picture of ${set} is in ${shown}`);
  }
  return [...found];
}
