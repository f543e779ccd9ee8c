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

it('the MCP server loads no engine, agent or index before a tool is called', () => {
  const loaded = [asset('tools', 'mcp', 'index.ts'), asset('cli', 'mcp-sources.ts')].flatMap((file) => [
    ...staticImports(file),
  ]);
  const packages = new Set(loaded.filter((name) => !name.startsWith('node:') && !/\.(ts|json)$/.test(name)));
  expect([...packages].filter((name) => !/^(zod$|@modelcontextprotocol\/sdk\/)/.test(name))).toEqual([]);
  const files = loaded.filter((name) => name.endsWith('.ts'));
  expect(files.filter((file) => !/^(core|cli|tools\/mcp)\//.test(file) && !file.endsWith('/opened.ts'))).toEqual([]);
  expect(files).toContain('tools/mcp/tools/map-scene.ts');
});

it('a Tab key in a shell loads little', () => {
  const files = [...staticImports(asset('cli', 'completion', 'complete.ts'))].filter((name) => name.endsWith('.ts'));
  expect(files.filter((file) => !/^(core|cli)\//.test(file))).toEqual([]);
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
