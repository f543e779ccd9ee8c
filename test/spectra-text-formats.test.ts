import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSpectra } from '../tools/spectral/readers/spectra.ts';
import { temporaryFolder } from './support/envi-scene.ts';

async function fileOf(name: string, lines: string[]): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, lines.join('\r\n'));
  return path;
}

const ecostress = (yUnits: string, count = 3) => [
  'Name: Testite',
  'Sample No.: T-1',
  'Description: made for a test: not a mineral',
  '',
  'X Units:  Wavelength (micrometers)',
  `Y Units:  ${yUnits}`,
  `Number of X Values: ${count}`,
  '',
  '2.3000\t30.5',
  '2.2000\t20.5',
  '2.1000\t40.5',
];

test('ECOSTRESS text: percent becomes 0..1, descending becomes ascending', async () => {
  const [spectrum] = await readSpectra(await fileOf('a.spectrum.txt', ecostress('Reflectance (percent)')));
  expect(spectrum.name).toBe('Testite T-1');
  expect([...spectrum.wavelengths]).toEqual([2.1, 2.2, 2.3]);
  expect(spectrum.reflectance[1]).toBeCloseTo(0.205, 9);
});

test('ECOSTRESS text that is transmittance, or has fewer rows than it promises', async () => {
  await expect(readSpectra(await fileOf('a.txt', ecostress('Transmittance (percent)')))).rejects.toThrow(
    /Transmittance/,
  );
  await expect(readSpectra(await fileOf('a.txt', ecostress('Reflectance (percent)', 900)))).rejects.toThrow(
    /truncated/,
  );
});

const splib = [
  'splib07a Record=77: Testite T1   ASDFRa AREF ',
  ' 4.0e-001',
  ' -1.2300000e+034',
  ' 3.0e-001',
  ' 2.0e-001',
];
const channels = [' s07_ASD Record=1: Wavelengths ASD 4 ch', ' 2.1', ' 2.2', ' 2.3', ' 2.4'];

test('USGS splib07 ASCII finds its wavelengths beside it or one folder up, by their number', async () => {
  for (const place of ['', '..']) {
    const folder = await temporaryFolder();
    const inner = place ? join(folder, 'minerals') : folder;
    await mkdir(inner, { recursive: true });
    await writeFile(join(inner, 'splib07a_Testite.txt'), splib.join('\n'));
    await writeFile(join(inner, place, 's07_Wavelengths_ASD_4_ch.txt'), channels.join('\n'));
    await writeFile(join(inner, place, 's07_Wavelengths_other_3_ch.txt'), channels.slice(0, 4).join('\n'));
    const [spectrum] = await readSpectra(join(inner, 'splib07a_Testite.txt'));
    expect(spectrum.name).toBe('Testite T1 ASDFRa AREF');
    expect([...spectrum.wavelengths]).toEqual([2.1, 2.2, 2.3, 2.4]);
    expect([...spectrum.reflectance]).toEqual([0.4, Number.NaN, 0.3, 0.2]);
  }
});

test('USGS splib07 ASCII without its wavelengths, and the file of wavelengths itself', async () => {
  await expect(readSpectra(await fileOf('splib07a_Testite.txt', splib))).rejects.toThrow(
    /4 wavelengths stand in another/,
  );
  await expect(readSpectra(await fileOf('s07_Wavelengths_4_ch.txt', channels))).rejects.toThrow(/no spectrum/);
});

const sed = (headings: string, rows: string[]) => [
  'Comment: ',
  'Version: 2.2 [1.2.6250C]',
  'File Name: C:\\DARWin SP\\Data\\2024_May_03\\outcrop_00012.sed',
  'Instrument: PSR+3500_SN0000000 [3]',
  'Measurement: REFLECTANCE',
  'Columns [4]:',
  'Data:',
  headings,
  ...rows,
];

test('Spectral Evolution .sed: the reflectance column, in percent', async () => {
  const rows = ['350\t1.1e+003\t2.2e+002\t19.5', '351\t1.1e+003\t2.2e+002\t20.5', '352\t1.1e+003\t2.2e+002\t21.5'];
  const [spectrum] = await readSpectra(
    await fileOf('x.sed', sed('Wvl\tNorm. DN (Ref.)\tNorm. DN (Target)\tReflect. %', rows)),
  );
  expect(spectrum.name).toBe('outcrop_00012');
  expect(spectrum.wavelengths[2]).toBeCloseTo(0.352, 9);
  expect(spectrum.reflectance[1]).toBeCloseTo(0.205, 9);
});

test('Spectral Evolution .sed: reflectance as a fraction, and a file of radiance only', async () => {
  const rows = ['1\t350\t0.195', '2\t351\t0.205', '3\t352\t0.215'];
  const [spectrum] = await readSpectra(await fileOf('x.sed', sed('Chan.#\tWvl\tReflect. [1.0]', rows)));
  expect(spectrum.reflectance[1]).toBeCloseTo(0.205, 9);
  await expect(readSpectra(await fileOf('x.sed', sed('Chan.#\tWvl\tRad. (Target)', rows)))).rejects.toThrow(
    /without a reflectance column/,
  );
});
