import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { applyConfig, loadConfig, SETTINGS } from '../core/config.ts';
import { asset, gossanHome } from '../core/paths.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossan-config-'));
  for (const variable of Object.values(SETTINGS)) vi.stubEnv(variable, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'gossan.config.json');
const write = (content: unknown) => writeFile(file(), typeof content === 'string' ? content : JSON.stringify(content));

test('without a file and without variables everything is the default', () => {
  const config = loadConfig(folder);
  expect(config.file).toBeNull();
  expect(config.llmUrl).toBeUndefined();
  expect(config.offline).toBe(false);
  expect(new Set(Object.values(config.origins))).toEqual(new Set(['default']));
});

test('the environment wins over the file, and each value says where it came from', async () => {
  await write({ llmUrl: 'http://file.example/v1', llmModel: 'from-file', offline: true });
  vi.stubEnv('GOSSAN_LLM_URL', 'http://shell.example/v1');
  const config = loadConfig(folder);
  expect(config.llmUrl).toBe('http://shell.example/v1');
  expect(config.llmModel).toBe('from-file');
  expect(config.offline).toBe(true);
  expect(config.origins).toMatchObject({ llmUrl: 'environment', llmModel: file(), offline: file(), store: 'default' });
});

test('the file may use the names of the environment', async () => {
  await write({ GOSSAN_VISION_URL: 'http://gpu.example/v1' });
  expect(loadConfig(folder).visionUrl).toBe('http://gpu.example/v1');
});

test('a home in the file is relative to the file, and counts for the whole process once applied', async () => {
  await write({ home: 'work/gossan' });
  applyConfig(loadConfig(folder));
  expect(gossanHome()).toBe(join(folder, 'work/gossan'));
  expect(loadConfig(folder).origins.home).toBe(file());
});

test.each([
  ['{ "llmUrl": ', /not JSON/],
  ['[1]', /not a JSON object/],
  ['{ "llm_url": "http://a.example" }', /no setting "llm_url"; known are home, llmUrl/],
  ['{ "llmModel": 7 }', /"llmModel" must be a text/],
  ['{ "llmUrl": "localhost:8000" }', /llmUrl must be an address that begins with http:/],
])('refuses %s and names the file', async (content, message) => {
  await write(content);
  expect(() => loadConfig(folder)).toThrow(
    expect.objectContaining({ code: 'CONFIG_FORMAT', message: expect.stringMatching(message) }),
  );
  expect(() => loadConfig(folder)).toThrow(file());
});

test('a bad address is refused without printing it: it may hold a password', () => {
  vi.stubEnv('GOSSAN_STORE', 'mysql://me:secret@db.example/kb');
  expect(() => loadConfig(folder)).toThrow(/GOSSAN_STORE: store must be an address that begins with postgres:/);
  expect(() => loadConfig(folder)).not.toThrow(/secret/);
});

test('docs/configuration.md has a row for each setting, and no other', async () => {
  const text = await readFile(asset('docs', 'configuration.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` \| `(GOSSAN_\w+)` \|/gm)].map(([, setting, variable]) => [
    setting,
    variable,
  ]);
  expect(Object.fromEntries(rows)).toEqual(SETTINGS);
});
