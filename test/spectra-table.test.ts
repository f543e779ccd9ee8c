import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSpectra } from '../tools/spectral/readers/spectra.ts';
import { temporaryFolder } from './support/envi-scene.ts';

async function read(content: string | Uint8Array, name = 'field.csv') {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return readSpectra(path);
}

const rows = (delimiter: string, scale = 1, factor = 1) =>
  [2100, 2200, 2300].map((nm, at) =>
    [nm * factor, (0.5 - 0.1 * at) * scale, (0.3 + 0.05 * at) * scale].join(delimiter),
  );

test('comma, semicolon, tab and blanks; nm and µm; names from the header', async () => {
  for (const text of [
    ['wavelength,outcrop A,vein', ...rows(',')],
    ['\uFEFFWavelength (nm);outcrop A;vein', ...rows(';')],
    ['wavelength\toutcrop A\tvein', ...rows('\t')],
    ['wavelength_um,outcrop A,vein', ...rows(',', 1, 0.001)],
    ['# measured on 3 May', '"wavelength","outcrop A","vein"', ...rows(','), ''],
  ]) {
    const spectra = await read(text.join('\r\n'));
    expect(spectra.map(({ name }) => name)).toEqual(['outcrop A', 'vein']);
    [2.1, 2.2, 2.3].forEach((um, at) => {
      expect(spectra[0].wavelengths[at]).toBeCloseTo(um, 9);
    });
    expect(spectra[1].reflectance[2]).toBeCloseTo(0.4, 9);
  }
});

test('decimal commas behind semicolons', async () => {
  const [first] = await read(['nm;a', '2100,5;0,51', '2200,5;0,41', '2300,5;0,31'].join('\n'));
  expect(first.wavelengths[0]).toBeCloseTo(2.1005, 9);
  expect(first.reflectance[0]).toBeCloseTo(0.51, 9);
});

test('percent and values times 10000 are brought to 0..1, by one factor for the whole file', async () => {
  const percent = await read(['nm,bright,dark', '2100,60,1.1', '2200,55,1.0', '2300,50,0.9'].join('\n'));
  expect(percent[0].reflectance[0]).toBeCloseTo(0.6, 9);
  expect(percent[1].reflectance[0]).toBeCloseTo(0.011, 9);
  const scaled = await read(['nm,a', '2100,6000', '2200,5500', '2300,5000'].join('\n'));
  expect(scaled[0].reflectance[1]).toBeCloseTo(0.55, 9);
});

test('descending wavelengths are turned; empty cells and deleted channels become NaN; no header', async () => {
  const [first, second] = await read(['2300,0.3,0.5', '2200,,0.4', '2100,-1.23e34,0.3'].join('\n'));
  expect([...first.wavelengths].map((um) => Math.round(um * 1000))).toEqual([2100, 2200, 2300]);
  expect([...first.reflectance]).toEqual([Number.NaN, Number.NaN, 0.3]);
  expect([first.name, second.name]).toEqual(['spectrum 1', 'spectrum 2']);
});

test('wavelengths across the header, one spectrum a row', async () => {
  const spectra = await read(['Class,2300.5,2100.5,2200.5', 'SOIL,0.3,0.1,0.2', 'NPV,0.6,0.4,0.5'].join('\n'));
  expect(spectra.map(({ name }) => name)).toEqual(['SOIL', 'NPV']);
  expect([...spectra[1].reflectance]).toEqual([0.4, 0.5, 0.6]);
});

test('names in Chinese, in UTF-8, UTF-16 and GBK', async () => {
  const text = ['nm,明矾石', '2100,0.5', '2200,0.4', '2300,0.3'].join('\n');
  const gbk = Buffer.concat([
    Buffer.from('nm,'),
    Buffer.from([0xc3, 0xf7, 0xb7, 0xaf, 0xca, 0xaf]),
    Buffer.from(text.slice(text.indexOf('\n'))),
  ]);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  for (const content of [Buffer.from(text), utf16, gbk]) expect((await read(content))[0].name).toBe('明矾石');
});

for (const [what, content, message] of [
  ['words for a wavelength', 'nm,a\n2100,0.5\nabout,0.4\n2300,0.3\n2400,0.3', /line 3: "about"/],
  ['a row that is too short', 'nm,a,b\n2100,0.5,0.5\n2200,0.4\n2300,0.3,0.3', /line 3 has 2 columns/],
  ['band numbers for wavelengths', 'band,a\n1,0.5\n2,0.4\n300,0.3', /no wavelengths in nm or µm/],
  ['values that are no reflectance', 'nm,a\n2100,500000\n2200,400000\n2300,300000', /neither reflectance/],
  ['a single column', '2100\n2200\n2300\n', /single column/],
  ['prose', 'Dear colleague,\nthe outcrop lies, as I said, north of the river.\n', /not a table of spectra/],
  ['two wavelengths', 'nm,a\n2100,0.5\n2200,0.4', /2 wavelengths/],
  ['nothing but empty cells', 'nm,a\n2100,\n2200,\n2300,', /no values at all/],
] as [string, string, RegExp][]) {
  test(`${what} is refused with the reason`, async () => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'SPECTRA_FORMAT',
      message: expect.stringMatching(message),
    });
  });
}

test('an empty file, a folder, a missing file, binary data', async () => {
  const folder = await temporaryFolder();
  await expect(readSpectra(folder)).rejects.toMatchObject({ code: 'IS_DIRECTORY' });
  await expect(readSpectra(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(read('')).rejects.toMatchObject({ code: 'FILE_EMPTY' });
  await expect(read(Buffer.from([1, 0, 2, 0, 3, 0]))).rejects.toMatchObject({ code: 'SPECTRA_FORMAT' });
});
