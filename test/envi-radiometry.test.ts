import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { type EnviVariant, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const bands = 220;
const wavelengths = Array.from({ length: bands }, (_, band) => 400 + (2100 * band) / (bands - 1));
/** Reflectance of a soil: rising to the SWIR, darker to the right. */
const soil = (x: number, _: number, band: number) => (0.1 + 0.25 * (band / bands)) * (1 - 0.05 * x);
/** Radiance (µW cm⁻² nm⁻¹ sr⁻¹) of that soil under a black-body sun, with oxygen and water vapour. */
const radiance = (x: number, y: number, band: number) => {
  const um = wavelengths[band] / 1000;
  const sun = 1 / um ** 5 / (Math.exp(14388 / (um * 5800)) - 1);
  const gas = (centre: number, width: number, depth: number) => 1 - depth * Math.exp(-(((um - centre) / width) ** 2));
  return 0.55 * sun * soil(x, y, band) * gas(0.762, 0.006, 0.5) * gas(0.94, 0.02, 0.6) * gas(1.13, 0.025, 0.7);
};

async function openWith(variant: Partial<EnviVariant>, options = {}) {
  const scene = { samples: 5, lines: 6, bands, wavelengths, value: soil, ...variant };
  return openScene(await writeEnvi(await temporaryFolder(), scene), options);
}

async function pixel(reader: Awaited<ReturnType<typeof openWith>>, x: number, y: number): Promise<Float32Array> {
  const data = await reader.readWindow({ x, y, width: 1, height: 1 });
  await reader.close();
  return data;
}

test('reflectance in floats is taken as it is', async () => {
  const reader = await openWith({});
  expect([reader.quantity, reader.conversion]).toEqual(['reflectance', undefined]);
  expect((await pixel(reader, 2, 3))[100]).toBeCloseTo(soil(2, 3, 100), 6);
});

test('int16 without a scale factor is divided by 10000 when its values say so, and that is said', async () => {
  const reader = await openWith({ type: 2, value: (x, y, b) => Math.round(10000 * soil(x, y, b)) });
  expect(reader.quantity).toBe('converted');
  expect(reader.conversion).toMatch(/divided by 10000/);
  expect((await pixel(reader, 1, 1))[150]).toBeCloseTo(soil(1, 1, 150), 4);
});

test('percent in floats is divided by 100, and that is said', async () => {
  const reader = await openWith({ value: (x, y, b) => 100 * soil(x, y, b) });
  expect(reader.conversion).toMatch(/percent/);
  expect((await pixel(reader, 1, 1))[150]).toBeCloseTo(soil(1, 1, 150), 5);
});

test('a multiplier under the name of the scale factor (0.0001) is understood', async () => {
  const value = (x: number, y: number, b: number) => Math.round(10000 * soil(x, y, b));
  const reader = await openWith({ type: 12, value, header: ['reflectance scale factor = 0.0001'] });
  expect(reader.quantity).toBe('reflectance');
  expect((await pixel(reader, 0, 0))[30]).toBeCloseTo(soil(0, 0, 30), 4);
});

test('radiance is refused by its spectra alone, whatever its number type', async () => {
  await expect(openWith({ value: radiance })).rejects.toMatchObject({
    code: 'SCENE_NOT_REFLECTANCE',
    values: { quantity: 'radiance' },
  });
  const counts = (x: number, y: number, b: number) => Math.round(200 * radiance(x, y, b));
  await expect(openWith({ type: 2, value: counts })).rejects.toMatchObject({ values: { quantity: 'radiance' } });
});

test('radiance is refused by its name', async () => {
  await expect(openWith({ name: 'f240101t01p00r08rdn_c' })).rejects.toThrow(/radiance/);
  await expect(openWith({ header: ['description = {At-sensor radiance}'] })).rejects.toThrow(/radiance/);
});

test('reflectance of clear water, dark in the SWIR, is not taken for radiance', async () => {
  const water = (_: number, __: number, b: number) =>
    0.001 + 0.06 * Math.exp(-((wavelengths[b] / 1000 - 0.5) ** 2) / 0.02);
  const reader = await openWith({ value: (x, y, b) => water(x, y, b) * (1 + 0.01 * x) });
  expect(reader.quantity).toBe('reflectance');
  await reader.close();
});

test('counts whose scale cannot be told are refused, with the way out', async () => {
  const counts = (x: number, y: number, b: number) => Math.round(600 * soil(x, y, b));
  await expect(openWith({ type: 2, value: counts })).rejects.toMatchObject({
    code: 'SCENE_NOT_REFLECTANCE',
    values: { quantity: 'raw counts' },
    hint: expect.stringContaining('--as'),
  });
});

test('as reflectance: radiance-like values are believed and scaled', async () => {
  const reader = await openWith(
    { type: 2, value: (x, y, b) => Math.round(200 * radiance(x, y, b)) },
    { as: 'reflectance' },
  );
  expect(reader.quantity).toBe('converted');
  await reader.close();
});

test('as radiance: the scene mean becomes flat, and the conversion says what is lost', async () => {
  const reader = await openWith({ value: radiance }, { as: 'radiance' });
  expect(reader.quantity).toBe('converted');
  expect(reader.conversion).toMatch(/Kruse 1988/);
  const data = await reader.readWindow({ x: 0, y: 0, width: 5, height: 6 });
  for (const band of [10, 90, 200]) {
    let sum = 0;
    for (let y = 0; y < 6; y++) for (let x = 0; x < 5; x++) sum += data[(y * bands + band) * 5 + x];
    expect(sum / 30).toBeCloseTo(0.25, 3);
  }
  await reader.close();
});
