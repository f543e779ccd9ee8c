import { appendFile, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { type EnviVariant, enviBytes, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const bands = 40;
const soil = (x: number, y: number, band: number) => 0.1 + 0.004 * band + 0.01 * x + 0.005 * y;
const scene: EnviVariant = { samples: 6, lines: 5, bands, value: soil };
const whole = { x: 0, y: 0, width: 6, height: 5 };

async function mended(path: string) {
  const reader = await openScene(path);
  const data = await reader.readWindow(whole);
  const repairs = reader.repairs;
  await reader.close();
  return { reader, repairs, at: (x: number, y: number, band: number) => data[(y * bands + band) * 6 + x] };
}

test('a sound file needs no repair', async () => {
  expect((await mended(await writeEnvi(await temporaryFolder(), scene))).repairs).toEqual([]);
});

test('bytes behind the cube are counted, in plain and in gzip files', async () => {
  const folder = await temporaryFolder();
  const path = await writeEnvi(folder, scene);
  await appendFile(join(folder, 'scene.img'), Buffer.alloc(100));
  const plain = await mended(path);
  expect(plain.repairs).toMatchObject([{ what: 'trailing bytes', count: 100 }]);
  expect(plain.at(5, 4, 39)).toBeCloseTo(soil(5, 4, 39), 6);
  await writeFile(join(folder, 'scene.img.gz'), gzipSync(await readFile(join(folder, 'scene.img'))));
  await rename(join(folder, 'scene.img'), join(folder, 'elsewhere'));
  expect((await mended(path)).repairs).toMatchObject([{ what: 'trailing bytes', count: 100 }]);
});

for (const type of [2, 4, 5, 12]) {
  for (const bigEndian of [true, false]) {
    test(`data type ${type}, ${bigEndian ? 'big' : 'little'}-endian, with the other byte order in its header`, async () => {
      const stored =
        type === 4 || type === 5 ? soil : (x: number, y: number, b: number) => Math.round(1e4 * soil(x, y, b));
      const folder = await temporaryFolder();
      const header = type === 4 || type === 5 ? [] : ['reflectance scale factor = 10000'];
      const path = await writeEnvi(folder, { ...scene, type, bigEndian: !bigEndian, value: stored, header });
      await writeFile(join(folder, 'scene.img'), enviBytes({ ...scene, type, bigEndian, value: stored }));
      const { repairs, at } = await mended(path);
      expect(repairs).toMatchObject([{ what: 'byte order' }]);
      expect(at(3, 2, 20)).toBeCloseTo(soil(3, 2, 20), 4);
    });
  }
}

test('a bad-band list and widths of another length are not used, and that is said', async () => {
  const header = ['bbl = {1, 0, 1}', 'fwhm = {10, 10}'];
  const { reader, repairs } = await mended(await writeEnvi(await temporaryFolder(), { ...scene, header }));
  expect(repairs).toMatchObject([
    { what: 'band widths', count: 2 },
    { what: 'bad-band list', count: 3 },
  ]);
  expect(reader.goodBands.every(Boolean)).toBe(true);
  expect(reader.fwhm[3]).toBeCloseTo(2 / 39, 4);
});

test('wavelengths in nm under a header that says micrometres, and the reverse', async () => {
  for (const [unit, factor] of [
    ['Micrometers', 1],
    ['Nanometers', 1e-3],
  ] as const) {
    const wavelengths = null;
    const list = Array.from({ length: bands }, (_, band) => (400 + 50 * band) * factor);
    const header = [`wavelength units = ${unit}`, `wavelength = {${list.join(', ')}}`];
    const { reader, repairs } = await mended(
      await writeEnvi(await temporaryFolder(), { ...scene, wavelengths, header }),
    );
    expect(reader.wavelengths[2]).toBeCloseTo(0.5, 9);
    expect(repairs).toMatchObject([{ what: 'wavelength unit', count: bands }]);
  }
});

test('fill that the header does not declare is blanked and counted in values', async () => {
  for (const [type, fill, factor] of [
    [4, -9999, 1],
    [4, -50, 1],
    [4, -1.23e34, 1],
    [2, -9999, 10_000],
    [2, 32_767, 10_000],
    [12, 65_535, 10_000],
  ] as const) {
    const value = (x: number, y: number, band: number) =>
      (x === 1 && band % 10 === 3) || (x === 4 && band > 12)
        ? fill
        : (Math.round(1e6 * soil(x, y, band)) / 1e6) * factor;
    const header = factor === 1 ? [] : [`reflectance scale factor = ${factor}`];
    const stored = factor === 1 ? value : (x: number, y: number, b: number) => Math.round(value(x, y, b));
    const { repairs, at } = await mended(
      await writeEnvi(await temporaryFolder(), { ...scene, type, value: stored, header }),
    );
    expect(at(1, 2, 3)).toBeNaN();
    expect(at(1, 2, 4)).toBeCloseTo(soil(1, 2, 4), 3);
    // More than half of the bands of this pixel are gone: the pixel is no data.
    expect(at(4, 2, 0)).toBeNaN();
    expect(repairs).toMatchObject([{ what: 'impossible values', count: 5 * (4 + 27) }]);
  }
});

test('reading lines twice counts their values once', async () => {
  const value = (x: number, y: number, band: number) => (x === 1 && band === 3 ? -9999 : soil(x, y, band));
  const reader = await openScene(await writeEnvi(await temporaryFolder(), { ...scene, value }));
  await reader.readWindow({ ...whole, height: 2 });
  await reader.readWindow(whole);
  await reader.readWindow(whole);
  expect(reader.repairs).toMatchObject([{ what: 'impossible values', count: 5 }]);
  await reader.close();
});

test('bands without a number are left out as deleted channels, unless the header marks them bad', async () => {
  for (const gone of [Number.NaN, 0, -1.23e34]) {
    const value = (x: number, y: number, band: number) => (band >= 10 && band < 14 ? gone : soil(x, y, band));
    const { reader, repairs } = await mended(await writeEnvi(await temporaryFolder(), { ...scene, value }));
    expect(repairs.find(({ what }) => what === 'deleted channels')).toMatchObject({ count: 4 });
    expect(reader.goodBands.indexOf(false)).toBe(10);
    expect(reader.goodBands.lastIndexOf(false)).toBe(13);
    const flags = Array.from({ length: bands }, (_, band) => Number(band < 10 || band > 13));
    const declared = await writeEnvi(await temporaryFolder(), { ...scene, value, header: [`bbl = {${flags}}`] });
    expect((await mended(declared)).repairs.find(({ what }) => what === 'deleted channels')).toBeUndefined();
  }
});

test('an ignore value that is no number is not used, and that is said', async () => {
  const { repairs } = await mended(
    await writeEnvi(await temporaryFolder(), { ...scene, header: ['data ignore value = none'] }),
  );
  expect(repairs).toMatchObject([{ what: 'data ignore value', count: 1 }]);
});

test('a data file that is a link out of its folder is read, and where it lies is said', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'here'));
  await mkdir(join(folder, 'there'));
  const path = await writeEnvi(join(folder, 'here'), scene);
  await rename(join(folder, 'here', 'scene.img'), join(folder, 'there', 'scene.img'));
  await symlink(join(folder, 'there', 'scene.img'), join(folder, 'here', 'scene.img'));
  expect((await mended(path)).repairs).toMatchObject([
    { what: 'linked data file', detail: expect.stringContaining(join('there', 'scene.img')) },
  ]);
});

test('map info that cannot be read leaves the scene without a place, and that is said; "Arbitrary" has none', async () => {
  for (const [mapInfo, count] of [
    ['UTM, 1, 1, 650000, north, 30, 30, 11, North, WGS-84', 1],
    ['UTM, 1, 1, 650000, 4150000, 30, 30, 11, North, WGS-84, rotation=steep', 1],
    ['UTM, 1, 1, 650000, 4150000, 0, 30, 11, North, WGS-84', 1],
    ['Arbitrary, 1, 1, 0, 0, 1, 1, 0, North', 0],
  ] as const) {
    const header = [`map info = {${mapInfo}}`];
    const { reader, repairs } = await mended(await writeEnvi(await temporaryFolder(), { ...scene, header }));
    expect(reader.georeference).toBeUndefined();
    expect(repairs.filter(({ what }) => what === 'map info').length).toBe(count);
  }
});
