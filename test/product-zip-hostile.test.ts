import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';

const before = process.env.GOSSAN_HOME;
let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  process.env.GOSSAN_HOME = join(folder, 'home');
});

afterEach(() => {
  if (before === undefined) delete process.env.GOSSAN_HOME;
  else process.env.GOSSAN_HOME = before;
});

async function refusalOf(bytes: Uint8Array) {
  const archive = join(folder, 'hostile.zip');
  await writeFile(archive, bytes);
  return openScene(archive).catch((error) => error);
}

async function nothingUnpacked() {
  expect(await readdir(join(folder, 'home', 'cache', 'unzipped')).catch(() => [])).toEqual([]);
}

for (const name of [
  '../escaped.txt',
  'a/../../escaped.txt',
  '/tmp/escaped.txt',
  'C:\\escaped.txt',
  '..\\escaped.txt',
]) {
  test(`a name that leads out of the folder: ${name}`, async () => {
    const error = await refusalOf(zipSync({ 'scene.tif': Buffer.from('II*'), [name]: Buffer.from('x') }));
    expect(error).toMatchObject({ code: 'ARCHIVE_REFUSED', exitCode: 3 });
    expect(existsSync(join(folder, 'escaped.txt'))).toBe(false);
    await nothingUnpacked();
  });
}

test('a link', async () => {
  const link: [Uint8Array, { os: number; attrs: number }] = [
    Buffer.from('/etc'),
    { os: 3, attrs: (0o120777 << 16) >>> 0 },
  ];
  expect(await refusalOf(zipSync({ 'data.tif': link }))).toMatchObject({ code: 'ARCHIVE_REFUSED' });
  await nothingUnpacked();
});

test('a bomb: zeros that unpack to a thousand times their size', async () => {
  const error = await refusalOf(zipSync({ 'scene.tif': new Uint8Array(80 * 1024 ** 2) }));
  expect(error).toMatchObject({ code: 'ARCHIVE_REFUSED' });
  expect(error.message).toMatch(/times its size/);
  await nothingUnpacked();
});

test('a directory that understates a size', async () => {
  const bytes = Buffer.from(zipSync({ 'scene.tif': new Uint8Array(2 * 1024 ** 2) }));
  // The size is the field at 24 of the one entry of the central directory.
  const entry = bytes.indexOf(Buffer.from('504b0102', 'hex'));
  bytes.writeUInt32LE(1000, entry + 24);
  expect(await refusalOf(bytes)).toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  await nothingUnpacked();
});

test('a password', async () => {
  const bytes = Buffer.from(zipSync({ 'scene.tif': Buffer.from('II*') }));
  const entry = bytes.indexOf(Buffer.from('504b0102', 'hex'));
  bytes.writeUInt16LE(bytes.readUInt16LE(entry + 8) | 1, entry + 8);
  const error = await refusalOf(bytes);
  expect(error).toMatchObject({ code: 'ARCHIVE_REFUSED' });
  expect(error.message).toMatch(/password/);
});
