import type { Georeference } from '../types.ts';
import { forwardConic, inverseConic } from './conic.ts';
import { type Datum, type Projection, projectionOf, WGS84 } from './projection.ts';
import { forwardTransverseMercator, inverseTransverseMercator } from './transverse-mercator.ts';

const DEGREE = Math.PI / 180;

/** Pixel coordinates (0,0 = upper left corner of the first pixel; its centre is 0.5,0.5) → map coordinates. */
export function pixelToMap({ transform: t }: Georeference, x: number, y: number): [number, number] {
  return [t[0] + x * t[1] + y * t[2], t[3] + x * t[4] + y * t[5]];
}

/** Map coordinates → pixel coordinates (fractions of pixels). */
export function mapToPixel({ transform: t }: Georeference, mapX: number, mapY: number): [number, number] {
  const determinant = t[1] * t[5] - t[2] * t[4];
  const [dx, dy] = [mapX - t[0], mapY - t[3]];
  return [(dx * t[5] - dy * t[2]) / determinant, (dy * t[1] - dx * t[4]) / determinant];
}

/**
 * Pixel coordinates → [longitude, latitude] on WGS 84 in degrees. Undefined for projections other than geographic,
 * transverse Mercator (UTM, Gauss-Krüger), Lambert's and Albers' conic and web Mercator. Datums with a shift in datums.json are brought to WGS 84
 * (some metres); a datum that is not in the table keeps its own longitude and latitude (off by up to some 200 m).
 */
export function toLonLat(georeference: Georeference, x: number, y: number): [number, number] | undefined {
  return mapToLonLat(georeference, ...pixelToMap(georeference, x, y));
}

/** Map coordinates → [longitude, latitude]; see {@link toLonLat}. */
export function mapToLonLat(georeference: Georeference, mapX: number, mapY: number): [number, number] | undefined {
  return projectedToLonLat(projectionOf(georeference), mapX, mapY);
}

/** Coordinates of a projection (metres; degrees for a geographic one) → [longitude, latitude]; see {@link toLonLat}. */
export function projectedToLonLat(projection: Projection, mapX: number, mapY: number): [number, number] | undefined {
  switch (projection.kind) {
    case 'geographic':
      return shift(mapX, mapY, projection.datum, 1);
    case 'transverse-mercator': {
      const [longitude, latitude] = inverseTransverseMercator(projection.parameters, mapX, mapY);
      return shift(longitude, latitude, projection.datum, 1);
    }
    case 'conic': {
      const [longitude, latitude] = inverseConic(projection.parameters, mapX, mapY);
      return shift(longitude, latitude, projection.datum, 1);
    }
    case 'web-mercator': {
      // Spherical formulas on the WGS 84 latitude (EPSG method 1024).
      const latitude = Math.atan(Math.sinh(mapY / WGS84.a)) / DEGREE;
      return [mapX / WGS84.a / DEGREE, latitude];
    }
    default:
      return undefined;
  }
}

/** Longitude and latitude (WGS 84, degrees) → pixel coordinates. Undefined where {@link toLonLat} is. */
export function fromLonLat(georeference: Georeference, lon: number, lat: number): [number, number] | undefined {
  const projection = projectionOf(georeference);
  switch (projection.kind) {
    case 'geographic':
      return mapToPixel(georeference, ...shift(lon, lat, projection.datum, -1));
    case 'transverse-mercator': {
      const [longitude, latitude] = shift(lon, lat, projection.datum, -1);
      return mapToPixel(georeference, ...forwardTransverseMercator(projection.parameters, longitude, latitude));
    }
    case 'conic':
      return mapToPixel(georeference, ...forwardConic(projection.parameters, ...shift(lon, lat, projection.datum, -1)));
    case 'web-mercator':
      return mapToPixel(georeference, lon * DEGREE * WGS84.a, WGS84.a * Math.asinh(Math.tan(lat * DEGREE)));
    default:
      return undefined;
  }
}

/**
 * Area on the ellipsoid of one pixel of a row, in km². In projections that {@link toLonLat} knows it is geodesic: the
 * pixel's edges are taken to longitude and latitude and measured with the radii of curvature there (UTM alone is off by
 * up to 0.1 %, web Mercator by a factor). In others it is the area on the map. Undefined without a usable transform.
 * @param column where in the row; matters little, since scale changes by parts in 10 000 across a scene
 */
export function pixelAreaKm2(georeference: Georeference, row: number, column = 0): number | undefined {
  const t = georeference.transform;
  const onMap = Math.abs(t[1] * t[5] - t[2] * t[4]);
  if (!(onMap > 0) || !Number.isFinite(onMap)) return undefined;
  const edges = groundEdges(georeference, column, row);
  if (!edges) return georeference.unit === 'm' ? onMap / 1e6 : undefined;
  const { across, down } = edges;
  return Math.abs(across[0] * down[1] - across[1] * down[0]) / 1e6;
}

/** Width and height of a pixel on the ground in metres; on the map where the projection is not known. */
export function pixelSizeMetres(georeference: Georeference, x: number, y: number): [number, number] | undefined {
  const edges = groundEdges(georeference, x, y);
  if (edges) return [Math.hypot(...edges.across), Math.hypot(...edges.down)];
  if (georeference.unit !== 'm') return undefined;
  const t = georeference.transform;
  return [Math.hypot(t[1], t[4]), Math.hypot(t[2], t[5])];
}

