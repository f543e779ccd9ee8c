import { WGS84 } from './projection.ts';

const DEGREE = Math.PI / 180;

/**
 * Area on the WGS 84 ellipsoid of a polygon whose edges are straight in longitude and latitude (RFC 7946, 3.1.1), in km².
 * By the authalic function q of latitude (Snyder 1987, USGS PP 1395, eq. 3-12): the area between an edge and the equator
 * is a²/2 ∫ q dλ, integrated along each edge by Simpson's rule; edges of a few kilometres leave no error that matters.
 * @param rings [longitude, latitude] in degrees on WGS 84, in any order and direction; a ring within another is a hole
 */
export function polygonAreaKm2(rings: readonly (readonly [number, number])[][]): number {
  return rings.reduce((sum, ring, index) => {
    const around = rings.filter((other, at) => at !== index && liesWithin(ring, other)).length;
    return sum + (around % 2 ? -1 : 1) * Math.abs(ringArea(ring));
  }, 0);
}

function ringArea(ring: readonly (readonly [number, number])[]): number {
  let area = 0;
  for (const [index, [lon0, lat0]] of ring.entries()) {
    const [lon1, lat1] = ring[(index + 1) % ring.length];
    // the short way round: rings may cross the 180th meridian
    const across = ((((lon1 - lon0) % 360) + 540) % 360) - 180;
    const mean = (authalic(lat0) + 4 * authalic((lat0 + lat1) / 2) + authalic(lat1)) / 6;
    area += mean * across * DEGREE;
  }
  return ((WGS84.a ** 2 / 2) * area) / 1e6;
}

function authalic(latitude: number): number {
  const f = 1 / WGS84.inverse_flattening;
  const e2 = f * (2 - f);
  const e = Math.sqrt(e2);
  const sine = Math.sin(latitude * DEGREE);
  return (1 - e2) * (sine / (1 - e2 * sine ** 2) + Math.atanh(e * sine) / e);
}

/** By the majority of some of its points: rings may touch. */
function liesWithin(ring: readonly (readonly [number, number])[], other: readonly (readonly [number, number])[]) {
  const asked = [0, 1, 2, 3, 4].map((part) => ring[Math.floor((part * ring.length) / 5)]);
  return asked.filter(([x, y]) => isInside(x, y, other)).length > asked.length / 2;
}

function isInside(x: number, y: number, ring: readonly (readonly [number, number])[]): boolean {
  let inside = false;
  for (const [index, [x0, y0]] of ring.entries()) {
    const [x1, y1] = ring[(index + 1) % ring.length];
    if (y0 <= y !== y1 <= y && x < x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) inside = !inside;
  }
  return inside;
}
