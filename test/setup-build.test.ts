import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asset } from '../core/paths.ts';

let folder: string;
let build: { needed(): string | null; run(): Promise<void> };
const file = (...parts: string[]) => join(folder, ...parts);

/** A project of one source folder, with the real set-up, compiler and compiler settings. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossan-build-'));
  await cp(asset('scripts', 'setup'), file('scripts', 'setup'), { recursive: true });
  for (const name of ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json'])
    await cp(asset(name), file(name));
  await symlink(asset('node_modules'), file('node_modules'));
  await mkdir(file('core'));
  await writeFile(file('core', 'depth.ts'), "import { one } from './one.ts';\nexport const depth: number = one;\n");
  await writeFile(file('core', 'one.ts'), 'export const one: number = 1;\n');
  ({ build } = await import(file('scripts', 'setup', 'build.mjs')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('builds the sources once, and imports end in .js', async () => {
  expect(build.needed()).toBe('dist/ is not there yet');
  await build.run();
  expect(build.needed()).toBeNull();
  expect(await readFile(file('dist', 'core', 'depth.js'), 'utf8')).toContain("from './one.js'");
});

test('a changed source and a removed one are noticed, and the removed one leaves dist', async () => {
  await build.run();
  await writeFile(file('core', 'depth.ts'), 'export const depth: number = 0.25;\n');
  await rm(file('core', 'one.ts'));
  expect(build.needed()).toBe('the sources changed');
  await build.run();
  expect(build.needed()).toBeNull();
  expect(existsSync(file('dist', 'core', 'one.js'))).toBe(false);
});

test('a type error stops the build, names the place, and leaves the program that was there', async () => {
  await build.run();
  await writeFile(file('core', 'one.ts'), "export const one: number = 'one';\n");
  await expect(build.run()).rejects.toMatchObject({ tail: expect.stringContaining('core/one.ts(1,14)') });
  expect(await readFile(file('dist', 'core', 'one.js'), 'utf8')).toContain('one = 1');
  expect(build.needed()).toBe('the sources changed');
});
