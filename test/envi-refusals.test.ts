import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enviHeaderText, temporaryFolder, writeEnvi } from './support/envi-scene.ts';

const scene = { samples: 4, lines: 3, bands: 9, value: (x: number, y: number, b: number) => 0.1 + 0.01 * (x + y + b) };

async function headerWith(change: (text: string) => string): Promise<string> {
  const path = await writeEnvi(await temporaryFolder(), scene);
  await writeFile(path, change(enviHeaderText(scene)));
  return path;
}

for (const field of ['samples', 'lines', 'bands', 'data type', 'interleave']) {
  test(`a header without "${field}"`, async () => {
    const path = await headerWith((text) => text.replace(new RegExp(`^${field} = .*\\n`, 'm'), ''));
    await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_HEADER_FIELD', values: { path, field } });
  });
}

for (const [what, from, to, field] of [
  ['negative lines', /lines = 3/, 'lines = -3', 'lines'],
  ['zero bands', /bands = 9/, 'bands = 0', 'bands'],
  ['words for samples', /samples = 4/, 'samples = four', 'samples'],
  ['complex numbers', /data type = 4/, 'data type = 6', 'data type'],
  ['an unknown data type', /data type = 4/, 'data type = 99', 'data type'],
  ['an unknown interleave', /interleave = bil/, 'interleave = zigzag', 'interleave'],
  ['byte order 2', /byte order = 0/, 'byte order = 2', 'byte order'],
  ['sizes beyond any file', /samples = 4/, 'samples = 9007199254740991', 'samples'],
  ['a brace that never closes', /\}/, '', 'wavelength'],
] as [string, RegExp, string, string][]) {
  test(`a header with ${what}`, async () => {
    const path = await headerWith((text) => text.replace(from, to));
    await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_HEADER_FIELD', values: { field } });
  });
}

test('absurd sizes are refused from the length of the file, before anything is allocated', async () => {
  const path = await headerWith((text) => text.replace('lines = 3', 'lines = 2000000000'));
  await expect(openScene(path)).rejects.toMatchObject({
    code: 'SCENE_TRUNCATED',
    values: { actual: 4 * 3 * 9 * 4, expected: 4 * 2e9 * 9 * 4 },
  });
});

test('wavelengths that do not match the bands, are missing, or are no wavelengths', async () => {
  const fewer = await headerWith((text) => text.replace('{400,', '{'));
  await expect(openScene(fewer)).rejects.toThrow(/9 bands but 8 wavelengths/);
  const none = await headerWith((text) => text.replace(/wavelength = .*\n/, ''));
  await expect(openScene(none)).rejects.toMatchObject({ code: 'SCENE_WAVELENGTHS' });
  const numbered = await headerWith((text) => text.replace(/wavelength = .*\n/, 'wavelength = {1,2,3,4,5,6,7,8,90}\n'));
  await expect(openScene(numbered)).rejects.toMatchObject({ code: 'SCENE_WAVELENGTHS' });
});

test('a header without its data file, and data without its header', async () => {
  const folder = await temporaryFolder();
  const path = await writeEnvi(folder, scene);
  await rm(join(folder, 'scene.img'));
  await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_DATA_MISSING' });
  await writeFile(join(folder, 'lonely.img'), Buffer.alloc(100, 1));
  await expect(openScene(join(folder, 'lonely.img'))).rejects.toMatchObject({ code: 'SCENE_HEADER_MISSING' });
});

test('a folder, naming the headers in it', async () => {
  const folder = await temporaryFolder();
  await writeEnvi(folder, scene);
  await expect(openScene(folder)).rejects.toMatchObject({ code: 'IS_DIRECTORY' });
  await expect(openScene(folder)).rejects.toHaveProperty('hint', expect.stringContaining('scene.hdr'));
  await mkdir(join(folder, 'empty'));
  await expect(openScene(join(folder, 'empty'))).rejects.toMatchObject({ code: 'IS_DIRECTORY' });
});

test('a path that is not there, empty files, binary and foreign headers', async () => {
  const folder = await temporaryFolder();
  await expect(openScene(join(folder, 'nowhere.hdr'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  const path = await writeEnvi(folder, scene);
  await writeFile(join(folder, 'scene.img'), '');
  await expect(openScene(path)).rejects.toMatchObject({ code: 'FILE_EMPTY' });
  await writeFile(path, '');
  await expect(openScene(path)).rejects.toMatchObject({ code: 'FILE_EMPTY' });
  await writeFile(path, Buffer.from([0x45, 0x4e, 0x56, 0x49, 0, 1, 2, 3, 255]));
  await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_FORMAT_UNKNOWN' });
  await writeFile(path, 'BYTEORDER I\nNROWS 10\n');
  await expect(openScene(path)).rejects.toMatchObject({ code: 'SCENE_FORMAT_UNKNOWN' });
});

test('files of other formats are named for what they are', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'scene.tif'), Buffer.from('49492a0008000000', 'hex'));
  await expect(openScene(join(folder, 'scene.tif'))).rejects.toThrow(/TIFF/);
  await writeFile(join(folder, 'scene.nc'), Buffer.from('894844460d0a1a0a', 'hex'));
  await expect(openScene(join(folder, 'scene.nc'))).rejects.toThrow(/HDF5/);
  await writeFile(join(folder, 'notes.txt'), 'dear diary');
  await expect(openScene(join(folder, 'notes.txt'))).rejects.toMatchObject({ code: 'SCENE_FORMAT_UNKNOWN' });
});

test('a class map and a spectral library are no cubes', async () => {
  const classes = await headerWith((text) => text.replace('ENVI Standard', 'ENVI Classification'));
  await expect(openScene(classes)).rejects.toThrow(/map of classes/);
  const library = await headerWith((text) => text.replace('ENVI Standard', 'ENVI Spectral Library'));
  await expect(openScene(library)).rejects.toThrow(/spectral library/);
});

test('windows that are not inside the scene', async () => {
  const reader = await openScene(await writeEnvi(await temporaryFolder(), scene));
  for (const window of [
    { x: 2, y: 0, width: 3, height: 1 },
    { x: -1, y: 0, width: 1, height: 1 },
    { x: 0, y: 0, width: 0, height: 1 },
    { x: 0.5, y: 0, width: 1, height: 1 },
  ]) {
    await expect(reader.readWindow(window)).rejects.toMatchObject({ code: 'SCENE_WINDOW' });
  }
  await reader.close();
});
