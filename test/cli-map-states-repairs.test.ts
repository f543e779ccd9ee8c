import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, writeEnvi } from './support/envi-scene.ts';
import { gossan } from './support/run-gossan.ts';

const scene = {
  samples: 12,
  lines: 10,
  bands: 60,
  value: (x: number, y: number, b: number) => (b === 7 && x === 3 ? -9999 : 0.1 + 0.004 * b + 0.005 * x + 0.002 * y),
};

test('what was mended stands in scene.json, in the printed summary, and on stderr with --json', async () => {
  const folder = await temporaryFolder();
  const path = await writeEnvi(folder, scene);
  await appendFile(join(folder, 'scene.img'), Buffer.alloc(77));
  const printed = await gossan(['map', path, '--out', join(folder, 'map')]);
  expect(printed.code).toBe(0);
  expect(printed.stdout).toMatch(/Mended: trailing bytes \(77\)/);
  expect(printed.stdout).toMatch(/Mended: impossible values \(10\)/);
  const json = await gossan(['map', path, '--out', join(folder, 'map'), '--json']);
  expect(JSON.parse(json.stdout).repairs).toMatchObject([
    { what: 'trailing bytes', count: 77 },
    { what: 'impossible values', count: 10 },
  ]);
  expect(json.stderr).toMatch(/Mended: trailing bytes \(77\)/);
});

test('a conversion that the user names stands in the summary and in scene.json', async () => {
  const folder = await temporaryFolder();
  const value = (x: number, y: number, b: number) => Math.round(600 * (0.2 + 0.004 * b + 0.005 * x + 0.002 * y));
  const path = await writeEnvi(folder, { ...scene, type: 2, value });
  const refused = await gossan(['map', path, '--out', join(folder, 'map'), '--json']);
  expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([3, 'SCENE_NOT_REFLECTANCE']);
  const printed = await gossan(['map', path, '--out', join(folder, 'map'), '--as', 'relative']);
  expect(printed.stdout).toMatch(/converted \(.*Kruse 1988/);
});
