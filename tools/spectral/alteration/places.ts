import { toLonLat } from '../readers/georeference.ts';
import type { Georeference, MapRasters, SceneSummary } from '../types.ts';

interface PatchOfType {
  pixels: number;
  /** Pixel coordinates of the patch's own pixel that is nearest to its centroid (centre of that pixel). */
  centre: { x: number; y: number };
}

/** The largest patch (pixels that touch by an edge or a corner) of one raster value; null where there is none. */
export function largestPatch(
  values: ArrayLike<number>,
  value: number,
  width: number,
  height: number,
): PatchOfType | null {
  const seen = new Uint8Array(width * height);
  let best: number[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (values[start] !== value || seen[start]) continue;
    const patch = [start];
    seen[start] = 1;
    for (let at = 0; at < patch.length; at++) {
      const [x, y] = [patch[at] % width, Math.floor(patch[at] / width)];
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (values[next] !== value || seen[next]) continue;
          seen[next] = 1;
          patch.push(next);
        }
      }
    }
    if (patch.length > best.length) best = patch;
  }
  if (!best.length) return null;
  const mx = best.reduce((sum, i) => sum + (i % width), 0) / best.length;
  const my = best.reduce((sum, i) => sum + Math.floor(i / width), 0) / best.length;
  // a crescent's centroid lies outside it: name a point that is in it
  const distance = (i: number): number => ((i % width) - mx) ** 2 + (Math.floor(i / width) - my) ** 2;
  const nearest = best.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  return { pixels: best.length, centre: { x: (nearest % width) + 0.5, y: Math.floor(nearest / width) + 0.5 } };
}

/** Where each alteration type and each mineral class lies: the middle of its largest patch, and the part of the scene in words. */
export function placesOf(
  rasters: Pick<MapRasters, 'width' | 'height' | 'alteration' | 'alterationTypes' | 'swir' | 'vnir' | 'classes'>,
  window: { x: number; y: number },
  georeference: Georeference | undefined,
): NonNullable<SceneSummary['places']> {
  const { width, height } = rasters;
  const places: NonNullable<SceneSummary['places']> = {};
  const add = (name: string, values: ArrayLike<number>, index: number) => {
    const patch = largestPatch(values, index, width, height);
    if (!patch) return;
    const { x, y } = patch.centre;
    const lonLat = georeference && toLonLat(georeference, x + window.x, y + window.y);
    places[name] = {
      x: Math.floor(x) + window.x,
      y: Math.floor(y) + window.y,
      ...(lonLat ? { lon: Math.round(lonLat[0] * 1e6) / 1e6, lat: Math.round(lonLat[1] * 1e6) / 1e6 } : {}),
      sector: sectorOf(x / width, y / height, georeference),
    };
  };
  for (const { index, name } of rasters.alterationTypes) add(name, rasters.alteration, index);
  for (const { index, mineral, group } of rasters.classes) add(mineral, rasters[group], index);
  return places;
}

const COMPASS = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'];

/**
 * The part of the scene in words. Thirds of width and height; by the compass where the scene has a georeference
 * (a rotated scene's upper edge is not its north), else as the picture is seen, upper edge as north.
 */
export function sectorOf(u: number, v: number, georeference: Georeference | undefined): string {
  const across = u < 1 / 3 ? -1 : u > 2 / 3 ? 1 : 0;
  const down = v < 1 / 3 ? -1 : v > 2 / 3 ? 1 : 0;
  if (!across && !down) return 'centre';
  let [east, north] = [across, -down];
  if (georeference) {
    const t = georeference.transform;
    const [ex, ey] = [across * t[1] + down * t[2], across * t[4] + down * t[5]];
    if (Math.hypot(ex, ey) > 0) [east, north] = [ex, ey];
  }
  const octant = Math.round((Math.atan2(east, north) * 4) / Math.PI);
  return COMPASS[(octant + 8) % 8];
}
