import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asset } from '../core/paths.ts';

interface LockedPackage {
  version?: string;
  optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(asset('package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const manifest = JSON.parse(readFileSync(asset('package.json'), 'utf8')) as Record<string, Record<string, string>>;

test('the lock file holds the variants for every system, or npm ci refuses it', () => {
  const missing = Object.entries(lock.packages).flatMap(([holder, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(
        ([name, version]) =>
          /^\d/.test(version) &&
          !lock.packages[`node_modules/${name}`] &&
          !lock.packages[`${holder}/node_modules/${name}`],
      )
      .map(([name]) => name),
  );
  expect(missing, 'run `node scripts/complete-lock.mjs`').toEqual([]);
});

test('the lock file was made for this package.json', () => {
  const root = lock.packages[''] as Record<string, Record<string, string>>;
  expect(root.dependencies).toEqual(manifest.dependencies);
  expect(root.devDependencies).toEqual(manifest.devDependencies);
});

test('the lock file names no registry: each user has their own', () => {
  expect(readFileSync(asset('package-lock.json'), 'utf8')).not.toMatch(/"resolved"/);
});
