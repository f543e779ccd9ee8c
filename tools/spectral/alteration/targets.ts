import { findPatches, type Patches } from '../raster/patches.ts';
import { valuesAtRanks } from '../raster/ranks.ts';
import { pixelAreaKm2, pixelSizeMetres, toLonLat } from '../readers/georeference.ts';
import { utmOf } from '../readers/utm.ts';
import { type Georeference, MASK, type MapRasters, type SceneSummary, type TargetSummary } from '../types.ts';
import copper from './copper.json' with { type: 'json' };
import targets from './targets.json' with { type: 'json' };
import { groundVector } from './zoning.ts';

/** The targets of a map: what `scene.json` says of them, and which pixels are theirs. */
export interface CopperTargets {
  targets: TargetSummary[];
  /** Number of the target (from 1, in their order) of each pixel; 0 for none. */
  labels: Uint8Array;
}

/**
 * The patches of highest copper-related favourability, in the order in which to go there (`targets.json` has formula and
 * limits): a large zone outranks a bright speck, and ground near the centre of the zoning comes first.
 * @param georeference of the window's upper left corner
 * @param zoning its core in pixels of the window
 */
export function findTargets(
  rasters: MapRasters,
  georeference: Georeference | undefined,
  zoning: SceneSummary['zoning'],
): CopperTargets {
  const { copper: score, width, height } = rasters;
  const labels = new Uint8Array(width * height);
  const high = valuesAtRanks(score, (count) => [Math.floor((count - 1) * targets.percentile.value)]);
  if (!high) return { targets: [], labels };
  const threshold = Math.max(targets.least_favourability.value, high[0]);
  const patches = findPatches(
    Uint8Array.from(score, (value) => Number(value >= threshold)),
    width,
    height,
    'edge',
  );
  const sums = new Float64Array(patches.count);
  for (let i = 0; i < score.length; i++) if (patches.patchOf[i] >= 0) sums[patches.patchOf[i]] += score[i];
  const large = Array.from(patches.pixels.keys()).filter((p) => patches.pixels[p] >= targets.least_pixels.value);
  // the nearness to the core needs the patch's point: only those that may come into the list are looked at
  const candidates = large
    .sort((a, b) => sums[b] / Math.sqrt(patches.pixels[b]) - sums[a] / Math.sqrt(patches.pixels[a]))
    .slice(0, 4 * targets.most.value);
  const pixelsOf = pixelsOfPatches(patches, candidates);
  const chosen = candidates
    .map((p) => {
      const pixels = pixelsOf.get(p)!;
      const best = bestPixel(pixels, score, width);
      const place = { x: (best % width) + 0.5, y: Math.floor(best / width) + 0.5 };
      const fromCore = zoning && georeference && vectorFromCore(place, georeference, zoning);
      const rank = (sums[p] / Math.sqrt(pixels.length)) * nearness(fromCore, zoning);
      return { p, pixels, best, place, fromCore, rank };
    })
    .sort((a, b) => b.rank - a.rank)
    .slice(0, targets.most.value);
  const typeNames = rasters.alterationTypes.map(({ index, name }): [number, string] => [index, name]);
  return {
    labels,
    targets: chosen.map(({ p, pixels, best, place, fromCore }, index) => {
      for (const pixel of pixels) labels[pixel] = index + 1;
      const mainType = commonest(pixels, rasters.alteration, typeNames)[0]?.name;
      return {
        name: `Cu${String(index + 1).padStart(2, '0')}`,
        x: Math.floor(place.x),
        y: Math.floor(place.y),
        ...(georeference ? onTheGround(place, georeference) : {}),
        pixels: pixels.length,
        ...areaOf(pixels, width, georeference),
        favourability: { mean: round(sums[p] / pixels.length, 4), highest: round(score[best], 4) },
        alteration: mainType ?? null,
        reasons: {
          assemblage: assemblageOf(pixels, rasters),
          neighbours: neighboursOf(best, mainType, rasters, georeference),
          ...(fromCore ? { from_core: fromCore } : {}),
        },
      };
    }),
  };
}

function nearness(fromCore: { distance_m: number } | undefined, zoning: SceneSummary['zoning']): number {
  const uncertainty = zoning?.vectors[0]?.uncertainty_m;
  if (!fromCore || !uncertainty) return 1;
  const reach = fromCore.distance_m / (targets.core_radius.value * uncertainty);
  return 1 - targets.core_share.value + targets.core_share.value * Math.exp(-(reach ** 2));
}

function vectorFromCore(
  place: { x: number; y: number },
  georeference: Georeference,
  { core }: NonNullable<SceneSummary['zoning']>,
): { distance_m: number; bearing_deg: number } | undefined {
  const size = pixelSizeMetres(georeference, core.x, core.y);
  const vector = size && groundVector(georeference, core, place, size);
  return vector && { distance_m: Math.round(vector.distance_m), bearing_deg: Math.round(vector.bearing_deg) % 360 };
}

