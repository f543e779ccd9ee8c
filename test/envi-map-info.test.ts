import { expect, test } from 'vitest';
import { parseEnviHeader } from '../tools/spectral/readers/envi-header.ts';
import { crsName, pixelToMap } from '../tools/spectral/readers/georeference.ts';
import { enviGeoreference } from '../tools/spectral/readers/map-info.ts';

function georeference(...lines: string[]) {
  return enviGeoreference(parseEnviHeader(['ENVI', ...lines].join('\n'), 'test.hdr'));
}

test('UTM, reference at the corner of the first pixel', () => {
  const found = georeference(
    'map info = {UTM, 1.000, 1.000, 500000, 4200000, 30, 20, 11, North, WGS-84, units=Meters}',
  )!;
  expect(found).toMatchObject({ transform: [500000, 30, 0, 4200000, 0, -20], epsg: 32611, unit: 'm' });
  expect(crsName(found)).toBe('EPSG:32611');
});

test('UTM in the south, on NAD83 and NAD27', () => {
  const zone = (rest: string) => georeference(`map info = {UTM, 1, 1, 5e5, 4e6, 30, 30, ${rest}}`)!.epsg;
  expect(zone('19, South, WGS-84')).toBe(32719);
  expect(zone('11, North, North America 1983')).toBe(26911);
  expect(zone('11, North, North America 1927')).toBe(26711);
});

test('the reference pixel may be a centre, and any pixel, also of a rotated grid', () => {
  const centre = georeference('map info = {UTM, 1.5, 1.5, 500015, 4199985, 30, 30, 11, North, WGS-84}')!;
  expect(pixelToMap(centre, 0, 0)).toEqual([500000, 4200000]);
  const turned = georeference('map info = {UTM, 11, 21, 1000, 2000, 3, 3, 11, North, WGS-84, rotation=37}')!;
  const [x, y] = pixelToMap(turned, 10, 20);
  expect(x).toBeCloseTo(1000, 9);
  expect(y).toBeCloseTo(2000, 9);
});

test('rotation is counter-clockwise: -66 turns the lines of a scene towards the south-west, 90 makes rows run north', () => {
  const flight = georeference(
    'map info = {UTM, 1, 1, 0, 0, 2.7, 2.7, 12, North, WGS-84, units=Meters, rotation=-66.0}',
  )!;
  const [x, y] = pixelToMap(flight, 0, 100);
  expect(x).toBeCloseTo(-270 * Math.sin((66 * Math.PI) / 180), 6);
  expect(y).toBeCloseTo(-270 * Math.cos((66 * Math.PI) / 180), 6);
  const quarter = georeference('map info = {UTM, 1, 1, 0, 0, 10, 10, 12, North, WGS-84, rotation=90}')!;
  expect(quarter.transform).toEqual([0, 0, 10, 0, 10, 0]);
});

test('geographic coordinates', () => {
  const found = georeference(
    'map info = {Geographic Lat/Lon, 1, 1, -117.5, 37.75, 0.000542, 0.000542, WGS-84, units=Degrees}',
  );
  expect(found).toMatchObject({ transform: [-117.5, 0.000542, 0, 37.75, 0, -0.000542], epsg: 4326, unit: 'deg' });
});

test('a coordinate system string gives the code, directly or by its parameters', () => {
  const info = 'map info = {UTM, 1, 1, 5e5, 4e6, 30, 30, 11, North, WGS-84}';
  const esri =
    'PROJCS["WGS_1984_UTM_Zone_50S",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],' +
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],' +
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",10000000.0],PARAMETER["Central_Meridian",117.0],' +
    'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';
  const byParameters = georeference(info.replace('UTM', 'Transverse Mercator'), `coordinate system string = {${esri}}`);
  expect(byParameters?.epsg).toBe(32750);
  const coded = `${esri.slice(0, -1)},AUTHORITY["EPSG","28350"]]`;
  expect(georeference(info, `coordinate system string = {${coded}}`)?.epsg).toBe(28350);
});

test('feet become metres', () => {
  const found = georeference('map info = {State Plane, 1, 1, 1000, 2000, 10, 10, units=Feet}')!;
  expect(found.transform[1]).toBeCloseTo(3.048, 9);
  expect(found.transform[0]).toBeCloseTo(304.8, 9);
});

test('no map info, arbitrary coordinates and broken ones give no georeference', () => {
  expect(georeference('samples = 1')).toBeUndefined();
  expect(georeference('map info = {Arbitrary, 1, 1, 0, 0, 1, 1, 0, North}')).toBeUndefined();
  expect(georeference('map info = {UTM, 1, 1, east, 0, 1, 1, 11, North}')).toBeUndefined();
});
