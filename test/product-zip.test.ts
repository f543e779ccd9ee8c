import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { ENMAP_NAME, enmapSoil, writeEnmap } from './support/enmap-product.ts';
import { temporaryFolder, writeEnvi } from './support/envi-scene.ts';
import { zipFolder } from './support/zip-folder.ts';

const before = process.env.GOSSAN_HOME;
let folder: string;
const unzipped = () => join(folder, 'home', 'cache', 'unzipped');

beforeEach(async () => {
  folder = await temporaryFolder();
  process.env.GOSSAN_HOME = join(folder, 'home');
});

afterEach(() => {
  if (before === undefined) delete process.env.GOSSAN_HOME;
  else process.env.GOSSAN_HOME = before;
});

test('an EnMAP product in an archive, unpacked once', async () => {
  const archive = await zipFolder(await writeEnmap(folder), join(folder, 'enmap.zip'));
  for (const _ of [1, 2]) {
    const reader = await openScene(archive);
    expect([reader.path, reader.name]).toEqual([archive, ENMAP_NAME]);
    const data = await reader.readWindow({ x: 4, y: 6, width: 1, height: 1 });
    expect(data[33]).toBeCloseTo(enmapSoil(4, 6, 33) / 10000, 6);
    await reader.close();
    expect(await readdir(unzipped())).toHaveLength(1);
  }
});

test('an ENVI cube in an archive, stored without packing', async () => {
  const value = (x: number, y: number, band: number) => 0.2 + 0.01 * ((x + y + band) % 9);
  const wavelengths = Array.from({ length: 12 }, (_, band) => 2100 + 20 * band);
  await writeEnvi(folder, { samples: 5, lines: 4, bands: 12, wavelengths, value });
  const members: Record<string, Uint8Array> = {};
  for (const name of ['scene.hdr', 'scene.img']) members[name] = await readFile(join(folder, name));
  await writeFile(join(folder, 'envi.zip'), zipSync(members, { level: 0 }));
  const reader = await openScene(join(folder, 'envi.zip'));
  expect((await reader.readWindow({ x: 3, y: 1, width: 1, height: 1 }))[5]).toBeCloseTo(value(3, 1, 5), 6);
  await reader.close();
});

test('an archive without a scene, and one cut in the middle', async () => {
  await writeFile(join(folder, 'notes.zip'), zipSync({ 'notes.txt': Buffer.from('nothing') }));
  await expect(openScene(join(folder, 'notes.zip'))).rejects.toMatchObject({ code: 'SCENE_FORMAT_UNKNOWN' });
  const archive = await zipFolder(await writeEnmap(folder), join(folder, 'enmap.zip'));
  const bytes = await readFile(archive);
  await writeFile(archive, bytes.subarray(0, bytes.length / 2));
  await expect(openScene(archive)).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED', exitCode: 3 });
});

test('a member that fails its checksum leaves nothing in the cache', async () => {
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * at * 31) & 255));
  const bytes = Buffer.from(zipSync({ 'scene.tif': noise }, { level: 0 }));
  bytes[1000] ^= 1;
  await writeFile(join(folder, 'bad.zip'), bytes);
  await expect(openScene(join(folder, 'bad.zip'))).rejects.toThrow(/checksum/);
  expect(await readdir(unzipped())).toEqual([]);
});

test('unpacking stops when it is aborted, and leaves nothing in the cache', async () => {
  const noise = Buffer.alloc(30_000_000);
  for (let at = 0; at < noise.length; at += 4) noise.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);
  await writeFile(join(folder, 'large.zip'), zipSync({ 'scene.tif': noise }, { level: 0 }));
  const controller = new AbortController();
  const opening = openScene(join(folder, 'large.zip'), { signal: controller.signal });
  setTimeout(() => controller.abort(), 5);
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(unzipped()).catch(() => [])).toEqual([]);
});
