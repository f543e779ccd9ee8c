import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const micrometres = [0.5, 0.8, 1.0, 1.25, 1.6, 2.0, 2.1, 2.2, 2.5];
const scene = { samples: 3, lines: 2, bands: 9, value: (x: number, _: number, b: number) => 0.1 + 0.02 * b + 0.01 * x };

async function openWith(unit: string | undefined, list: number[], widths?: number[]) {
  const header = [`wavelength = {${list.join(', ')}}`];
  if (unit) header.push(`wavelength units = ${unit}`);
  if (widths) header.push(`fwhm = {${widths.join(', ')}}`);
  const reader = await openScene(await writeEnvi(await temporaryFolder(), { ...scene, wavelengths: null, header }));
  await reader.close();
  return reader;
}

for (const [unit, from] of [
  ['Nanometers', (um: number) => um * 1000],
  ['Micrometers', (um: number) => um],
  ['Angstroms', (um: number) => um * 1e4],
  ['Wavenumber', (um: number) => 1e4 / um],
  ['cm-1', (um: number) => 1e4 / um],
  ['Unknown', (um: number) => um * 1000],
  [undefined, (um: number) => um],
] as const) {
  test(`wavelengths in ${unit ?? 'no named unit'} come out in µm, and nothing had to be mended`, async () => {
    const reader = await openWith(unit, micrometres.map(from));
    reader.wavelengths.forEach((um, band) => {
      expect(um).toBeCloseTo(micrometres[band], 9);
    });
    expect(reader.repairs).toEqual([]);
  });
}

test('widths follow: 10 nm at 2 µm are 25 cm⁻¹, and widths may be in nm beside centres in µm', async () => {
  const inWavenumbers = micrometres.map((um) => (0.01 * 1e4) / um ** 2);
  const reader = await openWith(
    'Wavenumber',
    micrometres.map((um) => 1e4 / um),
    inWavenumbers,
  );
  for (const width of reader.fwhm) expect(width).toBeCloseTo(0.01, 9);
  const mixed = await openWith('Micrometers', micrometres, new Array(9).fill(10));
  expect(mixed.fwhm[5]).toBeCloseTo(0.01, 9);
  expect([...reader.repairs, ...mixed.repairs]).toEqual([]);
});

test('Ångström and wavenumbers that nobody named, or named as nm, have the size of thermal nm: refused, not guessed', async () => {
  for (const unit of [undefined, 'Unknown', 'Micrometers', 'Nanometers']) {
    await expect(
      openWith(
        unit,
        micrometres.map((um) => um * 1e4),
      ),
    ).rejects.toMatchObject({ code: 'SCENE_WAVELENGTHS' });
    await expect(
      openWith(
        unit,
        micrometres.map((um) => 1e4 / um),
      ),
    ).rejects.toMatchObject({ code: 'SCENE_WAVELENGTHS' });
  }
});

test('frequencies, band numbers, one wavelength for all, numbers that are none', async () => {
  for (const [unit, list] of [
    ['GHz', micrometres.map((um) => 299_792 / um)],
    ['Index', micrometres],
    ['Nanometers', new Array(9).fill(2200)],
    ['Nanometers', [...micrometres.slice(1).map((um) => um * 1000), Number.NaN]],
    ['Nanometers', [-400, ...micrometres.slice(1).map((um) => um * 1000)]],
  ] as const) {
    await expect(openWith(unit, [...list])).rejects.toMatchObject({ code: 'SCENE_WAVELENGTHS', exitCode: 3 });
  }
});
