import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Repairs } from '../tools/spectral/readers/repairs.ts';
import { readEcostress, recogniseEcostress } from '../tools/spectral/readers/spectra-ecostress.ts';
import { readSed, recogniseSed } from '../tools/spectral/readers/spectra-sed.ts';
import { readSpectraTable } from '../tools/spectral/readers/spectra-table.ts';
import { mutated, runs, survives } from './support/fuzz/runs.ts';

const CSV = [
  'Wavelength (nm),"Alunite, Na",vein',
  '2000,0.41,0.2',
  '2100,0.42,0.21',
  '2200,0.40,0.22',
  '2300,0.43,',
].join('\n');
const SED = [
  'Comment:',
  'File Name: A.sed',
  'Channels: 4',
  'Data:',
  'Wvl\tReflect. %',
  '2000\t41',
  '2100\t42',
  '2200\t40',
  '2300\t43',
].join('\n');
const ECOSTRESS = [
  ...['Name: Alunite', 'Type: mineral', 'X Units: Wavelength (micrometers)', 'Y Units: Reflectance (percent)'],
  ...['Number of X Values: 4', '', '2.3 41', '2.2 42', '2.1 40', '2.0 43'],
].join('\n');

/** What comes out is sorted, finite where it is there, and in µm. */
const checked = (text: string) => () => {
  const repairs = new Repairs();
  const spectra = recogniseEcostress(text)
    ? [readEcostress(text, 'a.txt', repairs)]
    : recogniseSed(text)
      ? [readSed(text, 'a.sed', repairs)]
      : readSpectraTable(text, 'a.csv', repairs);
  for (const { wavelengths, reflectance } of spectra) {
    expect(reflectance.length).toBe(wavelengths.length);
    wavelengths.forEach((um, at) => {
      expect(um).toBeGreaterThanOrEqual(0.2);
      expect(um).toBeLessThanOrEqual(25);
      if (at > 0) expect(um).toBeGreaterThan(wavelengths[at - 1]);
    });
  }
};

for (const [name, text] of [
  ['CSV', CSV],
  ['.sed', SED],
  ['ECOSTRESS', ECOSTRESS],
]) {
  test(`${name} files with pieces removed, doubled and replaced are read or refused`, () => {
    fc.assert(
      fc.property(mutated(text), (changed) => survives(checked(changed))),
      runs(1000),
    );
  });
}

test('any text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (text) => survives(checked(text))),
    runs(800),
  );
});

test('long lines, many columns, unclosed quotes end soon', () => {
  for (const text of [
    `nm,${'"'.repeat(99_999)}\n`,
    `${'1,'.repeat(100_000)}\n${'2,'.repeat(100_000)}\n`,
    `${' '.repeat(200_000)}\n1 2`,
    `nm${'\t'.repeat(100_000)}x\n1\t2`,
    `Name:${' '.repeat(50_000)}\nX Units:${' '.repeat(50_000)}x\n`,
    `Data:\n${'Wvl '.repeat(50_000)}\n`,
  ]) {
    survives(checked(text));
  }
});

test('spectra come back as they were written, in each delimiter, unit and order', () => {
  const reflectance = fc.double({ min: 0.001, max: 1, noNaN: true });
  const rows = fc.uniqueArray(fc.integer({ min: 350, max: 2500 }), { minLength: 3, maxLength: 30 });
  fc.assert(
    fc.property(
      rows.chain((nm) =>
        fc.tuple(fc.constant(nm), fc.array(reflectance, { minLength: nm.length, maxLength: nm.length })),
      ),
      fc.constantFrom(',', ';', '\t'),
      fc.boolean(),
      fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _.()+-]{0,20}$/),
      ([nm, values], delimiter, inMicrometres, name) => {
        const wavelength = (value: number) => (inMicrometres ? value / 1000 : value);
        const text = [
          [inMicrometres ? 'Wavelength (um)' : 'Wavelength (nm)', name].join(delimiter),
          ...nm.map((value, at) => [wavelength(value), values[at]].join(delimiter)),
        ].join('\n');
        const repairs = new Repairs();
        const [spectrum] = readSpectraTable(text, 'a.csv', repairs);
        const order = [...nm.keys()].sort((a, b) => nm[a] - nm[b]);
        expect(spectrum.name).toBe(name.trim().replace(/\s+/g, ' '));
        expect([...spectrum.reflectance]).toEqual(order.map((at) => values[at]));
        order.forEach((at, place) => {
          expect(spectrum.wavelengths[place]).toBeCloseTo(nm[at] / 1000, 9);
        });
        expect(repairs.list).toEqual([]);
      },
    ),
    runs(500),
  );
});