/** Longitude and latitude on WGS 84, and the same in UTM; nothing where the projection is not known. */
function onTheGround(place: { x: number; y: number }, georeference: Georeference) {
  const lonLat = toLonLat(georeference, place.x, place.y);
  if (!lonLat) return {};
  const { zone, hemisphere, easting, northing } = utmOf(...lonLat);
  return {
    lon: round(lonLat[0], 6),
    lat: round(lonLat[1], 6),
    utm: { zone, hemisphere, easting_m: Math.round(easting), northing_m: Math.round(northing) },
  };
}

function areaOf(pixels: number[], width: number, georeference: Georeference | undefined): { area_km2?: number } {
  if (!georeference) return {};
  const rows = new Map<number, number>();
  for (const pixel of pixels) {
    const row = Math.floor(pixel / width);
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  let area = 0;
  for (const [row, count] of rows) area += count * (pixelAreaKm2(georeference, row, width / 2) ?? Number.NaN);
  return Number.isNaN(area) ? {} : { area_km2: round(area, 6) };
}

/** The minerals that most of the patch's pixels hold; a pixel can hold one of each group, so shares may add up to 2. */
function assemblageOf(pixels: number[], { swir, vnir, classes }: MapRasters): TargetSummary['reasons']['assemblage'] {
  const names = classes.map(({ index, mineral }): [number, string] => [index, mineral]);
  const found = [swir, vnir].flatMap((labels) => commonest(pixels, labels, names));
  // a mineral of both groups (jarosite) is one
  const shares = new Map<string, number>();
  for (const { name, share } of found) shares.set(name, Math.max(share, shares.get(name) ?? 0));
  return [...shares]
    .map(([mineral, share]) => ({ mineral, share }))
    .filter(({ share }) => share >= targets.least_share.value)
    .sort((a, b) => b.share - a.share)
    .slice(0, targets.most_minerals.value);
}

/** The zones other than its own in the square around the target in which the score looks for them, by their share of its valid pixels. */
function neighboursOf(
  best: number,
  mainType: string | undefined,
  { width, height, mask, alteration, alterationTypes }: MapRasters,
  georeference: Georeference | undefined,
): TargetSummary['reasons']['neighbours'] {
  const [x, y] = [best % width, Math.floor(best / width)];
  const size = georeference && pixelSizeMetres(georeference, x, y);
  const radius = size ? Math.max(2, Math.round(copper.radius_m / Math.sqrt(size[0] * size[1]))) : copper.radius_px;
  const around: number[] = [];
  for (let row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row++) {
    for (let column = Math.max(0, x - radius); column <= Math.min(width - 1, x + radius); column++) {
      if (mask[row * width + column] === MASK.valid) around.push(row * width + column);
    }
  }
  const zones = alterationTypes
    .filter(({ name }) => copper.zone_types.includes(name) && name !== mainType)
    .map(({ index, name }): [number, string] => [index, name]);
  return commonest(around, alteration, zones)
    .filter(({ share }) => share >= targets.least_share.value)
    .map(({ name, share }) => ({ alteration: name, share }));
}

/** The labels of some pixels by their share of them, largest first. */
function commonest(
  pixels: readonly number[],
  labels: Uint8Array | Uint16Array,
  names: readonly (readonly [index: number, name: string])[],
): { name: string; share: number }[] {
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(labels[pixel], (counts.get(labels[pixel]) ?? 0) + 1);
  return names
    .map(([index, name]) => ({ name, share: round((counts.get(index) ?? 0) / Math.max(1, pixels.length), 4) }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

/** The indices of the pixels of some patches. */
function pixelsOfPatches({ patchOf }: Patches, chosen: readonly number[]): Map<number, number[]> {
  const pixels = new Map(chosen.map((p) => [p, [] as number[]]));
  for (let i = 0; i < patchOf.length; i++) if (patchOf[i] >= 0) pixels.get(patchOf[i])?.push(i);
  return pixels;
}

/** The highest pixel; of equals the one nearest to the patch's centroid, so that the point lies within the patch. */
function bestPixel(pixels: readonly number[], score: Float32Array, width: number): number {
  let [sumX, sumY, highest] = [0, 0, 0];
  for (const pixel of pixels) {
    sumX += pixel % width;
    sumY += Math.floor(pixel / width);
    highest = Math.max(highest, score[pixel]);
  }
  const [middleX, middleY] = [sumX / pixels.length, sumY / pixels.length];
  const distance = (pixel: number) => Math.hypot((pixel % width) - middleX, Math.floor(pixel / width) - middleY);
  return pixels
    .filter((pixel) => score[pixel] >= highest - targets.equal_score.value)
    .reduce((best, pixel) => (distance(pixel) < distance(best) ? pixel : best));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
