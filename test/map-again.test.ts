import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mapScene } from '../tools/spectral/map/map-scene.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { renderScene } from './support/rendered-scene.ts';

let scene: ReturnType<typeof renderScene>;
beforeAll(() => {
  scene = renderScene(40, 20, [
    { x: 0, y: 0, width: 20, height: 20, ground: 'muscovite/medium Al CU91-250A' },
    { x: 20, y: 0, width: 20, height: 20, ground: 'alunite/K GDS84' },
  ]);
});
afterAll(() => rmSync(scene.folder, { recursive: true, force: true }));

it('a second map into the same folder leaves nothing of the first, and nothing of others touched', async () => {
  const out = join(scene.folder, 'map');
  const reader = await openScene(scene.header);
  const first = await mapScene(reader, { out, threads: 1, window: { x: 0, y: 0, width: 20, height: 20 } });
  expect(first.files.aloh_png).toBe('aloh.png');
  writeFileSync(join(out, 'my-notes.txt'), 'field notes');
  writeFileSync(join(out, 'spectra', 'mine.csv'), 'field spectra');
  const second = await mapScene(reader, { out, threads: 1, window: { x: 20, y: 0, width: 20, height: 20 } });
  await reader.close();
  expect(second.files.aloh_png).toBeUndefined();
  expect(existsSync(join(out, 'aloh.png'))).toBe(false);
  const found = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
  expect(found.sort()).toEqual([...Object.values(second.files), 'my-notes.txt', 'spectra/mine.csv'].sort());
});

it('a scene.json that names files elsewhere has no power over them', async () => {
  const out = join(scene.folder, 'hostile');
  mkdirSync(out);
  const precious = join(scene.folder, 'precious.txt');
  writeFileSync(precious, 'keep');
  writeFileSync(
    join(out, 'scene.json'),
    JSON.stringify({ files: { a: '../precious.txt', b: precious, c: 'x/../../precious.txt' } }),
  );
  const reader = await openScene(scene.header);
  await mapScene(reader, { out, threads: 1 });
  await reader.close();
  expect(readFileSync(precious, 'utf8')).toBe('keep');
});
