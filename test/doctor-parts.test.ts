import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Probe, runProbes } from '../cli/doctor/probes.ts';
import { SETTINGS } from '../core/config.ts';
import { homePath } from '../core/paths.ts';
import { hasPostgres, PostgresServer } from './support/postgres-server.ts';

let home: string;
/** Those that set-up installed, before the tests turn to a home of their own. */
const weights = homePath('models', 'all-MiniLM-L6-v2');
const closing: (() => void)[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gossan-doctor-'));
  for (const variable of Object.values(SETTINGS)) vi.stubEnv(variable, undefined);
  vi.stubEnv('GOSSAN_HOME', home);
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

async function part(name: string): Promise<Probe> {
  return (await runProbes()).find((probe) => probe.part === name)!;
}

test('the native parts that set-up provides are loaded and used', async () => {
  const probes = await runProbes();
  const state = (name: string) => probes.find((probe) => probe.part === name)?.state;
  expect(state('Node')).toBe('ok');
  expect(state('SQLite')).toBe('ok');
  expect(state('FAISS')).toBe('ok');
  expect(state('home folder')).toBe('ok');
});

test('a row that is not well says what to do', async () => {
  for (const probe of await runProbes()) {
    if (probe.state === 'missing' || probe.state === 'fallback') expect(probe.fix, probe.part).toMatch(/\w+/);
  }
});

test('without weights the search by words is named as the fallback', async () => {
  const probe = await part('embeddings');
  expect(probe.state).toBe('fallback');
  expect(probe.detail).toContain('BM25');
});

test('weights are embedded with, and a damaged file is found', async ({ skip }) => {
  if (!existsSync(join(weights, 'source.json'))) return skip(`no weights in ${weights}`);
  await cp(weights, homePath('models', 'all-MiniLM-L6-v2'), { recursive: true, dereference: true });
  expect(await part('embeddings')).toMatchObject({
    state: 'ok',
    detail: expect.stringMatching(/one sentence in \d+ ms/),
  });
  await writeFile(homePath('models', 'all-MiniLM-L6-v2', 'tokenizer.json'), '{}');
  expect(await part('embeddings')).toMatchObject({
    state: 'missing',
    detail: expect.stringContaining('tokenizer.json is damaged'),
  });
});

async function modelServer(models: string[]): Promise<{ url: string; keys: (string | undefined)[] }> {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, reply) => {
    keys.push(request.headers.authorization);
    reply.statusCode = request.url === '/v1/models' ? 200 : 404;
    reply.end(JSON.stringify({ data: models.map((id) => ({ id })) }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, keys };
}

test('a chat endpoint is asked for its models with the key, and the key is not shown', async () => {
  const { url, keys } = await modelServer(['qwen3-8b', 'qwen3-vl-4b']);
  vi.stubEnv('GOSSAN_LLM_URL', url);
  vi.stubEnv('GOSSAN_LLM_KEY', 'sk-very-secret');
  vi.stubEnv('GOSSAN_LLM_MODEL', 'qwen3-vl-4b');
  const probes = await runProbes();
  expect(probes.find((probe) => probe.part === 'language model')).toMatchObject({
    state: 'ok',
    version: 'qwen3-vl-4b',
  });
  expect(keys).toEqual(['Bearer sk-very-secret']);
  expect(JSON.stringify(probes)).not.toContain('secret');
});

test('a model that the endpoint does not serve is missing, and those that it serves are named', async () => {
  vi.stubEnv('GOSSAN_VISION_URL', (await modelServer(['qwen3-vl-4b'])).url);
  vi.stubEnv('GOSSAN_VISION_MODEL', 'qwen3-vl-8b');
  const probe = await part('vision model');
  expect(probe.state).toBe('missing');
  expect(probe.detail).toMatch(/does not serve "qwen3-vl-8b" but qwen3-vl-4b/);
});

test('an endpoint that nobody serves is missing', async () => {
  const { url } = await modelServer([]);
  for (const close of closing.splice(0)) close();
  vi.stubEnv('GOSSAN_LLM_URL', url);
  const probe = await part('language model');
  expect(probe.state).toBe('missing');
  expect(probe.detail).toContain('ECONNREFUSED');
});

// Skipped where the Python package pgserver, which brings the server, is not installed.
test.skipIf(!hasPostgres)('a team store is asked for its version and for pgvector, and left as it is', async () => {
  const server = await PostgresServer.start();
  try {
    vi.stubEnv('GOSSAN_STORE', server.database('kb', 'admin:secret'));
    const empty = {
      state: 'ok',
      version: expect.stringMatching(/^16/),
      detail: expect.stringMatching(/pgvector 0\.\d.*empty/),
    };
    expect(await part('team store')).toMatchObject(empty);
    expect(await part('team store')).toMatchObject(empty);
    vi.stubEnv('GOSSAN_STORE', server.address('nowhere', 'admin:secret'));
    const probe = await part('team store');
    expect(probe).toMatchObject({ state: 'missing', detail: expect.stringContaining('"nowhere" does not exist') });
    expect(probe.detail).not.toContain('secret');
  } finally {
    await server.stop();
  }
});

test('another server is not taken for a team store', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.write('220 mail.example.org\r\n');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => server.close());
  vi.stubEnv('GOSSAN_STORE', `postgres://geo:secret@127.0.0.1:${(server.address() as AddressInfo).port}/kb`);
  const probe = await part('team store');
  expect(probe.state).toBe('missing');
  expect(probe.detail).not.toContain('secret');
});

test('a configuration that cannot be read is a row, and the other parts are tried without it', async () => {
  vi.stubEnv('GOSSAN_LLM_URL', 'not an address');
  const probes = await runProbes();
  expect(probes.find((probe) => probe.part === 'configuration')).toMatchObject({
    state: 'missing',
    detail: expect.stringContaining('GOSSAN_LLM_URL'),
  });
  expect(probes.find((probe) => probe.part === 'SQLite')?.state).toBe('ok');
});
