import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSpectra } from '../tools/spectral/readers/spectra.ts';
import { enviBytes, enviHeaderText, temporaryFolder } from './support/envi-scene.ts';

const rows: [string, number[]][] = [
  ['Wavelengths in microns 4 ch TEST', [2.1, 2.2, 2.3, 2.4]],
  ['Resolution  in microns 4 ch TEST', [0.01, 0.01, 0.01, 0.01]],
  ['Data value _ channel number (4 ch)', [1, 2, 3, 4]],
  ['Testite T1', [0.5, 0.4, -1.23e34, 0.6]],
  ['error bars to preceding', [0.01, 0.01, 0.01, 0.01]],
  ['Otherite "B"  <250um', [0.1, 0.2, 0.3, 0.4]],
];

async function library(change: (header: string) => string = (header) => header, ending = '.sli'): Promise<string> {
  const folder = await temporaryFolder();
  const scene = { samples: 4, lines: rows.length, bands: 1, interleave: 'bsq' as const, wavelengths: null };
  await writeFile(join(folder, `lib${ending}`), enviBytes({ ...scene, value: (x, y) => rows[y][1][x] }));
  const header = enviHeaderText({ ...scene, value: () => 0 })
    .replace('ENVI Standard', 'ENVI Spectral Library')
    .concat(`wavelength units = Micrometers\nspectra names = {\n ${rows.map(([name]) => name).join(',\n ')}}\n`);
  await writeFile(join(folder, 'lib.hdr'), change(header));
  return join(folder, `lib${ending}`);
}

test('rows of wavelengths, resolution, channels and error bars are no spectra; deleted channels are NaN', async () => {
  const path = await library();
  for (const named of [path, path.replace('.sli', '.hdr')]) {
    const spectra = await readSpectra(named);
    expect(spectra.map(({ name }) => name)).toEqual(['Testite T1', 'Otherite "B" <250um']);
    [2.1, 2.2, 2.3, 2.4].forEach((um, at) => {
      expect(spectra[0].wavelengths[at]).toBeCloseTo(um, 6);
    });
    expect(spectra[0].reflectance[2]).toBeNaN();
    expect(spectra[1].reflectance[3]).toBeCloseTo(0.4, 6);
  }
});

test('data files without an ending, wavelengths in the header (nm), a scale factor', async () => {
  const path = await library(
    (header) =>
      `${header}wavelength = {2100, 2200, 2300, 2400}\nwavelength units = Nanometers\nreflectance scale factor = 2\n`,
    '',
  );
  const [spectrum] = await readSpectra(path);
  expect(spectrum.wavelengths[3]).toBeCloseTo(2.4, 9);
  expect(spectrum.reflectance[0]).toBeCloseTo(0.25, 6);
});

test('a library without wavelengths, and a cube in the place of a library', async () => {
  const nameless = await library((header) => header.replace('Wavelengths in microns', 'Something else'));
  await expect(readSpectra(nameless)).rejects.toMatchObject({ code: 'SPECTRA_FORMAT' });
  const cube = await library((header) => header.replace('ENVI Spectral Library', 'ENVI Standard'));
  await expect(readSpectra(cube)).rejects.toThrow(/gossan map/);
});
