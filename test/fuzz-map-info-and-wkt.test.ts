import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEnviHeader } from '../tools/spectral/readers/envi-header.ts';
import { fromLonLat, pixelToMap, toLonLat } from '../tools/spectral/readers/georeference.ts';
import { enviGeoreference } from '../tools/spectral/readers/map-info.ts';
import { projectionOf } from '../tools/spectral/readers/projection.ts';
import { parseWkt } from '../tools/spectral/readers/wkt.ts';
import { mutated, runs, survives } from './support/fuzz/runs.ts';

const MAP_INFO =
  'UTM, 1.000, 1.000, 650000.000, 4150000.000, 30.0, 30.0, 11, North, WGS-84, units=Meters, rotation=-12.5';
const WKT =
  'PROJCS["WGS 84 / UTM zone 11N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],' +
  'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],' +
  'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",-117],PARAMETER["scale_factor",0.9996],' +
  'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],AXIS["Easting",EAST],AUTHORITY["EPSG","32611"]]';

const georeference = (mapInfo: string, wkt?: string) =>
  enviGeoreference(
    parseEnviHeader(`ENVI\nmap info = {${mapInfo}}\n${wkt ? `coordinate system string = {${wkt}}\n` : ''}`, 'x.hdr'),
  );

test('any map info gives a finite grid, none, or a refusal', () => {
  fc.assert(
    fc.property(mutated(MAP_INFO), (text) =>
      survives(() => {
        const found = georeference(text);
        if (!found) return;
        expect(found.transform.every(Number.isFinite)).toBe(true);
        toLonLat(found, 3, 4);
      }),
    ),
    runs(1500),
  );
});

test('a grid that is written comes back: reference pixel, size, rotation, zone', () => {
  const size = fc.double({ min: 0.5, max: 100, noNaN: true });
  const coordinate = fc.double({ min: 200_000, max: 800_000, noNaN: true });
  const angle = fc.double({ min: -180, max: 180, noNaN: true });
  fc.assert(
    fc.property(
      fc.tuple(fc.nat(500), fc.nat(500), coordinate, coordinate, size, angle, fc.integer({ min: 1, max: 60 })),
      ([column, row, easting, northing, metres, rotation, zone]) => {
        const found = georeference(
          `UTM, ${column + 1}, ${row + 1}, ${easting}, ${northing}, ${metres}, ${metres}, ${zone}, North, WGS-84, units=Meters, rotation=${rotation}`,
        )!;
        const [x, y] = pixelToMap(found, column, row);
        expect(x).toBeCloseTo(easting, 4);
        expect(y).toBeCloseTo(northing, 4);
        expect(Math.hypot(found.transform[1], found.transform[4])).toBeCloseTo(metres, 6);
        expect(found.epsg).toBe(32_600 + zone);
        const [lon, lat] = toLonLat(found, column, row)!;
        const back = fromLonLat(found, lon, lat)!;
        expect(back[0]).toBeCloseTo(column, 2);
        expect(back[1]).toBeCloseTo(row, 2);
      },
    ),
    runs(600),
  );
});

test('any well-known text is parsed or is none, and never refused with a crash', () => {
  fc.assert(
    fc.property(mutated(WKT), (text) =>
      survives(() => {
        parseWkt(text);
        projectionOf({ transform: [0, 1, 0, 0, 0, -1], wkt: text, unit: 'm' });
        georeference(MAP_INFO, text);
      }),
    ),
    runs(1500),
  );
});

test('texts that nest for ever, or hold brackets alone', () => {
  for (const text of [
    'A['.repeat(200_000),
    'A(B['.repeat(50_000),
    '['.repeat(100_000),
    '"'.repeat(100_001),
    'A[1,'.repeat(50_000),
  ]) {
    survives(() => parseWkt(text));
  }
});
