import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The files that an earlier map of a folder named in its `scene.json`; none where there is no such map. */
export function filesOfEarlierMap(folder: string): string[] {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8')) as { files?: unknown };
    return Object.values(files ?? {}).filter((file): file is string => typeof file === 'string' && isWithin(file));
  } catch {
    // no map, or none of ours: nothing of it is touched
    return [];
  }
}

/** Removes what an earlier map left and the new one does not have: a picture of a mineral that is no longer found. */
export function removeLeftovers(folder: string, earlier: readonly string[], now: readonly string[]): void {
  for (const file of earlier.filter((one) => !now.includes(one))) rmSync(join(folder, file), { force: true });
}

/** A `scene.json` from elsewhere must not name files outside its folder. */
function isWithin(file: string): boolean {
  return /^(spectra\/)?[^/\\]+$/.test(file) && !file.startsWith('.');
}
