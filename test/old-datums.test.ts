import { expect, test } from 'vitest';
import { mapToLonLat } from '../tools/spectral/readers/georeference.ts';
import { datumNamed, projectionOfCode, utm, WGS84 } from '../tools/spectral/readers/projection.ts';
import { forwardTransverseMercator } from '../tools/spectral/readers/transverse-mercator.ts';
import type { Georeference } from '../tools/spectral/types.ts';

/** How far a place on the grid of an old datum moves on the grid of the same zone on WGS 84, in metres. */
function moved(epsg: number, zone: number, north: boolean, easting: number, northing: number): [number, number] {
  const old: Georeference = { transform: [0, 1, 0, 0, 0, 1], epsg, unit: 'm' };
  const [lon, lat] = mapToLonLat(old, easting, northing)!;
  const [east, up] = forwardTransverseMercator(utm(WGS84, zone, north), lon, lat);
  return [east - easting, up - northing];
}

// What surveyors know by heart: the old grids' places lie so far from those of GPS.
test.each([
  ['PSAD56 in northern Chile', 24879, 19, [-184, -375], 25],
  ['AGD66 in Queensland', 20255, 55, [110, 180], 15],
  ['SAD69 in Brazil', 29193, 23, [-45, -45], 20],
] as const)('%s', (_, epsg, zone, [east, north], slack) => {
  const [de, dn] = moved(epsg, zone, false, 450_000, 7_500_000);
  expect(Math.abs(de - east)).toBeLessThan(slack);
  expect(Math.abs(dn - north)).toBeLessThan(slack);
});

test.each([
  ['D_Provisional_S_American_1956', 'PSAD56'],
  ['Provisional_South_American_Datum_1956', 'PSAD56'],
  ['South_American_Datum_1969', 'SAD69'],
  ['D_South_American_1969', 'SAD69'],
  ['D_Australian_1966', 'AGD66'],
  ['Australian_Geodetic_Datum_1984', 'AGD84'],
  ['Geocentric_Datum_of_Australia_1994', 'GDA94'],
])('%s is known by its name', (name, datum) => {
  expect(datumNamed(name)?.name).toBe(datum);
});

test('codes beside those in use stay unknown', () => {
  expect(projectionOfCode(24876)).toBeUndefined();
  expect(projectionOfCode(20247)).toBeUndefined();
  expect(projectionOfCode(24882)).toMatchObject({ datum: { name: 'PSAD56' } });
});
