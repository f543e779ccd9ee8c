import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DocumentInfo, SearchHit } from '../rag/types.ts';
import { temporaryHome } from './support/home.ts';
import { hasPostgres, PostgresServer } from './support/postgres-server.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let server: PostgresServer;
let folder: string;
let first: ReturnType<typeof temporaryHome>;
let address: string;

beforeAll(async () => {
  if (!hasPostgres) return;
  first = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-team-'));
  mkdirSync(join(folder, 'reports'));
  writeFileSync(join(folder, 'reports', 'silver.md'), '# Silver Peak\n\nAlunite forms pale ledges along the ridge.\n');
  server = await PostgresServer.start();
  address = server.database('team');
});
afterAll(async () => {
  if (!hasPostgres) return;
  await server.stop();
  first.remove();
  rmSync(folder, { recursive: true, force: true });
});

const kb = (args: string[], store = address) => gossan(['kb', ...args], { cwd: folder, env: { GOSSAN_STORE: store } });

// Skipped where the Python package pgserver, which brings the server, is not installed.
it.skipIf(!hasPostgres)(
  'adds, lists, finds, shows and removes in the team store, and nothing on this machine',
  async () => {
    const added = jsonOf(await kb(['add', 'reports', '--kb', 'field', '--json'])) as { added: DocumentInfo[] };
    const { id } = added.added[0]!;
    const listed = jsonOf(await kb(['list', '--kb', 'field', '--json'])) as { documents: DocumentInfo[] };
    expect(listed.documents.map((document) => document.id)).toEqual([id]);
    const { results } = jsonOf(await kb(['search', 'alunite', '--kb', 'field', '--json'])) as { results: SearchHit[] };
    expect(results[0]!.text).toContain('pale ledges');
    expect((await kb(['page', id, '1', '--kb', 'field'])).stdout).toContain('pale ledges');
    expect((await kb(['export', '--kb', 'field'])).stdout).toContain('pale ledges');
    expect((await kb(['remove', '000000000000', '--kb', 'field'])).code).toBe(2);
    expect((await kb(['remove', id, '--kb', 'field'])).code).toBe(0);
    expect((await kb(['list', '--kb', 'field'])).stdout).toContain('is empty');
    expect(readdirSync(process.env.GOSSAN_HOME!)).not.toContain('kb');
  },
);

it.skipIf(!hasPostgres)('ends with code 4 and what to do where the store does not answer', async () => {
  const { code, stdout } = await kb(['list', '--kb', 'field', '--json'], 'postgres://geo:secret@127.0.0.1:1/team');
  expect(code).toBe(4);
  expect(stdout).not.toContain('secret');
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'STORE_UNREACHABLE', hint: expect.stringContaining('GOSSAN_STORE') },
  });
});
