import { hasPosition, POSITION_NAMES } from '../identify/position.ts';
import thresholds from '../identify/thresholds.json' with { type: 'json' };
import type { MapRasters } from '../types.ts';
import type { TileResult } from './classify-tile.ts';

const { weight, passes } = thresholds.neighbours;
/** A lead (in squares of the noise) that all eight neighbours together cannot turn. */
export const DOUBTFUL = 8 * weight.value;

/**
 * Lets neighbours decide where noise leaves two names nearly level: geology is patchy, noise is not. A pixel takes its
 * runner-up's name where that stands around it by more neighbours than its own name, so many more that they outweigh its
 * lead (iterated conditional modes; Besag 1986, J. R. Stat. Soc. B 48, 259). What is clear by its own spectrum is never
 * changed, nor is anything named where there was nothing. Works on the whole raster, in place.
 * @returns how many pixels changed their names
 */
export function settleDoubts(
  rasters: TileResult,
  width: number,
  height: number,
  classes: MapRasters['classes'],
): number {
  const { swir, doubt, other } = rasters;
  const own = Uint16Array.from(swir);
  for (let pass = 0; pass < passes.value; pass++) {
    // all pixels see the names of the pass before, so that the order of the pixels does not matter
    const before = Uint16Array.from(swir);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        if (!other[at]) continue;
        let lead = doubt[at];
        for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
          for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
            const near = ny * width + nx;
            if (near === at) continue;
            if (before[near] === own[at]) lead += weight.value;
            else if (before[near] === other[at]) lead -= weight.value;
          }
        }
        swir[at] = lead < 0 ? other[at] : own[at];
      }
    }
  }
  return rename(rasters, own, classes);
}

/** Gives changed pixels the fit and depth of their new name, and takes positions that it does not have. */
function rename(rasters: TileResult, own: Uint16Array, classes: MapRasters['classes']): number {
  const { swir, swirFit, swirDepth, swirMargin, other, otherFit, otherDepth } = rasters;
  const positions = POSITION_NAMES.map((name) => {
    const has = new Uint8Array(Math.max(0, ...classes.map((c) => c.index)) + 1);
    for (const { index, members } of classes) has[index] = Number(hasPosition(name, members));
    return { raster: rasters[name], has };
  });
  let changed = 0;
  for (let at = 0; at < swir.length; at++) {
    if (!other[at]) continue;
    if (swir[at] !== own[at]) {
      changed++;
      swirFit[at] = otherFit[at];
      swirDepth[at] = otherDepth[at];
      // by its spectrum alone it came second
      swirMargin[at] = 0;
    }
    for (const { raster, has } of positions) if (!has[swir[at]]) raster[at] = Number.NaN;
  }
  return changed;
}
