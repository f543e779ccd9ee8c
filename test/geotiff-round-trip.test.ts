import { fromArrayBuffer } from 'geotiff';
import { expect, test } from 'vitest';
import { encodeGeoTiff } from '../tools/spectral/outputs/geotiff-writer.ts';
import type { Georeference } from '../tools/spectral/types.ts';

const [width, height] = [301, 517];

async function readBack(file: Buffer) {
  const tiff = await fromArrayBuffer(new Uint8Array(file).buffer);
  return await tiff.getImage();
}

for (const [name, data, nodata] of [
  ['uint8', Uint8Array.from({ length: width * height }, (_, at) => (at * 7) % 251), undefined],
  ['uint16', Uint16Array.from({ length: width * height }, (_, at) => (at * 977) % 65521), 0],
  [
    'float32',
    Float32Array.from({ length: width * height }, (_, at) => (at % 13 ? Math.sin(at) : Number.NaN)),
    Number.NaN,
  ],
] as [string, Uint8Array | Uint16Array | Float32Array, number | undefined][]) {
  test(`${name}: every value comes back, over several strips`, async () => {
    const image = await readBack(encodeGeoTiff({ width, height, data, nodata, description: 'test µm' }));
    expect([image.getWidth(), image.getHeight()]).toEqual([width, height]);
    const [band] = (await image.readRasters()) as unknown as [typeof data];
    expect(band.constructor).toBe(data.constructor);
    expect(Buffer.from(band.buffer, band.byteOffset, band.byteLength).equals(Buffer.from(data.buffer))).toBe(true);
    if (nodata !== undefined) expect(image.getGDALNoData()).toEqual(nodata);
  });
}

const pixel = new Uint8Array(4);
const grid = { width: 2, height: 2, data: pixel, description: 'test' };

test('a north-up grid by pixel scale and tie point, with its EPSG code', async () => {
  const georeference: Georeference = { transform: [500000, 30, 0, 4200000, 0, -30], epsg: 32611, unit: 'm' };
  const image = await readBack(encodeGeoTiff({ ...grid, georeference }));
  expect(image.getOrigin().slice(0, 2)).toEqual([500000, 4200000]);
  expect(image.getResolution().slice(0, 2)).toEqual([30, -30]);
  expect(image.getGeoKeys()).toMatchObject({
    GTModelTypeGeoKey: 1,
    GTRasterTypeGeoKey: 1,
    ProjectedCSTypeGeoKey: 32611,
  });
});

test('a rotated grid by its transformation', async () => {
  const georeference: Georeference = { transform: [500000, 1, -2, 4200000, -2, -1], epsg: 32611, unit: 'm' };
  const image = await readBack(encodeGeoTiff({ ...grid, georeference }));
  const matrix = await image.getFileDirectory().loadValue('ModelTransformation');
  expect([...(matrix as Iterable<number>)].slice(0, 8)).toEqual([1, -2, 0, 500000, -2, -1, 0, 4200000]);
});

test('geographic coordinates, and a projection that has no code', async () => {
  const degrees: Georeference = { transform: [-117, 0.001, 0, 37, 0, -0.001], epsg: 4326, unit: 'deg' };
  const geographic = await readBack(encodeGeoTiff({ ...grid, georeference: degrees }));
  expect(geographic.getGeoKeys()).toMatchObject({ GTModelTypeGeoKey: 2, GeographicTypeGeoKey: 4326 });
  const wkt =
    'PROJCS["Local",GEOGCS["G",DATUM["D_Local",SPHEROID["Krassowsky",6378245,298.3]],UNIT["Degree",0.0174532925199433]],' +
    'PROJECTION["Transverse_Mercator"],PARAMETER["central_meridian",105],PARAMETER["scale_factor",1],' +
    'PARAMETER["false_easting",18500000],PARAMETER["false_northing",0],PARAMETER["latitude_of_origin",0],UNIT["metre",1]]';
  const local: Georeference = { transform: [18500000, 30, 0, 4000000, 0, -30], wkt, unit: 'm' };
  const keys = (await readBack(encodeGeoTiff({ ...grid, georeference: local }))).getGeoKeys();
  expect(keys).toMatchObject({
    ProjectedCSTypeGeoKey: 32767,
    ProjCoordTransGeoKey: 1,
    ProjNatOriginLongGeoKey: 105,
    ProjFalseEastingGeoKey: 18500000,
    GeogSemiMajorAxisGeoKey: 6378245,
    GeogInvFlatteningGeoKey: 298.3,
  });
});

test('a single pixel', async () => {
  const image = await readBack(encodeGeoTiff({ width: 1, height: 1, data: new Float32Array([0.25]), description: '' }));
  expect([...((await image.readRasters()) as unknown as [Float32Array])[0]]).toEqual([0.25]);
});
