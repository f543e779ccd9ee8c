import { findPatches } from '../raster/patches.ts';
import { toLonLat } from '../readers/georeference.ts';
import type { Georeference, MapRasters, SceneSummary } from '../types.ts';

/** A patch's size and a point that stands for it. */
export interface Place {
  pixels: number;
  /** Pixel coordinates of the patch's own pixel that is nearest to its centroid (centre of that pixel). */
  centre: { x: number; y: number };
}

/** The largest patch (pixels that touch by an edge or a corner) of each label that a raster holds. */
export function largestPatches(labels: Uint8Array | Uint16Array, width: number, height: number): Map<number, Place> {
  const { count, patchOf, label, pixels } = findPatches(labels, width, height, 'corner');
  const largest = new Map<number, number>();
  for (let p = 0; p < count; p++) {
    const best = largest.get(label[p]);
    if (best === undefined || pixels[p] > pixels[best]) largest.set(label[p], p);
  }
  const chosen = new Uint8Array(count);
  for (const patch of largest.values()) chosen[patch] = 1;
  const [sumX, sumY] = [new Float64Array(count), new Float64Array(count)];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const patch = patchOf[i];
      if (patch < 0 || !chosen[patch]) continue;
      sumX[patch] += x;
      sumY[patch] += y;
    }
  }
  // a crescent's centroid lies outside it: name a point that is in it
  const nearest = new Int32Array(count);
  const distance = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const patch = patchOf[i];
      if (patch < 0 || !chosen[patch]) continue;
      const d = (x - sumX[patch] / pixels[patch]) ** 2 + (y - sumY[patch] / pixels[patch]) ** 2;
      if (d >= distance[patch]) continue;
      distance[patch] = d;
      nearest[patch] = i;
    }
  }
  return new Map(
    [...largest].map(([value, patch]) => {
      const centre = { x: (nearest[patch] % width) + 0.5, y: Math.floor(nearest[patch] / width) + 0.5 };
      return [value, { pixels: pixels[patch], centre }];
    }),
  );
}

/** Where each alteration type and each mineral class lies: the middle of its largest patch, and the part of the scene in words. */
export function placesOf(
  rasters: Pick<MapRasters, 'width' | 'height' | 'alteration' | 'alterationTypes' | 'swir' | 'vnir' | 'classes'>,
  window: { x: number; y: number },
  georeference: Georeference | undefined,
): NonNullable<SceneSummary['places']> {
  const { width, height } = rasters;
  const places: NonNullable<SceneSummary['places']> = {};
  const add = (name: string, place: Place | undefined) => {
    if (!place) return;
    const { x, y } = place.centre;
    const lonLat = georeference && toLonLat(georeference, x + window.x, y + window.y);
    places[name] = {
      x: Math.floor(x) + window.x,
      y: Math.floor(y) + window.y,
      ...(lonLat ? { lon: Math.round(lonLat[0] * 1e6) / 1e6, lat: Math.round(lonLat[1] * 1e6) / 1e6 } : {}),
      sector: sectorOf(x / width, y / height, georeference),
    };
  };
  const types = largestPatches(rasters.alteration, width, height);
  for (const { index, name } of rasters.alterationTypes) add(name, types.get(index));
  const minerals = {
    swir: largestPatches(rasters.swir, width, height),
    vnir: largestPatches(rasters.vnir, width, height),
  };
  for (const { index, mineral, group } of rasters.classes) add(mineral, minerals[group].get(index));
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
