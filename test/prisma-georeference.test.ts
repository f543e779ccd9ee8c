import { expect, test } from 'vitest';
import { pixelAreaKm2, toLonLat } from '../tools/spectral/readers/georeference.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { type PrismaVariant, writePrisma } from './support/hdf5-products.ts';

const scene: PrismaVariant = {
  lines: 6,
  samples: 4,
  vnir: [900, 700, 500],
  swir: [2200, 1600, 1000],
  counts: (line, sample) => 20_000 + line * 10 + sample,
};

async function georeferenceOf(variant: Partial<PrismaVariant>) {
  const reader = await openScene(await writePrisma(await temporaryFolder(), { ...scene, ...variant }));
  await reader.close();
  return reader.georeference;
}

test('corners of the outer edge are the corners of the grid', async () => {
  const georeference = await georeferenceOf({});
  expect(georeference).toEqual({ transform: [500000, 30, 0, 4150000, 0, -30], epsg: 32611, unit: 'm' });
  expect(pixelAreaKm2(georeference!, 3)).toBeCloseTo(0.0009, 5);
  // UTM zone 11 has its central meridian, easting 500 km, at 117° W.
  expect(toLonLat(georeference!, 0, 0)![0]).toBeCloseTo(-117, 9);
});

test('corners that are centres of the corner pixels are moved by half a pixel', async () => {
  const attributes = {
    Product_LRcorner_easting: 500000 + 3 * 30,
    Product_LRcorner_northing: 4150000 - 5 * 30,
  };
  expect((await georeferenceOf({ attributes }))?.transform).toEqual([499985, 30, 0, 4150015, 0, -30]);
});

test('corners that fit no grid of 30 m, or none at all, give no place', async () => {
  expect(await georeferenceOf({ attributes: { Product_LRcorner_easting: 501000 } })).toBeUndefined();
  expect(await georeferenceOf({ without: ['Epsg_Code'] })).toBeUndefined();
  expect(await georeferenceOf({ without: ['Product_ULcorner_northing'] })).toBeUndefined();
});
