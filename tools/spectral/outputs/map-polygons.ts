import { crsName, pixelAreaKm2, pixelToMap, toLonLat } from '../readers/georeference.ts';
import type { Georeference } from '../types.ts';
import type { MapSheet } from './map-layers.ts';
import { type Patch, rasterPatches } from './raster-patches.ts';

/** More polygons than this no desktop GIS opens with pleasure; the smallest patches are then left out, and that is said. */
const MOST_PATCHES = 50_000;

interface Feature {
  type: 'Feature';
  properties: Record<string, string | number | string[]>;
  geometry: { type: 'Polygon'; coordinates: [number, number][][] };
}

/**
 * `polygons.geojson`: one polygon for each patch of a mineral class or alteration type, with its pixels and geodesic
 * area. Coordinates are longitude and latitude (RFC 7946, seven decimals: about a centimetre) where the scene's
 * projection is known, else map coordinates with their system named, else pixels; `coordinates` says which.
 */
export function polygonsGeoJson(sheet: MapSheet): string {
  const { rasters, georeference } = sheet;
  const { width, height } = rasters;
  const classes = new Map(rasters.classes.map((entry) => [entry.index, entry]));
  const types = new Map(rasters.alterationTypes.map((entry) => [entry.index, entry]));
  const layers: { patch: Patch; properties: Feature['properties'] }[] = [];
  for (const layer of ['swir', 'vnir'] as const) {
    for (const patch of rasterPatches(rasters[layer], width, height)) {
      const entry = classes.get(patch.label);
      if (!entry) continue;
      const { mineral, members, colour } = entry;
      layers.push({ patch, properties: { layer, mineral, members, fill: colour } });
    }
  }
  for (const patch of rasterPatches(rasters.alteration, width, height)) {
    const entry = types.get(patch.label);
    if (entry) layers.push({ patch, properties: { layer: 'alteration', alteration: entry.name, fill: entry.colour } });
  }

  const least = smallestKept(layers.map(({ patch }) => patch.pixels));
  const kept = layers.filter(({ patch }) => patch.pixels >= least);
  const place = placing(georeference);
  const head = {
    type: 'FeatureCollection',
    name: sheet.scene,
    synthetic: sheet.synthetic,
    coordinates: place.coordinates,
    ...(place.crs ? { crs: { type: 'name', properties: { name: place.crs } } } : {}),
    ...(least > 1 ? { left_out: { patches: layers.length - kept.length, smaller_than_pixels: least } } : {}),
  };
  const features = kept.map(({ patch, properties }): Feature => {
    const area = patchAreaKm2(patch, georeference);
    return {
      type: 'Feature',
      properties: { ...properties, pixels: patch.pixels, ...(area === undefined ? {} : { area_km2: round(area, 7) }) },
      geometry: { type: 'Polygon', coordinates: polygonRings(patch, georeference) },
    };
  });
  // One feature a line: a diff of two maps shows what changed.
  const start = JSON.stringify(head).slice(0, -1);
  return `${start},"features":[\n${features.map((feature) => JSON.stringify(feature)).join(',\n')}\n]}\n`;
}

/** The rings of a patch as GeoJSON has them: closed, the outer one counter-clockwise in the coordinates given. */
export function polygonRings(patch: Patch, georeference?: Georeference): [number, number][][] {
  const { toPoint } = placing(georeference);
  return patch.rings.map((ring, index) => {
    const points: [number, number][] = [];
    for (let at = 0; at < ring.length; at += 2) points.push(toPoint(ring[at], ring[at + 1]));
    const counterClockwise = signedArea(points) > 0;
    if (counterClockwise !== (index === 0)) points.reverse();
    return [...points, points[0]];
  });
}

/** Geodesic area of a patch; undefined without georeference. */
export function patchAreaKm2(patch: Patch, georeference?: Georeference): number | undefined {
  if (!georeference) return undefined;
  let area = 0;
  for (let row = 0; row < patch.rowPixels.length; row++) {
    const pixel = pixelAreaKm2(georeference, patch.top + row);
    if (pixel === undefined) return undefined;
    area += patch.rowPixels[row] * pixel;
  }
  return area;
}

interface Placing {
  coordinates: string;
  crs?: string;
  toPoint: (x: number, y: number) => [number, number];
}

function placing(georeference?: Georeference): Placing {
  if (!georeference) return { coordinates: 'pixels, x right and y down', toPoint: (x, y) => [x, y] };
  if (toLonLat(georeference, 0, 0)) {
    return {
      coordinates: 'longitude and latitude, WGS 84',
      toPoint: (x, y) => {
        const [lon, lat] = toLonLat(georeference, x, y)!;
        return [round(lon, 7), round(lat, 7)];
      },
    };
  }
  const name = crsName(georeference);
  return {
    coordinates: `map coordinates of the scene (${name ?? 'system not named'})`,
    crs: georeference.epsg ? `urn:ogc:def:crs:EPSG::${georeference.epsg}` : undefined,
    toPoint: (x, y) => {
      const [mapX, mapY] = pixelToMap(georeference, x, y);
      return [round(mapX, 3), round(mapY, 3)];
    },
  };
}

/** The least number of pixels that keeps the count of patches within bounds. */
function smallestKept(sizes: number[]): number {
  if (sizes.length <= MOST_PATCHES) return 1;
  return [...sizes].sort((a, b) => b - a)[MOST_PATCHES - 1] + 1;
}

function signedArea(points: [number, number][]): number {
  let twice = 0;
  for (let at = 0; at < points.length; at++) {
    const [x0, y0] = points[at];
    const [x1, y1] = points[(at + 1) % points.length];
    twice += x0 * y1 - x1 * y0;
  }
  return twice / 2;
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
