import { findPatches, type Patches } from '../raster/patches.ts';
import { pixelAreaKm2 } from '../readers/georeference.ts';
import type { Georeference } from '../types.ts';
import type { MapSheet } from './map-layers.ts';
import { type Placing, placing } from './placing.ts';
import { traceOutlines } from './raster-patches.ts';
import { TextStream } from './text-stream.ts';

/** More polygons than this no desktop GIS opens with pleasure; the smallest patches are then left out, and that is said. */
const MOST_PATCHES = 50_000;

/** The patches of one raster, and what is said of each label. */
interface Layer {
  patches: Patches;
  /** The properties of a feature by label, as the beginning of a JSON object; undefined for labels that are no class. */
  properties: (string | undefined)[];
}

/**
 * `polygons.geojson`, in chunks of text: one polygon for each patch of a mineral class or alteration type, with its
 * pixels and geodesic area. Coordinates are longitude and latitude (RFC 7946, seven decimals: about a centimetre) where
 * the scene's projection is known, else map coordinates with their system named, else pixels; `coordinates` says which.
 */
export function* polygonsGeoJson(sheet: MapSheet): Generator<Uint8Array> {
  const { rasters, georeference } = sheet;
  const { width, height } = rasters;
  const layers = (['swir', 'vnir', 'alteration'] as const).map((name): Layer => {
    const properties: Layer['properties'] = [];
    if (name === 'alteration') {
      for (const { index, name: alteration, colour } of rasters.alterationTypes)
        properties[index] = opened({ layer: name, alteration, fill: colour });
    } else {
      for (const { index, mineral, members, colour } of rasters.classes)
        properties[index] = opened({ layer: name, mineral, members, fill: colour });
    }
    return { patches: findPatches(rasters[name], width, height, 'edge'), properties };
  });

  const sizes = layers.map(({ patches, properties }) => patches.pixels.filter((_, p) => properties[patches.label[p]]));
  const all = sizes.reduce((sum, { length }) => sum + length, 0);
  const least = smallestKept(sizes, all);
  const kept = sizes.reduce((sum, of) => sum + of.reduce((n, pixels) => n + Number(pixels >= least), 0), 0);
  const places = placing(georeference, width);
  const head = {
    type: 'FeatureCollection',
    name: sheet.scene,
    synthetic: sheet.synthetic,
    ...(sheet.conversion ? { conversion: sheet.conversion } : {}),
    coordinates: places.coordinates,
    ...(places.crs ? { crs: { type: 'name', properties: { name: places.crs } } } : {}),
    ...(least > 1 ? { left_out: { patches: all - kept, smaller_than_pixels: least } } : {}),
  };
  const out = new TextStream();
  out.text(`${JSON.stringify(head).slice(0, -1)},"features":[`);
  // One feature a line: a diff of two maps shows what changed.
  let separator = '\n';
  const areas = rowAreas(georeference, height);
  for (const { patches, properties } of layers) {
    const wanted = Uint8Array.from(patches.pixels, (pixels, p) =>
      Number(pixels >= least && properties[patches.label[p]] !== undefined),
    );
    const outlines = traceOutlines(patches, wanted);
    const area = areas && patchAreas(patches, areas);
    for (let p = 0; p < patches.count; p++) {
      if (!wanted[p]) continue;
      out.text(`${separator}{"type":"Feature","properties":${properties[patches.label[p]]},"pixels":`);
      out.decimal(patches.pixels[p], 0);
      if (area) {
        out.text(',"area_km2":');
        out.decimal(area[p], 7);
      }
      out.text('},"geometry":{"type":"Polygon","coordinates":[');
      for (const [index, ring] of outlines.ringsOf(p).entries()) {
        if (index) out.byte(COMMA);
        writeRing(out, ring, places);
      }
      out.text(']}}');
      separator = ',\n';
      if (out.full) yield out.take();
    }
  }
  out.text(separator === '\n' ? '\n\n]}\n' : '\n]}\n');
  yield out.take();
}

const [COMMA, OPEN, CLOSE] = [44, 91, 93];

/** Closed, the outer ring counter-clockwise in the coordinates given and holes clockwise, as GeoJSON has them. */
function writeRing(out: TextStream, ring: Int32Array, { place, turns, decimals }: Placing): void {
  const count = ring.length / 2;
  const point = new Float64Array(2);
  out.byte(OPEN);
  for (let at = 0; at <= count; at++) {
    const corner = (turns ? at : 2 * count - 1 - at) % count;
    place(ring[2 * corner], ring[2 * corner + 1], point);
    if (at) out.byte(COMMA);
    out.byte(OPEN);
    out.decimal(point[0], decimals);
    out.byte(COMMA);
    out.decimal(point[1], decimals);
    out.byte(CLOSE);
  }
  out.byte(CLOSE);
}

/** The same ring as numbers, for files with few polygons. */
export function ringPoints(ring: Int32Array, { place, turns, decimals }: Placing): [number, number][] {
  const points: [number, number][] = [];
  const point = new Float64Array(2);
  for (let at = 0; at < ring.length; at += 2) {
    place(ring[at], ring[at + 1], point);
    points.push([Number(point[0].toFixed(decimals)), Number(point[1].toFixed(decimals))]);
  }
  if (!turns) points.reverse();
  return [...points, points[0]];
}

/** Geodesic area of a pixel of each row; null without georeference. */
export function rowAreas(georeference: Georeference | undefined, height: number): Float64Array | null {
  if (!georeference) return null;
  const areas = Float64Array.from({ length: height }, (_, row) => pixelAreaKm2(georeference, row) ?? Number.NaN);
  return areas.some(Number.isNaN) ? null : areas;
}

/** Area of every patch in km², from that of a pixel of each row. */
export function patchAreas({ width, count, patchOf }: Patches, areas: Float64Array): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0, y = 0; i < patchOf.length; y++) {
    for (const end = i + width; i < end; i++) if (patchOf[i] >= 0) sums[patchOf[i]] += areas[y];
  }
  return sums;
}

/** The least number of pixels that keeps the count of patches within bounds. */
function smallestKept(sizes: Int32Array[], all: number): number {
  if (all <= MOST_PATCHES) return 1;
  const sorted = new Int32Array(all);
  let at = 0;
  for (const of of sizes) {
    sorted.set(of, at);
    at += of.length;
  }
  sorted.sort();
  return sorted[all - MOST_PATCHES] + 1;
}

/** A JSON object without its closing brace. */
function opened(value: object): string {
  return JSON.stringify(value).slice(0, -1);
}
