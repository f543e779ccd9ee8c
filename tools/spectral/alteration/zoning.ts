import { northInPixels, pixelSizeMetres, toLonLat } from '../readers/georeference.ts';
import { type Georeference, MASK, type MapRasters, type SceneSummary } from '../types.ts';
import { BoxSum } from './box-sum.ts';
import { largestPatches } from './places.ts';
import zoning from './zoning.json' with { type: 'json' };

/**
 * The core of the zoning and vectors to it from the outer zones. Undefined where the scene does not show one: without
 * georeference, with too few pixels of inner and outer types, or with inner types that crowd nowhere.
 * @param georeference of the window's upper left corner.
 */
export function findZoning(
  rasters: Pick<MapRasters, 'width' | 'height' | 'mask' | 'alteration' | 'alterationTypes'>,
  georeference: Georeference | undefined,
): SceneSummary['zoning'] {
  const { width, height, mask, alteration, alterationTypes } = rasters;
  if (!georeference) return undefined;
  const weight = new Float64Array(alterationTypes.length + 1);
  for (const t of alterationTypes) weight[t.index] = (zoning.inner as Record<string, number>)[t.name] ?? 0;
  const counts = new Float64Array(alterationTypes.length + 1);
  let valid = 0;
  let inner = 0;
  const types = new Uint8Array(alteration.length);
  for (let i = 0; i < alteration.length; i++) {
    if (mask[i] !== MASK.valid) continue;
    types[i] = alteration[i];
    valid++;
    counts[types[i]]++;
    inner += weight[types[i]];
  }
  const outer = alterationTypes.filter((t) => zoning.outer.includes(t.name) && counts[t.index] >= zoning.least_pixels);
  const innerPixels = alterationTypes.reduce((sum, t) => sum + (weight[t.index] > 0 ? counts[t.index] : 0), 0);
  if (innerPixels < zoning.least_pixels || !outer.length) return undefined;

  const radius = Math.max(zoning.least_radius_px, Math.round(zoning.radius_share * Math.min(width, height)));
  const inside = new BoxSum(width, height, types, weight);
  const all = (2 * radius + 1) ** 2;
  let best = -1;
  let density = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = inside.around(x, y, radius) / all;
      if (here > density) [density, best] = [here, y * width + x];
    }
  }
  if (density < zoning.least_core_density || density < zoning.least_contrast * (inner / valid)) return undefined;
  // the core is the middle of all places nearly as crowded as the best one that lie next to it; their spread is its uncertainty
  const [bx, by] = [best % width, Math.floor(best / width)];
  let [sx, sy, n] = [0, 0, 0];
  for (let y = Math.max(0, by - 2 * radius); y <= Math.min(height - 1, by + 2 * radius); y++) {
    for (let x = Math.max(0, bx - 2 * radius); x <= Math.min(width - 1, bx + 2 * radius); x++) {
      if (inside.around(x, y, radius) / all < 0.8 * density) continue;
      sx += x;
      sy += y;
      n++;
    }
  }
  const core = { x: sx / n + 0.5, y: sy / n + 0.5 };
  const size = pixelSizeMetres(georeference, core.x, core.y);
  if (!size) return undefined;
  const spread = Math.sqrt(n / Math.PI) + radius / 2;
  const uncertainty = spread * Math.sqrt(size[0] * size[1]);
  const lonLat = toLonLat(georeference, core.x, core.y);
  const vectors: NonNullable<SceneSummary['zoning']>['vectors'] = [];
  const patches = largestPatches(alteration, width, height);
  for (const t of outer) {
    const patch = patches.get(t.index);
    if (!patch) continue;
    const vector = groundVector(georeference, patch.centre, core, size);
    if (!vector) continue;
    // inside the uncertainty there is no direction
    if (vector.distance_m <= uncertainty) continue;
    vectors.push({
      from: t.name,
      to: 'core',
      bearing_deg: Math.round(vector.bearing_deg),
      distance_m: Math.round(vector.distance_m),
      uncertainty_m: Math.round(uncertainty),
    });
  }
  if (!vectors.length) return undefined;
  return {
    core: {
      x: Math.round(core.x * 10) / 10,
      y: Math.round(core.y * 10) / 10,
      ...(lonLat ? { lon: round6(lonLat[0]), lat: round6(lonLat[1]) } : {}),
    },
    vectors,
  };
}

/** Bearing from true north (degrees clockwise) and distance (m) between two pixel positions; the scene is small beside the earth. */
export function groundVector(
  georeference: Georeference,
  from: { x: number; y: number },
  to: { x: number; y: number },
  size: [number, number],
): { bearing_deg: number; distance_m: number } | undefined {
  const north = northInPixels(georeference, to.x, to.y);
  if (!north) return undefined;
  const [east, down] = [(to.x - from.x) * size[0], (to.y - from.y) * size[1]];
  const alongNorth = east * north[0] + down * north[1];
  // turning the north vector clockwise on the screen (y down) gives east
  const alongEast = east * -north[1] + down * north[0];
  const bearing = (Math.atan2(alongEast, alongNorth) * 180) / Math.PI;
  return { bearing_deg: (bearing + 360) % 360, distance_m: Math.hypot(east, down) };
}

function round6(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
