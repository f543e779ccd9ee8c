import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { earthSunDistance, sunElevation } from '../tools/spectral/readers/sun.ts';
import { bandIrradiance, radianceUnit } from '../tools/spectral/readers/top-of-atmosphere.ts';
import { temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const bands = 100;
const centre = (band: number) => 0.4 + (2.05 * band) / (bands - 1);
const reflectance = (x: number, band: number) => 0.1 + 0.3 * (band / bands) + 0.02 * x;
const [elevation, distance] = [52.5, 1.0064];
/** Radiance in W m⁻² sr⁻¹ µm⁻¹ of a surface under the sun of 12 September 2014, without an atmosphere. */
const radiance = (x: number, band: number) =>
  (reflectance(x, band) * bandIrradiance(centre(band), 0.01) * Math.sin((elevation * Math.PI) / 180)) /
  (Math.PI * distance ** 2);

async function openRadiance(header: string[], perUnit: number) {
  const path = await writeEnvi(await temporaryFolder(), {
    samples: 5,
    lines: 6,
    bands,
    wavelengths: Array.from({ length: bands }, (_, band) => 1000 * centre(band)),
    value: (x, _, band) => radiance(x, band) / perUnit,
    header: ['description = {at-sensor radiance}', `fwhm = {${new Array(bands).fill(10)}}`, ...header],
  });
  const reader = await openScene(path, { as: 'radiance' });
  const data = await reader.readWindow({ x: 0, y: 0, width: 5, height: 1 });
  await reader.close();
  return {
    conversion: reader.conversion,
    quantity: reader.quantity,
    at: (x: number, band: number) => data[band * 5 + x],
  };
}

const sun = [`sun elevation = ${elevation}`, 'acquisition time = 2014-09-12T19:23:59.0Z'];

for (const [unit, perUnit] of [
  ['uW/cm^2/sr/nm', 10],
  ['W/(m^2*sr*um)', 1],
  ['W/m2/sr/nm', 1000],
  ['mW m-2 sr-1 nm-1', 1],
] as const) {
  test(`radiance in ${unit} becomes the reflectance that it was computed from`, async () => {
    const { conversion, quantity, at } = await openRadiance([...sun, `data units = ${unit}`], perUnit);
    expect(quantity).toBe('converted');
    for (const band of [0, 20, 60, 99]) expect(at(3, band)).toBeCloseTo(reflectance(3, band), 3);
    expect(conversion).toMatch(/top-of-atmosphere/);
    expect(conversion).toMatch(/52\.5°/);
    expect(conversion).toMatch(/2014-09-12/);
    expect(conversion).toMatch(/ASTM G173/);
    expect(conversion).toContain(unit);
  });
}

test('what the metadata lack is named, and the mean of the scene is used instead', async () => {
  const { conversion, at } = await openRadiance(['acquisition time = 2014-09-12'], 1);
  expect(conversion).toMatch(/Kruse 1988/);
  expect(conversion).toMatch(/do not give the unit of radiance and the sun elevation/);
  expect(at(2, 50)).toBeCloseTo(0.25, 2);
});

test('a unit by which the ground would reflect more than all light is not believed', async () => {
  const { conversion } = await openRadiance([...sun, 'data units = W/m2/sr/nm'], 1);
  expect(conversion).toMatch(/Kruse 1988/);
  expect(conversion).toMatch(/cannot be/);
});

test('units as products write them', () => {
  expect(radianceUnit('microwatts per centimeter_2 per nanometer per steradian')).toBeCloseTo(10, 9);
  expect(radianceUnit('uW/cm^2/nm/sr')).toBeCloseTo(10, 9);
  expect(radianceUnit('µW cm⁻² nm⁻¹ sr⁻¹'.replace('⁻²', '-2').replaceAll('⁻¹', '-1'))).toBeCloseTo(10, 9);
  expect(radianceUnit('W/m^2/sr/um')).toBeCloseTo(1, 9);
  expect(radianceUnit('Watts per square meter per micrometer per steradian')).toBeCloseTo(1, 9);
  expect(radianceUnit('mW/(m^2 sr nm)')).toBeCloseTo(1, 9);
  expect(radianceUnit('W/cm2/sr/um')).toBeCloseTo(1e4, 6);
  for (const none of ['reflectance', 'DN', 'W/m2', 'counts per nm', '']) expect(radianceUnit(none)).toBeUndefined();
});

test('the distance of the sun by the almanac: perihelion, equinox, aphelion', () => {
  expect(earthSunDistance(new Date('2024-01-03T00:00:00Z'))).toBeCloseTo(0.9833, 3);
  expect(earthSunDistance(new Date('2024-04-03T00:00:00Z'))).toBeCloseTo(0.9997, 3);
  expect(earthSunDistance(new Date('2024-07-05T00:00:00Z'))).toBeCloseTo(1.0167, 3);
  expect(earthSunDistance(new Date('2020-06-01T18:00:00Z'))).toBeCloseTo(1.0142, 3);
});

test('the elevation of the sun by the almanac: at noon 90° less latitude plus declination, on the horizon at six', () => {
  // Greenwich, northern solstice of 2024, true noon at 12:02 UTC.
  expect(sunElevation(new Date('2024-06-20T12:02:00Z'), 0, 51.4779)).toBeCloseTo(90 - 51.4779 + 23.44, 0);
  expect(sunElevation(new Date('2024-12-21T11:58:00Z'), 0, 51.4779)).toBeCloseTo(90 - 51.4779 - 23.44, 0);
  // Equinox: true noon in Quito is 17:21 UTC, sunrise six hours before.
  expect(sunElevation(new Date('2024-03-20T17:21:00Z'), -78.5, 0)).toBeGreaterThan(89);
  expect(Math.abs(sunElevation(new Date('2024-03-20T11:21:00Z'), -78.5, 0))).toBeLessThan(0.5);
  expect(sunElevation(new Date('2024-06-20T00:00:00Z'), 0, 51.4779)).toBeLessThan(0);
});

test('an AVIRIS-NG flight: the elevation follows from the time in its name and its place', async () => {
  const name = 'ang20140912t192359_rdn_v1e_img';
  const path = await writeEnvi(await temporaryFolder(), {
    name,
    samples: 5,
    lines: 6,
    bands,
    wavelengths: Array.from({ length: bands }, (_, band) => 1000 * centre(band)),
    value: (x, _, band) => radiance(x, band) / 10,
    header: [
      'data units = uW/cm^2/sr/nm',
      'map info = {UTM, 1, 1, 232000, 4077000, 3, 3, 13, North, WGS-84, units=Meters}',
    ],
  });
  const reader = await openScene(path, { as: 'radiance' });
  await reader.close();
  // 36.8° N, 108.0° W, a quarter past true noon; the declination is 3.8°.
  const elevation = Number(reader.conversion?.match(/sun elevation ([\d.]+)° by time and place/)?.[1]);
  expect(Math.abs(elevation - (90 - 36.8 + 3.8))).toBeLessThan(0.7);
});

test('the irradiance of broad bands is what the reference spectra agree on', () => {
  // Thuillier 2003 and Wehrli 1985 within 3 %: 1.87 at 0.55, 0.97 at 0.86, 0.245 at 1.6, 0.083 at 2.2 µm, in kW m⁻² µm⁻¹.
  for (const [um, expected] of [
    [0.55, 1870],
    [0.86, 970],
    [1.6, 245],
    [2.2, 82],
  ]) {
    expect(Math.abs(bandIrradiance(um, 0.02) / expected - 1)).toBeLessThan(0.04);
  }
  expect(bandIrradiance(2.9, 0.01)).toBeNaN();
});

test('relative: counts that nobody can scale, over the scene mean', async () => {
  const path = await writeEnvi(await temporaryFolder(), {
    samples: 5,
    lines: 6,
    bands,
    type: 2,
    wavelengths: Array.from({ length: bands }, (_, band) => 1000 * centre(band)),
    value: (x, _, band) => Math.round(600 * reflectance(x, band)),
  });
  await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_NOT_REFLECTANCE', exitCode: 3 });
  const reader = await openScene(path, { as: 'relative' });
  expect([reader.quantity, reader.conversion]).toEqual(['converted', expect.stringContaining('Kruse 1988')]);
  await reader.close();
});
