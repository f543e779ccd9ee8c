import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asset } from '../core/paths.ts';
import { MIGRATIONS } from '../rag/index/postgres-migrations.ts';
import { listKnowledgeBases, openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';
import { hasPostgres, PostgresServer } from './support/postgres-server.ts';

let home: ReturnType<typeof temporaryHome>;
let server: PostgresServer;
const before = process.env.GOSSAN_STORE;
beforeAll(async () => {
  if (!hasPostgres) return;
  home = temporaryHome();
  server = await PostgresServer.start();
});
afterAll(async () => {
  if (before === undefined) delete process.env.GOSSAN_STORE;
  else process.env.GOSSAN_STORE = before;
  if (!hasPostgres) return;
  await server.stop();
  home.remove();
});

/** Opens a base as GOSSAN_STORE names it. */
async function open(address: string, name = 'team') {
  process.env.GOSSAN_STORE = address;
  return openKnowledgeBase(name, { embedder: hashingEmbedder() });
}

async function query<T extends object>(address: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

function addSlowly(address: string, name: string, delay: number, files: string[]): ChildProcess {
  return spawn(process.execPath, [asset('test/support/add-slowly.ts'), name, String(delay), ...files], {
    env: { ...process.env, GOSSAN_HOME: home.home, GOSSAN_STORE: address },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

// Skipped where the Python package pgserver, which brings the server, is not installed.
it.skipIf(!hasPostgres)(
  'is chosen by GOSSAN_STORE, made by the first add, and leaves no connection behind',
  async () => {
    const address = server.database('chosen');
    const base = await open(address);
    expect(await base.list()).toEqual([]);
    await expect(base.search('tin')).rejects.toMatchObject({ code: 'KB_EMPTY' });
    await base.add([writeReport(home.files, 'tin', 'cassiterite')]);
    expect((await base.search('cassiterite'))[0]!.text).toContain('cassiterite');
    expect(await listKnowledgeBases()).toEqual(['team']);
    const other = await open(address, 'other');
    expect(await other.list()).toEqual([]);
    await base.close();
    expect(await other.list()).toEqual([]);
    await other.close();
    await sleep(200);
    const left = await query(
      address,
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'gossan' AND datname = 'chosen'",
    );
    expect(left).toEqual([]);
  },
);

it.skipIf(!hasPostgres)('is migrated once when many begin at once', async () => {
  const address = server.database('migrated');
  const files = Array.from({ length: 6 }, (_, n) => writeReport(home.files, `m${n}`, `ore${n}`, 2));
  const children = files.map((file) => addSlowly(address, 'team', 0, [file]));
  await Promise.all(children.map((child) => once(child, 'exit')));
  expect(children.map((child) => child.exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
  const versions = await query<{ version: number }>(
    address,
    'SELECT version FROM gossan.schema_version ORDER BY version',
  );
  expect(versions.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, at) => at + 1));
  const base = await open(address);
  expect(await base.list()).toHaveLength(6);
  await base.close();
});

it.skipIf(!hasPostgres)('shows two readers one state or the next while a writer adds', async () => {
  const address = server.database('crowd');
  const files = Array.from({ length: 10 }, (_, n) => writeReport(home.files, `c${n}`, `vein${n}`, 20));
  const writer = addSlowly(address, 'team', 1, files);
  const ended = once(writer, 'exit');
  process.env.GOSSAN_STORE = address;
  const readers = await Promise.all([open(address), open(address)]);
  let looks = 0;
  while (writer.exitCode === null) {
    for (const reader of readers) {
      const documents = await reader.list();
      const some = documents.at(-1);
      if (some === undefined) continue;
      const hits = await reader.search('vein', { stage: 'dense', documents: [some.id], k: 1000 });
      expect(hits).toHaveLength(some.chunks);
      looks++;
    }
  }
  await ended;
  expect([writer.exitCode, looks > 10]).toEqual([0, true]);
  for (const reader of readers) {
    expect(await reader.list()).toHaveLength(10);
    await reader.close();
  }
});

it.skipIf(!hasPostgres)('loses and doubles nothing when the server dies in the middle of a commit', async () => {
  const address = server.database('dies');
  const base = await open(address);
  const kept = writeReport(home.files, 'kept', 'stibnite', 4);
  const large = writeReport(home.files, 'large', 'realgar', 1500);
  await base.add([kept]);
  const found = await base.search('stibnite');
  // Killed when the large commit has sent some of its rows.
  const adding = base.add([large]).catch((error: unknown) => error);
  for (let rows = 0; rows === 0; ) {
    const [row] = await query<{ n: string }>(
      address,
      "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE 'INSERT INTO gossan.%' AND datname = 'dies'",
    );
    rows = Number(row!.n);
  }
  await server.kill();
  expect(await adding).toMatchObject({ code: 'STORE_UNREACHABLE', exitCode: 4 });
  await expect(base.search('stibnite')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  await server.run();
  expect(await base.search('stibnite')).toEqual(found);
  expect(await base.list()).toHaveLength(1);
  expect((await base.add([kept, large])).unchanged).toEqual([kept]);
  const [counts] = await query<Record<string, number>>(
    address,
    `SELECT (SELECT count(*)::int FROM gossan.documents) AS documents, (SELECT count(*)::int FROM gossan.chunks) AS chunks,
       (SELECT sum(chunks)::int FROM gossan.documents) AS counted, (SELECT count(*)::int FROM gossan.tokens) AS tokens`,
  );
  expect(counts).toMatchObject({ documents: 2, counted: counts!.chunks, tokens: counts!.chunks });
  await base.close();
});

it.skipIf(!hasPostgres)('says what is wrong, without the password', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  listener.close();
  const failure = async (address: string) => {
    const error = (await open(address).catch((thrown: unknown) => thrown)) as { code: string; message: string };
    expect(error.message).not.toContain('secret');
    return error;
  };
  expect(await failure(`postgres://geo:secret@127.0.0.1:${port}/team`)).toMatchObject({
    code: 'STORE_UNREACHABLE',
    message: expect.stringContaining(`127.0.0.1:${port}/team`),
  });
  expect(await failure(server.address('nowhere'))).toMatchObject({ code: 'STORE_REFUSED' });
  expect(await failure(server.address('postgres', 'stranger:secret'))).toMatchObject({ code: 'STORE_REFUSED' });

  // A user who may not make tables; then one who may not read them.
  const address = server.database('rights');
  server.sql('CREATE ROLE reader LOGIN', 'rights');
  server.sql('CREATE EXTENSION vector', 'rights');
  expect(await failure(server.address('rights', 'reader'))).toMatchObject({ code: 'STORE_REFUSED' });
  await (await open(address)).close();
  expect(await failure(server.address('rights', 'reader'))).toMatchObject({ code: 'STORE_REFUSED' });

  // pgvector is there, but only an administrator may make it part of a database.
  server.database('bare');
  server.sql('CREATE ROLE maker LOGIN; GRANT CREATE ON DATABASE bare TO maker', 'bare');
  expect(await failure(server.address('bare', 'maker'))).toMatchObject({ code: 'STORE_EXTENSION' });

  server.sql('INSERT INTO gossan.schema_version (version) VALUES (99)', 'rights');
  expect(await failure(address)).toMatchObject({ code: 'STORE_VERSION', message: expect.stringContaining('99') });
});

it.skipIf(!hasPostgres)('says that pgvector is missing on the server', async () => {
  const bare = await PostgresServer.start({ without: 'vector' });
  try {
    await expect(open(bare.database('team'))).rejects.toMatchObject({
      code: 'STORE_EXTENSION',
      hint: expect.stringContaining('CREATE EXTENSION vector'),
    });
  } finally {
    await bare.stop();
  }
});
