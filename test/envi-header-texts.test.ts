import { writeFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviHeaderText, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const scene = { samples: 4, lines: 3, bands: 9, value: (x: number, y: number, b: number) => 0.1 + 0.01 * (x + y + b) };

async function openWith(change: (text: string) => string | Buffer, header: string[] = []) {
  const path = await writeEnvi(await temporaryFolder(), scene);
  await writeFile(path, change(enviHeaderText({ ...scene, header })));
  const reader = await openScene(path);
  const [value] = await reader.readWindow({ x: 2, y: 1, width: 1, height: 1 });
  await reader.close();
  expect(value).toBeCloseTo(0.13, 6);
  return reader;
}

test('a byte-order mark, Windows and old Macintosh line ends, tabs, capitals and comments', async () => {
  await openWith((text) => `\uFEFF${text}`);
  await openWith((text) => text.replaceAll('\n', '\r\n'));
  await openWith((text) => text.replaceAll('\n', '\r'));
  await openWith((text) => text.replaceAll(' = ', '\t=\t'));
  await openWith((text) => text.replace(/^[a-z ]+(?==)/gm, (key) => key.toUpperCase()));
  await openWith((text) => text.replace('interleave = bil', 'interleave = BIL'));
  await openWith((text) => text.replace('lines', '; lines = 999\nlines'));
  await openWith((text) => text.replace('lines', '\n   \nlines'));
});

for (const [encoding, sensor] of [
  ['latin1', 'Spektrometer für Gelände'],
  ['gb18030', '高分五号 高光谱'],
  ['utf8', 'Spectromètre à Zürich'],
  ['utf16-le', 'GF-5 光谱'],
] as const) {
  test(`a header in ${encoding} keeps its words`, async () => {
    const bytes = (text: string) => iconv.encode(text, encoding, { addBOM: encoding === 'utf16-le' });
    const reader = await openWith(bytes, [`sensor type = ${sensor}`]);
    expect(reader.sensor).toBe(sensor);
  });
}

test('a size that stands twice is used where both agree, and refused where they differ', async () => {
  await openWith((text) => `${text}lines = 3\n`);
  await expect(openWith((text) => `${text}lines = 2\n`)).rejects.toMatchObject({
    code: 'SCENE_HEADER_FIELD',
    values: { field: 'lines', detail: expect.stringContaining('twice') },
  });
  await expect(openWith((text) => `${text}interleave = bsq\n`)).rejects.toMatchObject({
    values: { field: 'interleave' },
  });
});

for (const [what, line, field] of [
  ['a scale factor of infinity', 'reflectance scale factor = Infinity', 'reflectance scale factor'],
  ['a scale factor of words', 'reflectance scale factor = ten thousand', 'reflectance scale factor'],
  ['a scale factor of NaN', 'reflectance scale factor = NaN', 'reflectance scale factor'],
  ['a negative scale factor', 'reflectance scale factor = -10000', 'reflectance scale factor'],
  ['gains for other bands', 'data gain values = {1, 1}', 'data gain values'],
  ['gains that are no numbers', 'data gain values = {1,1,1,1,x,1,1,1,1}', 'data gain values'],
  ['minor frame offsets', 'minor frame offsets = {2, 0}', 'minor frame offsets'],
  ['negative frame offsets', 'major frame offsets = {-2, 0}', 'major frame offsets'],
] as const) {
  test(`${what} is refused`, async () => {
    await expect(openWith((text) => text, [line])).rejects.toMatchObject({
      code: 'SCENE_HEADER_FIELD',
      values: { field },
    });
  });
}

test('fractions and exponents are no sizes', async () => {
  for (const lines of ['3.5', '3e0', '0x3', '']) {
    await expect(openWith((text) => text.replace('lines = 3', `lines = ${lines}`))).rejects.toMatchObject({
      code: 'SCENE_HEADER_FIELD',
    });
  }
});
