import { expect, test } from 'vitest';
import {
  boundsOf,
  fromLonLat,
  mapToPixel,
  northInPixels,
  pixelAreaKm2,
  pixelSizeMetres,
  pixelToMap,
  toLonLat,
} from '../tools/spectral/readers/georeference.ts';
import type { Georeference } from '../tools/spectral/types.ts';

function at(x: number, y: number, epsg: number | undefined, wkt?: string): Georeference {
  return { transform: [x, 30, 0, y, 0, -30], epsg, wkt, unit: 'm' };
}

const gaussKruger =
  'PROJCS["CGCS2000_3_Degree_GK_Zone_39",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",' +
  'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],' +
  'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",39500000.0],PARAMETER["False_Northing",0.0],' +
  'PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';

// Longitude and latitude by PROJ 9 (pyproj 3.7).
for (const [name, georeference, lon, lat] of [
  ['UTM 12 north', at(736600.089, 4078126.75, 32612), -108.34738582862333, 36.819444870406045],
  ['UTM 33 south', at(300000, 7400000, 32733), 13.041432903640066, -23.497880150467672],
  [
    'Gauss-Krüger zone 39 from its WKT',
    at(39450000, 3400000, undefined, gaussKruger),
    116.47798800123509,
    30.719567927501387,
  ],
] as [string, Georeference, number, number][]) {
  test(`${name}: pixel to longitude and latitude and back`, () => {
    const [foundLon, foundLat] = toLonLat(georeference, 0, 0)!;
    expect(foundLon).toBeCloseTo(lon, 9);
    expect(foundLat).toBeCloseTo(lat, 9);
    const [x, y] = fromLonLat(georeference, ...toLonLat(georeference, 12.25, 47.5)!)!;
    expect(x).toBeCloseTo(12.25, 6);
    expect(y).toBeCloseTo(47.5, 6);
  });
}

test('a central meridian is exact: x = 500000 lies on it, on the equator at northing 0', () => {
  const [lon, lat] = toLonLat(at(500000, 0, 32631), 0, 0)!;
  expect(lon).toBeCloseTo(3, 12);
  expect(lat).toBeCloseTo(0, 12);
});

test('NAD27 is brought to WGS 84: in the western states some 60 to 100 m', () => {
  const [lon27] = toLonLat(at(500000, 4000000, 26712), 0, 0)!;
  const metres = Math.abs(lon27 + 111) * 111_320 * Math.cos((36.14 * Math.PI) / 180);
  expect(metres).toBeGreaterThan(50);
  expect(metres).toBeLessThan(110);
});

test('areas are geodesic: on the central meridian UTM shows 0.9996² of the ground', () => {
  expect(pixelAreaKm2(at(500000, 4000000, 32612), 0)!).toBeCloseTo(0.0009 / 0.9996 ** 2, 9);
  // 180 km from it the scale is 1: the map's area is the ground's.
  expect(pixelAreaKm2(at(319000, 4000000, 32612), 0)! / 0.0009).toBeCloseTo(1, 4);
});

test('areas of degrees shrink with the cosine of latitude; the whole globe comes to its known area', () => {
  const globe: Georeference = { transform: [-180, 1, 0, 90, 0, -1], epsg: 4326, unit: 'deg' };
  let area = 0;
  for (let row = 0; row < 180; row++) area += 360 * pixelAreaKm2(globe, row)!;
  // Surface of the WGS 84 ellipsoid: 510 065 621.7 km²; a one-degree pixel measured at its middle is 0.005 % off.
  expect(area / 510_065_621.7).toBeCloseTo(1, 3);
  expect(pixelAreaKm2(globe, 30)!).toBeLessThan(pixelAreaKm2(globe, 89)!);
});

test('web Mercator at 60° north shows four times the area', () => {
  const y = 6378137 * Math.asinh(Math.tan(Math.PI / 3));
  expect(pixelAreaKm2(at(0, y, 3857), 0)! / 0.0009).toBeCloseTo(0.25, 2);
});

test('an unknown projection in metres gives areas on the map, but neither degrees nor north', () => {
  const other = at(1000, 2000, 2154);
  expect(toLonLat(other, 0, 0)).toBeUndefined();
  expect(boundsOf(other, { x: 0, y: 0, width: 5, height: 5 })).toBeUndefined();
  expect(northInPixels(other, 0, 0)).toBeUndefined();
  expect(pixelAreaKm2(other, 3)).toBeCloseTo(0.0009, 12);
});

test('a rotated grid: pixels to map and back, size, area and north', () => {
  const angle = (-66 * Math.PI) / 180;
  const [c, s] = [Math.cos(angle) * 2.7, Math.sin(angle) * 2.7];
  const rotated: Georeference = { transform: [736600, c, s, 4078126, s, -c], epsg: 32612, unit: 'm' };
  const [x, y] = mapToPixel(rotated, ...pixelToMap(rotated, 123.5, 7.25));
  expect(x).toBeCloseTo(123.5, 7);
  expect(y).toBeCloseTo(7.25, 7);
  const [width, height] = pixelSizeMetres(rotated, 0, 0)!;
  expect(width).toBeCloseTo(2.7, 2);
  expect(height).toBeCloseTo(2.7, 2);
  expect(pixelAreaKm2(rotated, 0)! * 1e6).toBeCloseTo(2.7 ** 2, 2);
  // The scene's up points to azimuth 66°, so north is 66° to the left of up (and 1.6° of meridian convergence more).
  const [u, v] = northInPixels(rotated, 0, 0)!;
  const left = (Math.atan2(-u, -v) * 180) / Math.PI;
  expect(left).toBeGreaterThan(64);
  expect(left).toBeLessThan(68);
});

test('bounds hold every corner', () => {
  const scene = at(300000, 7400000, 32733);
  const bounds = boundsOf(scene, { x: 0, y: 0, width: 400, height: 300 })!;
  for (const [x, y] of [
    [0, 0],
    [400, 0],
    [0, 300],
    [400, 300],
  ]) {
    const [lon, lat] = toLonLat(scene, x, y)!;
    expect(lon).toBeGreaterThanOrEqual(bounds.west);
    expect(lon).toBeLessThanOrEqual(bounds.east);
    expect(lat).toBeGreaterThanOrEqual(bounds.south);
    expect(lat).toBeLessThanOrEqual(bounds.north);
  }
});
