import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { readSpectraFile } from '../tools/spectral/readers/spectra.ts';
import { temporaryFolder } from './support/envi-scene.ts';

async function read(content: string | Uint8Array, name = 'field.csv') {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return readSpectraFile(path);
}
const what = ({ repairs }: Awaited<ReturnType<typeof read>>) =>
  repairs.map((repair) => `${repair.what} ${repair.count}`);
const micrometres = ({ spectra }: Awaited<ReturnType<typeof read>>) =>
  [...spectra[0].wavelengths].map((um) => Number(um.toFixed(4)));

test('wavenumbers, as FTIR instruments write them, in descending or ascending order', async () => {
  const file = await read(['Wavenumber (cm-1),a', '5000,0.1', '4545.4545,0.2', '4000,0.3'].join('\n'));
  expect(micrometres(file)).toEqual([2, 2.2, 2.5]);
  expect([...file.spectra[0].reflectance]).toEqual([0.1, 0.2, 0.3]);
});

test('Ångström where they are named; numbers of that size without a unit are refused', async () => {
  const rows = ['20000,0.1', '22000,0.2', '25000,0.3'];
  expect(micrometres(await read(['Wavelength (Angstrom),a', ...rows].join('\n')))).toEqual([2, 2.2, 2.5]);
  await expect(read(['wavelength,a', ...rows].join('\n'))).rejects.toMatchObject({ code: 'SPECTRA_FORMAT' });
});

test('a heading that names the wrong unit is not believed, and that is said', async () => {
  const file = await read(['Wavelength (um),a', '2000,0.1', '2200,0.2', '2500,0.3'].join('\n'));
  expect(micrometres(file)).toEqual([2, 2.2, 2.5]);
  expect(what(file)).toEqual(['wavelength unit 3']);
});

test('percent in the heading decides for dark spectra; in the values it is said', async () => {
  const dark = await read(['nm,coal reflectance (%)', '2000,1.1', '2200,1.2', '2500,1.3'].join('\n'));
  expect(dark.spectra[0].reflectance[0]).toBeCloseTo(0.011, 9);
  expect(what(dark)).toEqual([]);
  const bright = await read(['nm,sand', '2000,41', '2200,42', '2500,43'].join('\n'));
  expect(bright.spectra[0].reflectance[0]).toBeCloseTo(0.41, 9);
  expect(what(bright)).toEqual(['percent 3']);
});

test('decimal commas between blanks and tabs', async () => {
  for (const blank of [' ', '\t', '   ']) {
    const file = await read(
      [`nm${blank}a`, `2000,5${blank}0,11`, `2200,5${blank}0,12`, `2500,5${blank}0,13`].join('\n'),
    );
    expect(micrometres(file)).toEqual([2.0005, 2.2005, 2.5005]);
    expect(file.spectra[0].reflectance[2]).toBeCloseTo(0.13, 9);
  }
});

test('blank columns and rows of a spreadsheet', async () => {
  const file = await read(['nm,a,,b,,', '2000,0.1,,0.2,,', ',,,,,', '2200,0.2,,0.3,,', '2500,0.3,,0.4,,'].join('\r\n'));
  expect(file.spectra.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(file.spectra[1].reflectance[0]).toBeCloseTo(0.2, 9);
  expect(what(file)).toEqual(['blank columns 3']);
});

test('quoted names with commas, repeated names, several heading rows', async () => {
  const quoted = await read(
    ['nm,"Alunite, Na-rich","Alunite, Na-rich"', '2000,0.1,0.2', '2200,0.2,0.3', '2500,0.3,0.4'].join('\n'),
  );
  expect(quoted.spectra.map(({ name }) => name)).toEqual(['Alunite, Na-rich', 'Alunite, Na-rich (2)']);
  expect(what(quoted)).toEqual(['repeated names 1']);
  const rows = [
    'Sample,A-1,A-2',
    'Depth (m),12.5,13.0',
    'Wavelength (nm),%,%',
    '2000,10,20',
    '2200,20,30',
    '2500,30,40',
  ];
  const headed = await read(rows.join('\n'));
  expect(headed.spectra.map(({ name }) => name)).toEqual(['A-1', 'A-2']);
  expect(headed.spectra[1].reflectance[2]).toBeCloseTo(0.4, 9);
});

test('wavelengths that stand twice: the first counts', async () => {
  const file = await read(['nm,a', '2000,0.1', '2200,0.2', '2200,0.9', '2500,0.3'].join('\n'));
  expect([...file.spectra[0].reflectance]).toEqual([0.1, 0.2, 0.3]);
  expect(what(file)).toEqual(['repeated wavelengths 1']);
});

test('names in Latin-1, GB 18030 and UTF-16; a lone µ is no Chinese', async () => {
  const text = (name: string) => [`Wavelength (µm),${name}`, '2.0,0.1', '2.2,0.2', '2.5,0.3'].join('\n');
  for (const [encoding, name] of [
    ['latin1', 'Gneis, grünlich'.replace(',', '')],
    ['windows1252', 'Grès – Bühl'],
    ['gb18030', '明矾石样品一号'],
    ['utf16-le', '明矾石'],
  ] as const) {
    const file = await read(iconv.encode(text(name), encoding, { addBOM: encoding === 'utf16-le' }));
    expect(file.spectra[0].name).toBe(name);
    expect(micrometres(file)).toEqual([2, 2.2, 2.5]);
    expect(what(file)).toEqual([]);
  }
});

for (const [problem, rows] of [
  ['too few columns in a line', ['nm,a,b', '2000,0.1,0.2', '2200,0.2', '2500,0.3,0.4']],
  ['a word among the wavelengths', ['nm,a', '2000,0.1', 'two,0.2', '2500,0.3']],
  ['band numbers', ['band,a', '1,0.1', '2,0.2', '300,0.3']],
  ['counts', ['nm,a', '2000,501', '2200,502', '2500,503']],
  ['no values', ['nm,a', '2000,', '2200,', '2500,']],
  ['a negative wavelength', ['nm,a', '-2000,0.1', '2200,0.2', '2500,0.3']],
] as const) {
  test(`refused with its line or range: ${problem}`, async () => {
    await expect(read(rows.join('\n'))).rejects.toMatchObject({ code: 'SPECTRA_FORMAT', exitCode: 3 });
  });
}
