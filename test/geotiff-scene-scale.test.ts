import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { type GeoTiffVariant, gdalItems, writeGeoTiff } from './support/geotiff-scene.ts';

const bands = 220;
const wavelength = Array.from({ length: bands }, (_, band) => 400 + (2100 * band) / (bands - 1));
/** Reflectance of a soil: rising to the SWIR, darker to the right. */
const soil = (x: number, band: number) => (0.1 + 0.25 * (band / bands)) * (1 - 0.05 * x);
/** Radiance of that soil under a black-body sun, with oxygen and water vapour. */
const radiance = (x: number, band: number) => {
  const um = wavelength[band] / 1000;
  const sun = 1 / um ** 5 / (Math.exp(14388 / (um * 5800)) - 1);
  const gas = (centre: number, width: number, depth: number) => 1 - depth * Math.exp(-(((um - centre) / width) ** 2));
  return 0.55 * sun * soil(x, band) * gas(0.762, 0.006, 0.5) * gas(0.94, 0.02, 0.6) * gas(1.13, 0.025, 0.7);
};

async function openWith(variant: Partial<GeoTiffVariant>, options = {}) {
  const scene = {
    width: 5,
    height: 6,
    bands,
    value: (x: number, _: number, band: number) => soil(x, band),
    ...variant,
  };
  const metadata = variant.metadata ?? gdalItems({ wavelength });
  return openScene(await writeGeoTiff(await temporaryFolder(), { ...scene, metadata }), options);
}

async function spectrum(reader: Awaited<ReturnType<typeof openWith>>, x: number, y: number) {
  const data = await reader.readWindow({ x, y, width: 1, height: 1 });
  await reader.close();
  return data;
}

test('SCALE and OFFSET of the bands are applied', async () => {
  const metadata = gdalItems({ wavelength, SCALE: wavelength.map(() => 0.0002), OFFSET: wavelength.map(() => -0.1) });
  const value = (x: number, _: number, band: number) => Math.round((soil(x, band) + 0.1) / 0.0002);
  const reader = await openWith({ type: 'uint16', metadata, value });
  expect([reader.quantity, reader.conversion]).toEqual(['reflectance', undefined]);
  expect((await spectrum(reader, 2, 3))[100]).toBeCloseTo(soil(2, 100), 3);
});

test('integers without a scale are divided by 10000 where their values say so, and that is said', async () => {
  const reader = await openWith({ value: (x, _, band) => Math.round(10000 * soil(x, band)) });
  expect(reader.conversion).toMatch(/divided by 10000/);
  expect((await spectrum(reader, 1, 1))[150]).toBeCloseTo(soil(1, 150), 4);
});

test('radiance is refused, and converted where the user asks', async () => {
  const variant = { type: 'float32', value: (x: number, _: number, band: number) => radiance(x, band) } as const;
  await expect(openWith(variant)).rejects.toMatchObject({
    code: 'SCENE_NOT_REFLECTANCE',
    values: { quantity: 'radiance' },
  });
  const reader = await openWith(variant, { as: 'radiance' });
  expect(reader.conversion).toMatch(/mean spectrum/);
  const [bright, dark] = [await reader.readWindow({ x: 0, y: 0, width: 1, height: 1 }), await spectrum(reader, 4, 0)];
  expect(dark[60] / bright[60]).toBeCloseTo(0.8, 3);
});

test('GDAL_NODATA makes fill of a pixel, and a gap of a single band', async () => {
  const value = (x: number, y: number, band: number) =>
    (x === 1 && y === 2) || (x === 3 && band === 7) ? -32768 : Math.round(10000 * soil(x, band));
  const reader = await openWith({ nodata: -32768, value });
  const data = await reader.readWindow({ x: 0, y: 2, width: 5, height: 1 });
  await reader.close();
  const missing = (x: number) => Array.from({ length: bands }, (_, b) => data[b * 5 + x]).filter(Number.isNaN).length;
  expect([0, 1, 2, 3, 4].map(missing)).toEqual([0, bands, 0, 1, 0]);
});
