import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { asset, packageRoot } from '../core/paths.ts';

it('help, parsing and errors load nothing but a few files of cli and core', () => {
  const loaded = [...staticImports(asset('cli', 'main.ts'))];
  const packages = loaded.filter((name) => !name.startsWith('node:') && !name.endsWith('.ts'));
  const files = loaded.filter((name) => name.endsWith('.ts'));
  expect(packages).toEqual([]);
  expect(files.filter((file) => !/^(cli|core)\//.test(file))).toEqual([]);
  // The table itself among them, or the walk has found nothing.
  expect(files).toContain('cli/commands/table.ts');
  expect(files.length).toBeLessThan(25);
});

/** What a file loads when it is imported: not types, and not what it loads later with import(). */
function staticImports(file: string, seen = new Set<string>()): Set<string> {
  const name = relative(packageRoot, file);
  if (seen.has(name)) return seen;
  seen.add(name);
  const statements = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+'([^']+)'/gm);
  for (const [, from] of statements) {
    if (from.startsWith('.')) staticImports(join(dirname(file), from), seen);
    else seen.add(from);
  }
  return seen;
}
