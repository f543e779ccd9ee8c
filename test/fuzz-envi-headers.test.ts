import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from '../tools/spectral/readers/decode-text.ts';
import { parseEnviHeader } from '../tools/spectral/readers/envi-header.ts';
import { enviLayout } from '../tools/spectral/readers/envi-layout.ts';
import { enviGeoreference } from '../tools/spectral/readers/map-info.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviBytes, enviHeaderText, temporaryFolder } from './support/envi-scene.ts';
import { mutated, runs, survives, survivesReading } from './support/fuzz/runs.ts';

const scene = {
  samples: 3,
  lines: 2,
  bands: 9,
  value: (x: number, y: number, b: number) => 0.1 + 0.02 * b + 0.01 * (x + y),
};
const HEADER = enviHeaderText({
  ...scene,
  header: [
    'description = {\n  reflectance of a {small} scene}',
    'map info = {UTM, 1.000, 1.000, 650000.000, 4150000.000, 30.0, 30.0, 11, North, WGS-84, units=Meters, rotation=-12.5}',
    'coordinate system string = {PROJCS["WGS_1984_UTM_Zone_11N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]],PROJECTION["Transverse_Mercator"],PARAMETER["Central_Meridian",-117.0],UNIT["Meter",1.0]]}',
    `fwhm = {${new Array(9).fill(10).join(', ')}}`,
    `bbl = {${new Array(9).fill(1).join(',')}}`,
    'reflectance scale factor = 1.0',
    'data ignore value = -9999',
    'default bands = {3, 2, 1}',
    'major frame offsets = {0, 0}',
    'sun elevation = 45.2',
    'acquisition time = 2014-09-12T19:23:59Z',
    `band names = {${Array.from({ length: 9 }, (_, b) => `Band ${b + 1} (${400 + b}.5 nm)`)}}`,
  ],
});

const parseAll = (text: string) => () => {
  const header = parseEnviHeader(text, 'x.hdr');
  enviGeoreference(header);
  enviLayout(header);
};

test('headers with pieces removed, doubled and replaced are read or refused', () => {
  fc.assert(
    fc.property(mutated(HEADER), (text) => survives(parseAll(text))),
    runs(2500),
  );
});

test('any bytes behind the word ENVI', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      survives(parseAll(decodeText(Buffer.concat([Buffer.from('ENVI\n'), bytes]))));
      survives(parseAll(decodeText(Buffer.from(bytes))));
    }),
    runs(1500),
  );
});

test('any fields and values in a header of the right form', () => {
  const key = fc.constantFrom(
    ...[
      'samples',
      'lines',
      'bands',
      'data type',
      'interleave',
      'byte order',
      'header offset',
      'map info',
      'wavelength',
    ],
    ...['wavelength units', 'fwhm', 'bbl', 'reflectance scale factor', 'data ignore value', 'major frame offsets'],
  );
  const value = fc.oneof(
    fc.integer().map(String),
    fc.double().map(String),
    fc.constantFrom('bil', 'BSQ', 'bip', '{', '}', '{}', '{{}}', '', 'nan', '-1', '1e400', '18446744073709551616'),
    fc.array(fc.double(), { maxLength: 12 }).map((list) => `{${list.join(', ')}}`),
    fc.string({ maxLength: 30, unit: 'grapheme' }),
  );
  const field = fc.tuple(key, value).map(([name, text]) => `${name} = ${text}`);
  fc.assert(
    fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
      survives(parseAll(['ENVI', ...fields].join('\n')));
      survives(parseAll(`${HEADER}${fields.join('\n')}`));
    }),
    runs(1500),
  );
});

test('blanks, digits and braces without end', () => {
  const long = 100_000;
  for (const value of [
    ' '.repeat(long),
    '1'.repeat(long),
    '{'.repeat(long),
    ','.repeat(long),
    '\t\n'.repeat(long),
    '='.repeat(long),
  ]) {
    for (const key of ['coordinate system string', 'band names', 'wavelength', 'map info', 'lines', 'description']) {
      survives(parseAll(`${HEADER}${key} = {${value}x}\n${key} = ${value}x`));
    }
  }
});

test('values of any field come back as they were written', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9µ波 ._:/()-]{0,24}$/).map((text) => text.trim());
  const name = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,2}$/);
  const fields = fc.uniqueArray(fc.tuple(name, fc.array(word, { minLength: 1, maxLength: 5 })), {
    selector: ([key]) => key,
  });
  fc.assert(
    fc.property(fields, fc.boolean(), (list, braces) => {
      const value = (items: string[]) => (braces ? `{\n ${items.join(',\n ')}}` : items.join(', '));
      const text = ['ENVI', ...list.map(([key, items]) => `${key} = ${value(items)}`)].join(braces ? '\r\n' : '\n');
      const header = parseEnviHeader(text, 'x.hdr');
      for (const [key, items] of list) {
        expect((header.text(key) ?? '').replace(/,\s+/g, ', ').trim()).toBe(items.join(', ').trim());
      }
    }),
    runs(800),
  );
});

test('scenes under a changed header are read or refused, whole', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'scene.img'), enviBytes(scene));
  const path = join(folder, 'scene.hdr');
  await fc.assert(
    fc.asyncProperty(mutated(HEADER), async (text) => {
      await writeFile(path, text);
      await survivesReading(async () => {
        const reader = await openScene(path);
        try {
          // A header that describes much less than the file was refused; what is open has the file's size.
          expect(reader.width * reader.height * reader.wavelengths.length).toBeLessThanOrEqual(54 * 8);
          await reader.readWindow({ x: 0, y: 0, width: reader.width, height: reader.height });
        } finally {
          await reader.close();
        }
      });
    }),
    runs(1200),
  );
});
