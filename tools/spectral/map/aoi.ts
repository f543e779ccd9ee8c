import { readFileSync } from 'node:fs';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { fromLonLat } from '../readers/georeference.ts';
import type { PixelWindow, SceneReader } from '../types.ts';

type Ring = [number, number][];

interface GeoJson {
  type?: string;
  features?: GeoJson[];
  geometry?: GeoJson | null;
  geometries?: GeoJson[];
  coordinates?: unknown;
}

/**
 * Which pixels of a window have their centre inside the polygons of a GeoJSON file (longitude and latitude, RFC 7946).
 * @throws GossanError AOI_FORMAT where the file holds no polygon, AOI_OUTSIDE where none reaches the window.
 */
export function insideAoi(path: string, reader: SceneReader, window: PixelWindow): Uint8Array {
  const rings = ringsOf(path);
  const georeference = reader.georeference;
  if (!georeference)
    throw new GossanError('AOI_FORMAT', { path, detail: 'the scene has no georeference to place it by' });
  const inside = new Uint8Array(window.width * window.height);
  const outlines = rings.map((ring) =>
    ring.map(([lon, lat]): [number, number] => {
      const at = fromLonLat(georeference, lon, lat);
      if (!at) throw new GossanError('AOI_FORMAT', { path, detail: "the scene's projection is not known" });
      return [at[0] - window.x, at[1] - window.y];
    }),
  );
  for (let y = 0; y < window.height; y++) {
    const crossings: number[] = [];
    for (const outline of outlines) {
      for (let i = 0; i < outline.length; i++) {
        const [x0, y0] = outline[i];
        const [x1, y1] = outline[(i + 1) % outline.length];
        // half-open, so that a vertex on the line counts once
        if (y0 <= y + 0.5 !== y1 <= y + 0.5) crossings.push(x0 + ((y + 0.5 - y0) * (x1 - x0)) / (y1 - y0));
      }
    }
    crossings.sort((a, b) => a - b);
    for (let c = 0; c + 1 < crossings.length; c += 2) {
      const from = Math.max(0, Math.ceil(crossings[c] - 0.5));
      const to = Math.min(window.width, Math.ceil(crossings[c + 1] - 0.5));
      for (let x = from; x < to; x++) inside[y * window.width + x] = 1;
    }
  }
  if (!inside.includes(1)) throw new GossanError('AOI_OUTSIDE', { path, scene: reader.name });
  return inside;
}

function ringsOf(path: string): Ring[] {
  let parsed: GeoJson;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8')) as GeoJson;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new GossanError('AOI_FORMAT', { path, detail: `not JSON: ${error.message}` });
    throw asGossanError(error, path);
  }
  const rings: Ring[] = [];
  const walk = (node: GeoJson | null | undefined): void => {
    if (!node || typeof node !== 'object') return;
    node.features?.forEach(walk);
    node.geometries?.forEach(walk);
    walk(node.geometry);
    if (node.type === 'Polygon') rings.push(...(node.coordinates as Ring[]));
    if (node.type === 'MultiPolygon') rings.push(...(node.coordinates as Ring[][]).flat());
  };
  walk(parsed);
  const whole = rings.every(
    (r) => Array.isArray(r) && r.length >= 4 && r.every((p) => Number.isFinite(p?.[0]) && Number.isFinite(p?.[1])),
  );
  if (!rings.length || !whole) throw new GossanError('AOI_FORMAT', { path, detail: 'it has no polygon' });
  if (rings.some((r) => r.some(([lon, lat]) => Math.abs(lon) > 360 || Math.abs(lat) > 90))) {
    throw new GossanError('AOI_FORMAT', { path, detail: 'its coordinates are not longitude and latitude' });
  }
  return rings;
}
