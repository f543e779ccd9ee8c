import { expect, test } from 'vitest';
import { fromLonLat, toLonLat } from '../tools/spectral/readers/georeference.ts';
import { projectionOf, projectionOfWkt } from '../tools/spectral/readers/projection.ts';
import type { Georeference } from '../tools/spectral/types.ts';

// The ellipsoid of the worked examples in Snyder 1987, USGS PP 1395, pp. 291-297.
const CLARKE =
  'GEOGCS["Example",DATUM["Example_1866",SPHEROID["Clarke_1866",6378206.4,294.9786982]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]';

function grid(method: string, parameters: Record<string, number>, unit = 1): Georeference {
  const list = Object.entries(parameters).map(([name, value]) => `PARAMETER["${name}",${value}]`);
  const wkt = `PROJCS["x",${CLARKE},PROJECTION["${method}"],${list.join(',')},UNIT["metre",${unit}]]`;
  return { transform: [0, 1, 0, 0, 0, 1], wkt, unit: 'm' };
}

test.each([
  [
    'Lambert_Conformal_Conic_2SP',
    { standard_parallel_1: 33, standard_parallel_2: 45, latitude_of_origin: 23, central_meridian: -96 },
    [1894410.9, 1564649.5],
  ],
  [
    'Albers_Conic_Equal_Area',
    { standard_parallel_1: 29.5, standard_parallel_2: 45.5, latitude_of_center: 23, longitude_of_center: -96 },
    [1885472.7, 1535925.0],
  ],
] as const)("%s: Snyder's worked example, both ways", (method, parameters, [x, y]) => {
  const system = grid(method, parameters);
  const [east, north] = fromLonLat(system, -75, 35)!;
  expect(east).toBeCloseTo(x, 0);
  expect(north).toBeCloseTo(y, 0);
  const [lon, lat] = toLonLat(system, east, north)!;
  expect(lon).toBeCloseTo(-75, 9);
  expect(lat).toBeCloseTo(35, 9);
});

test.each(['Lambert_Conformal_Conic', 'Albers'])('%s in the south, as VicGrid and its like', (method) => {
  const system = grid(method, {
    Standard_Parallel_1: -36,
    Standard_Parallel_2: -38,
    Latitude_Of_Origin: -37,
    Central_Meridian: 145,
    False_Easting: 2_500_000,
    False_Northing: 2_500_000,
  });
  expect(fromLonLat(system, 145, -37)!.map(Math.round)).toEqual([2_500_000, 2_500_000]);
  const [east, north] = fromLonLat(system, 141.3, -34.2)!;
  expect(east).toBeLessThan(2_500_000);
  expect(north).toBeGreaterThan(2_500_000);
  const [lon, lat] = toLonLat(system, east, north)!;
  expect(lon).toBeCloseTo(141.3, 9);
  expect(lat).toBeCloseTo(-34.2, 9);
});

test('one standard parallel with a scale; a scene in feet is not taken for metres', () => {
  const parameters = { latitude_of_origin: 40, central_meridian: -100, scale_factor: 0.9999 };
  const [, north] = fromLonLat(grid('Lambert_Conformal_Conic_1SP', parameters), -100, 40.01)!;
  // 0.01° of latitude at 40° is 1110.34 m on this ellipsoid
  expect(north).toBeCloseTo(1110.34 * 0.9999, 0);
  const feet = grid('Lambert_Conformal_Conic_1SP', parameters, 0.3048);
  expect(projectionOfWkt(feet.wkt!)?.unit).toBeCloseTo(0.3048, 9);
  expect(projectionOf(feet)).toEqual({ kind: 'other' });
});
