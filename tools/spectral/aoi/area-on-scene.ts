import { GossanError } from '../../../core/errors.ts';
import { polygonAreaKm2 } from '../readers/geodesic-area.ts';
import { boundsOf, fromLonLat, pixelAreaKm2 } from '../readers/georeference.ts';
import type { AreaSummary, Georeference, PixelWindow, SceneReader } from '../types.ts';
import type { AreaOfInterest, LonLat, PolygonRings } from './area.ts';

/** An area of interest on the pixels of a window. */
export interface AreaOnScene {
  /** 1 for pixels whose centre lies inside; row by row. */
  inside: Uint8Array;
  /** Rings in pixels of the window, for drawing. */
  outline: [number, number][][];
  /** What `scene.json` says of it. */
  summary: AreaSummary;
}

/**
 * Puts an area of interest on a window of a scene.
 * @throws GossanError AOI_SCENE where the scene cannot be placed, AOI_OUTSIDE where the area holds no pixel of the window
 */
export function areaOnScene(area: AreaOfInterest, path: string, reader: SceneReader, window: PixelWindow): AreaOnScene {
  const { georeference } = reader;
  const bounds = georeference && boundsOf(georeference, window);
  if (!georeference || !bounds) throw new GossanError('AOI_SCENE', { path, scene: reader.name });
  const outline: AreaOnScene['outline'] = [];
  const inside = new Uint8Array(window.width * window.height);
  let overlap = false;
  for (const rings of area.polygons) {
    const near = nearScene(rings, bounds);
    if (!near.length) continue;
    const onPixels = near.map((ring) =>
      ring.map(([lon, lat]): [number, number] => {
        const [x, y] = fromLonLat(georeference, lon, lat)!;
        return [x - window.x, y - window.y];
      }),
    );
    outline.push(...onPixels);
    overlap = fill(onPixels, window.width, window.height, inside) || overlap;
  }
  const pixels = inside.reduce((sum, value) => sum + value, 0);
  if (!pixels) throw new GossanError('AOI_OUTSIDE', { path, scene: reader.name });
  const area_km2 = area.polygons.reduce((sum, rings) => sum + polygonAreaKm2(rings), 0);
  const notes = [...area.notes];
  if (overlap) notes.push('Its polygons overlap: its area counts the overlap twice, the pixels once.');
  return {
    inside,
    outline,
    summary: {
      name: area.name,
      file: area.file,
      format: area.format,
      area_km2: round6(area_km2),
      area_in_scene_km2: round6(areaOfPixels(inside, georeference, window)),
      pixels,
      outside_pixels: inside.length - pixels,
      notes,
    },
  };
}

/**
 * Marks the pixels whose centre lies within an odd number of the rings. Returns whether one of them was marked before.
 * Crossings are half-open, so that a vertex on a line of centres counts once.
 */
function fill(rings: readonly [number, number][][], width: number, height: number, into: Uint8Array): boolean {
  const crossings: number[][] = Array.from({ length: height }, () => []);
  for (const ring of rings) {
    for (const [index, [x0, y0]] of ring.entries()) {
      const [x1, y1] = ring[(index + 1) % ring.length];
      const from = Math.max(0, Math.ceil(Math.min(y0, y1) - 0.5));
      const to = Math.min(height, Math.ceil(Math.max(y0, y1) - 0.5));
      for (let y = from; y < to; y++) crossings[y].push(x0 + ((y + 0.5 - y0) * (x1 - x0)) / (y1 - y0));
    }
  }
  let overlap = false;
  for (const [y, row] of crossings.entries()) {
    row.sort((a, b) => a - b);
    for (let c = 0; c + 1 < row.length; c += 2) {
      const from = Math.max(0, Math.ceil(row[c] - 0.5));
      const to = Math.min(width, Math.ceil(row[c + 1] - 0.5));
      for (let pixel = y * width + from; pixel < y * width + to; pixel++) {
        overlap ||= into[pixel] === 1;
        into[pixel] = 1;
      }
    }
  }
  return overlap;
}

type Bounds = NonNullable<ReturnType<typeof boundsOf>>;

/**
 * The rings cut to a box around the scene, its own size wider on each side: far from its central meridian a projection has
 * no coordinates to give. Longitudes are counted from the scene's, so that 190° east is 170° west.
 */
function nearScene(rings: PolygonRings, { west, south, east, north }: Bounds): PolygonRings {
  const middle = (west + east) / 2;
  const [wide, high] = [east - west, north - south];
  const near = rings.map((ring) => {
    const turned = ring.map(([lon, lat]): LonLat => [middle + ((((lon - middle + 180) % 360) + 360) % 360) - 180, lat]);
    const box: [axis: 0 | 1, limit: number, keep: 1 | -1][] = [
      [0, west - wide, 1],
      [0, east + wide, -1],
      [1, south - high, 1],
      [1, north + high, -1],
    ];
    return box.reduce((kept, [axis, limit, keep]) => cut(kept, axis, limit, keep), turned);
  });
  return near.filter((ring) => ring.length);
}

/** One side of Sutherland and Hodgman's polygon clipping (1974, CACM 17, 32). */
function cut(ring: LonLat[], axis: 0 | 1, limit: number, keep: 1 | -1): LonLat[] {
  const out: LonLat[] = [];
  for (const [index, from] of ring.entries()) {
    const to = ring[(index + 1) % ring.length];
    const [a, b] = [keep * (from[axis] - limit), keep * (to[axis] - limit)];
    if (a >= 0) out.push(from);
    if (a >= 0 !== b >= 0) {
      const part = a / (a - b);
      out.push([from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])]);
    }
  }
  return out;
}

function areaOfPixels(inside: Uint8Array, georeference: Georeference, window: PixelWindow): number {
  let area = 0;
  for (let y = 0; y < window.height; y++) {
    let count = 0;
    for (let pixel = y * window.width; pixel < (y + 1) * window.width; pixel++) count += inside[pixel];
    area += count * (pixelAreaKm2(georeference, window.y + y, window.x + window.width / 2) ?? 0);
  }
  return area;
}

function round6(value: number): number {
  return Number(value.toFixed(6));
}