/**
 * Direction of true north at a pixel, as a unit vector in pixel coordinates (x right, y down): [0, -1] in a north-up
 * scene. Undefined where the projection is not known.
 */
export function northInPixels(georeference: Georeference, x: number, y: number): [number, number] | undefined {
  const edges = groundEdges(georeference, x, y);
  if (!edges) return undefined;
  const { across, down } = edges;
  const determinant = across[0] * down[1] - down[0] * across[1];
  // Solves across·u + down·v = (0 east, 1 north).
  const [u, v] = [-down[0] / determinant, across[0] / determinant];
  const [width, height] = [Math.hypot(...across), Math.hypot(...down)];
  const length = Math.hypot(u * width, v * height);
  return [(u * width) / length, (v * height) / length];
}

/** West, south, east, north in degrees of a rectangle of pixels; undefined where {@link toLonLat} is. */
export function boundsOf(
  georeference: Georeference,
  window: { x: number; y: number; width: number; height: number },
): { west: number; south: number; east: number; north: number } | undefined {
  const bounds = { west: 180, south: 90, east: -180, north: -90 };
  // Edges are curved in degrees: a few points along each see the bulge.
  const steps = 8;
  for (let step = 0; step <= steps; step++) {
    const along = step / steps;
    for (const [u, v] of [
      [along, 0],
      [along, 1],
      [0, along],
      [1, along],
    ]) {
      const point = toLonLat(georeference, window.x + u * window.width, window.y + v * window.height);
      if (!point) return undefined;
      bounds.west = Math.min(bounds.west, point[0]);
      bounds.east = Math.max(bounds.east, point[0]);
      bounds.south = Math.min(bounds.south, point[1]);
      bounds.north = Math.max(bounds.north, point[1]);
    }
  }
  return bounds;
}

/** The coordinate system in words for `scene.json`: "EPSG:32612", the name in the WKT, or null. */
export function crsName({ epsg, wkt }: Georeference): string | null {
  if (epsg) return `EPSG:${epsg}`;
  return wkt?.match(/^\s*\w+\s*\[\s*"([^"]+)"/)?.[1] ?? null;
}

/** The georeference of a part of a scene. */
export function windowGeoreference(georeference: Georeference, x: number, y: number): Georeference {
  const [originX, originY] = pixelToMap(georeference, x, y);
  const t = georeference.transform;
  return { ...georeference, transform: [originX, t[1], t[2], originY, t[4], t[5]] };
}

/** A pixel's two edges from its upper left corner as [east, north] in metres on the WGS 84 ellipsoid. */
function groundEdges(georeference: Georeference, x: number, y: number): Edges | undefined {
  // Edges are measured through the pixel's centre, so that their difference is that of the pixel itself.
  const [left, right] = [toLonLat(georeference, x, y + 0.5), toLonLat(georeference, x + 1, y + 0.5)];
  const [top, bottom] = [toLonLat(georeference, x + 0.5, y), toLonLat(georeference, x + 0.5, y + 1)];
  if (!left || !right || !top || !bottom) return undefined;
  const latitude = ((top[1] + bottom[1]) / 2) * DEGREE;
  const f = 1 / WGS84.inverse_flattening;
  const e2 = f * (2 - f);
  const w2 = 1 - e2 * Math.sin(latitude) ** 2;
  const primeVertical = WGS84.a / Math.sqrt(w2);
  const meridional = (primeVertical * (1 - e2)) / w2;
  const metres = (from: [number, number], to: [number, number]): [number, number] => [
    (to[0] - from[0]) * DEGREE * primeVertical * Math.cos(latitude),
    (to[1] - from[1]) * DEGREE * meridional,
  ];
  return { across: metres(left, right), down: metres(top, bottom) };
}

interface Edges {
  across: [number, number];
  down: [number, number];
}

/** Longitude and latitude between a datum and WGS 84 by a geocentric shift; `sign` 1 towards WGS 84, -1 away from it. */
function shift(lon: number, lat: number, datum: Datum, sign: 1 | -1): [number, number] {
  if (!datum.to_wgs84) return [lon, lat];
  const [from, to] = sign === 1 ? [datum, WGS84] : [WGS84, datum];
  const f = 1 / from.inverse_flattening;
  const e2 = f * (2 - f);
  const [lambda, phi] = [lon * DEGREE, lat * DEGREE];
  const n = from.a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
  const x = n * Math.cos(phi) * Math.cos(lambda) + sign * datum.to_wgs84[0];
  const y = n * Math.cos(phi) * Math.sin(lambda) + sign * datum.to_wgs84[1];
  const z = n * (1 - e2) * Math.sin(phi) + sign * datum.to_wgs84[2];
  // Bowring (1976): the latitude of a point near the ellipsoid in one step, to well below a millimetre.
  const g = 1 / to.inverse_flattening;
  const b = to.a * (1 - g);
  const target2 = g * (2 - g);
  const p = Math.hypot(x, y);
  const theta = Math.atan2(z * to.a, p * b);
  const second2 = target2 / (1 - target2);
  const latitude = Math.atan2(z + second2 * b * Math.sin(theta) ** 3, p - target2 * to.a * Math.cos(theta) ** 3);
  return [Math.atan2(y, x) / DEGREE, latitude / DEGREE];
}
