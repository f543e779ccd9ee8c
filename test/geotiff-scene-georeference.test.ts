import { expect, test } from 'vitest';
import { mapToLonLat } from '../tools/spectral/readers/georeference.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import type { Georeference } from '../tools/spectral/types.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { type GeoTiffVariant, gdalItems, type Tag, writeGeoTiff } from './support/geotiff-scene.ts';

const bands = 9;
const metadata = gdalItems({ wavelength: Array.from({ length: bands }, (_, band) => 2100 + 20 * band) });

async function placeOf(variant: Partial<GeoTiffVariant>): Promise<Georeference | undefined> {
  const value = (x: number, y: number, band: number) => 0.2 + 0.01 * ((x + y + band) % 7);
  const scene = { width: 4, height: 3, bands, value, type: 'float32', metadata, ...variant } as const;
  const reader = await openScene(await writeGeoTiff(await temporaryFolder(), scene));
  await reader.close();
  return reader.georeference;
}

for (const georeference of [
  { transform: [500000, 30, 0, 4200000, 0, -30], epsg: 32611, unit: 'm' },
  { transform: [500000, 21.2, 12.3, 4200000, 12.3, -21.2], epsg: 32611, unit: 'm' },
  { transform: [-117.5, 0.0003, 0, 37.75, 0, -0.0003], epsg: 4326, unit: 'deg' },
] as Georeference[]) {
  test(`a grid as it was written: ${georeference.transform.join(' ')}`, async () => {
    expect(await placeOf({ georeference })).toEqual({ ...georeference, wkt: undefined });
  });
}

const grid: Tag[] = [
  { tag: 33550, type: 12, values: [30, 30, 0] },
  { tag: 33922, type: 12, values: [0, 0, 0, 500015, 4199985, 0] },
];
const keys = (...entries: number[][]): Tag => ({
  tag: 34735,
  type: 3,
  values: [1, 1, 0, entries.length, ...entries.flat()],
});

test('a raster of points names pixel centres', async () => {
  const place = await placeOf({ tags: [...grid, keys([1024, 0, 1, 1], [1025, 0, 1, 2], [3072, 0, 1, 32611])] });
  expect(place?.transform).toEqual([500000, 30, 0, 4200000, 0, -30]);
});

test('a grid in feet is not taken for metres', async () => {
  const place = await placeOf({ tags: [...grid, keys([1024, 0, 1, 1], [3072, 0, 1, 2225], [3076, 0, 1, 9003])] });
  expect(place).toBeUndefined();
});

test('a transverse Mercator without a code is known by its parameters', async () => {
  const wkt =
    'PROJCS["Local",GEOGCS["G",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],UNIT["Degree",0.0174532925199433]],' +
    'PROJECTION["Transverse_Mercator"],PARAMETER["central_meridian",105],PARAMETER["scale_factor",1],' +
    'PARAMETER["false_easting",500000],UNIT["metre",1]]';
  const transform: Georeference['transform'] = [500000, 30, 0, 4200000, 0, -30];
  const place = await placeOf({ georeference: { transform, wkt, unit: 'm' } });
  expect(place?.epsg).toBeUndefined();
  expect(mapToLonLat(place!, 500000, 4200000)?.[0]).toBeCloseTo(105, 9);
});

test('no grid, no place', async () => {
  expect(await placeOf({})).toBeUndefined();
});
