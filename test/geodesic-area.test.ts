import { expect, test } from 'vitest';
import { polygonAreaKm2 } from '../tools/spectral/readers/geodesic-area.ts';

/** Area element of the ellipsoid, M·N·cos φ, summed over small cells: the definition, and no closed formula. */
function summedArea(west: number, east: number, southOf: (lon: number) => number, northOf: (lon: number) => number) {
  const [a, f] = [6_378_137, 1 / 298.257223563];
  const e2 = f * (2 - f);
  const rad = Math.PI / 180;
  const steps = 600;
  let area = 0;
  for (let i = 0; i < steps; i++) {
    const lon = west + ((i + 0.5) * (east - west)) / steps;
    const [south, north] = [southOf(lon), northOf(lon)];
    for (let j = 0; j < steps; j++) {
      const phi = (south + ((j + 0.5) * (north - south)) / steps) * rad;
      const w2 = 1 - e2 * Math.sin(phi) ** 2;
      const [m, n] = [(a * (1 - e2)) / w2 ** 1.5, a / Math.sqrt(w2)];
      area += m * n * Math.cos(phi) * ((north - south) / steps) * rad * ((east - west) / steps) * rad;
    }
  }
  return area / 1e6;
}

const rectangle = (w: number, s: number, e: number, n: number): [number, number][] => [
  [w, s],
  [e, s],
  [e, n],
  [w, n],
  [w, s],
];

test.each([
  [0, 0],
  [-117, 37],
  [120, -25],
  [25, 69],
])('a cell of a degree at %s, %s', (lon, lat) => {
  const summed = summedArea(
    lon,
    lon + 1,
    () => lat,
    () => lat + 1,
  );
  expect(polygonAreaKm2([rectangle(lon, lat, lon + 1, lat + 1)]) / summed).toBeCloseTo(1, 6);
});

test('the whole ellipsoid is 510.0656 million km²', () => {
  const half = [rectangle(-90, -90, 0, 90), rectangle(0, -90, 90, 90)].reduce((sum, r) => sum + polygonAreaKm2([r]), 0);
  expect(2 * half).toBeCloseTo(510_065_621.724, -1);
});

test('a slanted edge, a hole in either direction, and the 180th meridian', () => {
  const triangle: [number, number][] = [
    [-70, -24],
    [-69.5, -24],
    [-69.5, -23.5],
    [-70, -24],
  ];
  const summed = summedArea(
    -70,
    -69.5,
    () => -24,
    (lon) => -24 + (lon + 70),
  );
  expect(polygonAreaKm2([triangle]) / summed).toBeCloseTo(1, 5);
  const hole = rectangle(-69.7, -23.95, -69.6, -23.85);
  for (const ring of [hole, [...hole].reverse()]) {
    expect(polygonAreaKm2([triangle, ring])).toBeCloseTo(polygonAreaKm2([triangle]) - polygonAreaKm2([hole]), 6);
  }
  expect(polygonAreaKm2([rectangle(179.9, -17, -179.9, -16.9)])).toBeCloseTo(
    polygonAreaKm2([rectangle(10, -17, 10.2, -16.9)]),
    6,
  );
});
