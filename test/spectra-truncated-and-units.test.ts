import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSpectraFile } from '../tools/spectral/readers/spectra.ts';
import { enviBytes, enviHeaderText, temporaryFolder } from './support/envi-scene.ts';

async function read(content: string, name: string) {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return readSpectraFile(path);
}

const ecostress = (x: string, y: string, rows: string[], count = rows.length) =>
  [
    'Name: Alunite',
    'Type: mineral',
    `X Units: ${x}`,
    `Y Units: ${y}`,
    `Number of X Values: ${count}`,
    '',
    ...rows,
  ].join('\n');

test('ECOSTRESS: wavenumbers, fractions, tabs, decimal commas', async () => {
  for (const [x, y, rows] of [
    ['Wavenumber (cm-1)', 'Reflectance (percent)', ['5000 41', '4545.4545 42', '4000 43']],
    ['Wavelength (micrometers)', 'Reflectance (fraction)', ['2.5\t0.43', '2.2\t0.42', '2.0\t0.41']],
    ['Wavelength (nanometers)', 'Reflectance (percent)', ['2000 41', '2200 42', '2500 43']],
    ['Wavelength (micrometers)', 'Reflectance (percent)', ['2,0 41', '2,2 42', '2,5 43']],
  ] as const) {
    const { spectra } = await read(ecostress(x, y, [...rows]), 'a.spectrum.txt');
    expect([...spectra[0].wavelengths].map((um) => Number(um.toFixed(4)))).toEqual([2, 2.2, 2.5]);
    expect([...spectra[0].reflectance].map((value) => Number(value.toFixed(4)))).toEqual([0.41, 0.42, 0.43]);
  }
});

test('ECOSTRESS: fewer rows than promised, and emissivity, are refused', async () => {
  const rows = ['2.0 41', '2.2 42', '2.5 43'];
  await expect(read(ecostress('Wavelength (micrometers)', 'Reflectance (percent)', rows, 9), 'a.txt')).rejects.toThrow(
    /truncated/,
  );
  await expect(read(ecostress('Wavelength (micrometers)', 'Emissivity', rows), 'a.txt')).rejects.toThrow(/Emissivity/);
});

const sed = (heading: string, rows: string[], channels = rows.length) =>
  ['Comment:', 'File Name: C:\\field\\A12.sed', `Channels: ${channels}`, 'Data:', `Wvl\t${heading}`, ...rows].join(
    '\n',
  );

test('.sed: percent by its heading or its values, decimal commas, truncated', async () => {
  for (const [heading, rows] of [
    ['Reflect. %', ['2000\t41', '2200\t42', '2500\t43']],
    ['Reflect. [1.0]', ['2000\t0.41', '2200\t0.42', '2500\t0.43']],
    ['Reflect. %', ['2000,0\t41,0', '2200,0\t42,0', '2500,0\t43,0']],
  ] as const) {
    const { spectra } = await read(sed(heading, [...rows]), 'a.sed');
    expect(spectra[0].name).toBe('A12');
    expect([...spectra[0].reflectance].map((value) => Number(value.toFixed(4)))).toEqual([0.41, 0.42, 0.43]);
  }
  await expect(read(sed('Reflect. %', ['2000\t41', '2200\t42', '2500\t43'], 2151), 'a.sed')).rejects.toThrow(
    /truncated/,
  );
});

test('an ENVI library whose names hold commas is numbered, one in percent brought to 0..1, and both are said', async () => {
  const folder = await temporaryFolder();
  const library = {
    samples: 4,
    lines: 2,
    bands: 1,
    value: (x: number, y: number) => 40 + x + 10 * y,
    wavelengths: [2000, 2100, 2200, 2300],
    header: ['spectra names = {Alunite, Na-rich, Kaolinite}'],
  };
  await writeFile(join(folder, 'a.sli'), enviBytes(library));
  const text = enviHeaderText(library).replace('ENVI Standard', 'ENVI Spectral Library');
  await writeFile(join(folder, 'a.hdr'), text);
  const { spectra, repairs } = await readSpectraFile(join(folder, 'a.sli'));
  expect(spectra.map(({ name }) => name)).toEqual(['spectrum 1', 'spectrum 2']);
  expect(spectra[1].reflectance[3]).toBeCloseTo(0.53, 9);
  expect(repairs.map(({ what }) => what)).toEqual(['spectra names', 'percent']);
});
