import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const value = (x: number, y: number, b: number) => 0.1 + 0.01 * (x + y + b);
const nm = [400, 410, 420, 430, 440, 450, 460, 470, 480];
const scene = { samples: 2, lines: 2, bands: 9, value, wavelengths: null };

async function table(...header: string[]) {
  const reader = await openScene(await writeEnvi(await temporaryFolder(), { ...scene, header }));
  await reader.close();
  return reader;
}

test('nm, µm, unknown and wrongly named units all come out in µm', async () => {
  const um = nm.map((value) => value / 1000);
  for (const header of [
    ['wavelength units = Nanometers', `wavelength = {${nm}}`],
    ['wavelength units = Micrometers', `wavelength = {${um}}`],
    ['wavelength units = Unknown', `wavelength = {${nm}}`],
    [`wavelength = {${um}}`],
    ['wavelength units = Micrometers', `wavelength = {${nm}}`],
  ]) {
    const { wavelengths } = await table(...header);
    wavelengths.forEach((centre, band) => {
      expect(centre).toBeCloseTo(um[band], 9);
    });
  }
});

test('lists over many lines, repeated keys, upper-case keys, comments and a byte-order mark', async () => {
  const { wavelengths, goodBands } = await table(
    '; wavelength = {1, 2, 3}',
    'wavelength = {400, 410}',
    `WAVELENGTH  =  {\n ${nm.slice(0, 4).join(',\n ')},\n ${nm.slice(4).join(' , ')} }`,
    'bbl = {1, 1, 0, 1.0, 0.0, 1, 1, 1, 1}',
  );
  expect([...wavelengths]).toEqual(nm.map((value) => value * 1e-3));
  expect(goodBands).toEqual([true, true, false, true, false, true, true, true, true]);
});

test('widths as given, in their own unit, or from the spacing', async () => {
  expect((await table(`wavelength = {${nm}}`, `fwhm = {${nm.map(() => 8.5)}}`)).fwhm[3]).toBeCloseTo(0.0085, 9);
  const mixed = await table(`wavelength = {${nm.map((value) => value / 1000)}}`, `fwhm = {${nm.map(() => 8.5)}}`);
  expect(mixed.fwhm[3]).toBeCloseTo(0.0085, 9);
  expect((await table(`wavelength = {${nm}}`)).fwhm[0]).toBeCloseTo(0.01, 9);
});

test('bands of overlapping spectrometers keep the order of the file', async () => {
  const overlapping = [640, 650, 660, 655, 665, 675, 685, 695, 705];
  const { wavelengths, fwhm } = await table(`wavelength = {${overlapping}}`);
  expect([...wavelengths]).toEqual(overlapping.map((value) => value * 1e-3));
  expect(fwhm.every((width) => width > 0)).toBe(true);
});

test('wavelengths that stand in the band names only', async () => {
  const { wavelengths } = await table(
    `band names = {${nm.map((value, at) => `Band ${at + 1} (${value}.5 Nanometers)`)}}`,
  );
  expect(wavelengths[8]).toBeCloseTo(0.4805, 9);
});

test('the sensor: as named, by words, by band table, else unknown', async () => {
  const emit = Array.from({ length: 285 }, (_, band) => 381 + (band * (2493 - 381)) / 284);
  const named = await table(`wavelength = {${nm}}`, 'sensor type = HySpex SWIR-384');
  expect(named.sensor).toBe('HySpex SWIR-384');
  const words = await table(`wavelength = {${nm}}`, 'sensor type = Unknown', 'description = {AVIRIS-NG line 4}');
  expect(words.sensor).toBe('AVIRIS-NG');
  const guessed = await openScene(
    await writeEnvi(await temporaryFolder(), {
      ...scene,
      bands: 285,
      wavelengths: emit,
      value: (x, y, b) => 0.1 + 0.001 * (x + y + b),
    }),
  );
  expect(guessed.sensor).toBe('EMIT');
  await guessed.close();
  expect((await table(`wavelength = {${nm}}`)).sensor).toBe('unknown');
});

test('a scene is synthetic when its description or its own key says so', async () => {
  expect((await table(`wavelength = {${nm}}`)).synthetic).toBe(false);
  expect((await table(`wavelength = {${nm}}`, 'description = {A Synthetic scene}')).synthetic).toBe(true);
  expect((await table(`wavelength = {${nm}}`, 'gossan synthetic = 1')).synthetic).toBe(true);
});
