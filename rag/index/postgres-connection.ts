import pg, { type ClientBase, type Pool, type PoolClient } from 'pg';
import { GossanError } from '../../core/errors.ts';
import { placeOf, storeError } from './postgres-errors.ts';
import { MIGRATIONS } from './postgres-migrations.ts';

/** Readers of one process at the same time; more wait for one to finish. */
const CONNECTIONS = 6;
const PATIENCE_MS = 10_000;
/** Two processes that start at once must not make the tables both. Any number, always the same. */
const MIGRATION_LOCK = 7_460_726;
/** With `hnsw` (0.5.0, 2023). */
const PGVECTOR = [0, 5];
const SERVER = 130_000;
/** PostgreSQL's type int8: ours are numbers that JavaScript holds. */
const INT8 = 20;

/** All bases of one address share the connections of a process. */
const pools = new Map<string, { pool: Pool; users: number; ready: Promise<void> | null }>();

/** The team store at an address, ready for use. */
export class PostgresConnection {
  readonly place: string;
  private readonly address: string;
  private open = true;

  constructor(address: string) {
    this.address = address;
    this.place = placeOf(address);
    const shared = pools.get(address);
    if (shared !== undefined) shared.users++;
    else pools.set(address, { pool: newPool(address), users: 1, ready: null });
  }

  /** A connection, with the tables there. Must be given back by `release`. @throws GossanError STORE_* */
  async client(): Promise<PoolClient> {
    const shared = pools.get(this.address)!;
    try {
      shared.ready ??= prepare(shared.pool, this.place);
      // What failed (a server that is starting) may be tried again.
      await shared.ready.catch((error: unknown) => {
        shared.ready = null;
        throw error;
      });
      return await shared.pool.connect();
    } catch (error) {
      throw storeError(error, this.place);
    }
  }

  /** One transaction; whatever fails in it leaves all as it was. @throws GossanError STORE_*, KB_LOCKED */
  async transaction<T>(kb: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.client();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failed: Error) => {
        broken = failed;
      });
      throw storeError(error, this.place, kb);
    } finally {
      client.release(broken);
    }
  }

  /** The last one to close ends the connections. */
  async close(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    const shared = pools.get(this.address)!;
    if (--shared.users > 0) return;
    pools.delete(this.address);
    await shared.pool.end();
  }
}

function newPool(address: string): Pool {
  const pool = new pg.Pool({
    connectionString: address,
    max: CONNECTIONS,
    connectionTimeoutMillis: PATIENCE_MS,
    allowExitOnIdle: true,
    application_name: 'gossan',
    types: {
      getTypeParser: ((oid: number, format: 'text') =>
        oid === INT8 && format !== ('binary' as string) ? Number : pg.types.getTypeParser(oid, format)) as never,
    },
  });
  // A connection that breaks between two queries fails the next one; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}

/** Looks whether the server will do, and brings the tables up to date. @throws GossanError STORE_*, or pg's errors */
async function prepare(pool: Pool, place: string): Promise<void> {
  const client = await pool.connect();
  try {
    await requireServer(client, place);
    if ((await schemaVersion(client, place)) < MIGRATIONS.length) await migrate(client, place);
    await requireVectors(client, place);
  } finally {
    client.release();
  }
}

async function requireServer(client: ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`,
  );
  if (rows[0]!.number < SERVER) {
    throw new GossanError('STORE_VERSION', { place, detail: `PostgreSQL ${rows[0]!.version}; 13 or later is needed` });
  }
}

/** How many of the steps have been taken. @throws GossanError STORE_VERSION where a later Gossan took more */
async function schemaVersion(client: ClientBase, place: string): Promise<number> {
  const there = await client.query<{ there: boolean }>(
    `SELECT to_regclass('gossan.schema_version') IS NOT NULL AS there`,
  );
  if (!there.rows[0]!.there) return 0;
  const { rows } = await client.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM gossan.schema_version',
  );
  const { version } = rows[0]!;
  if (version > MIGRATIONS.length) {
    const detail = `its tables have version ${version}, this Gossan knows ${MIGRATIONS.length}`;
    throw new GossanError('STORE_VERSION', { place, detail });
  }
  return version;
}

async function migrate(client: PoolClient, place: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS gossan');
    await client.query(
      'CREATE TABLE IF NOT EXISTS gossan.schema_version (version integer PRIMARY KEY, applied timestamptz DEFAULT now())',
    );
    await ensureExtension(client, place);
    // Another process may have done it while this one waited.
    for (let version = await schemaVersion(client, place); version < MIGRATIONS.length; version++) {
      await client.query(MIGRATIONS[version]!);
      await client.query('INSERT INTO gossan.schema_version (version) VALUES ($1)', [version + 1]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function ensureExtension(client: PoolClient, place: string): Promise<void> {
  const { rows } = await client.query<{ available: string; installed: string | null }>(
    `SELECT default_version AS available, installed_version AS installed
       FROM pg_available_extensions WHERE name = 'vector'`,
  );
  if (rows.length === 0) throw new GossanError('STORE_EXTENSION', { place, detail: 'pgvector is not on the server' });
  if (rows[0]!.installed !== null) return;
  try {
    await client.query('CREATE EXTENSION vector SCHEMA public');
  } catch (error) {
    const detail = `pgvector is on the server but not in this database: ${(error as Error).message}`;
    throw new GossanError('STORE_EXTENSION', { place, detail }, { cause: error });
  }
}

async function requireVectors(client: ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ version: string; seen: boolean }>(
    `SELECT extversion AS version, to_regtype('vector') IS NOT NULL AS seen FROM pg_extension WHERE extname = 'vector'`,
  );
  const version = rows[0]?.version ?? 'none';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major === PGVECTOR[0]! && minor < PGVECTOR[1]!;
  if (rows.length === 0 || old) throw new GossanError('STORE_EXTENSION', { place, detail: `pgvector ${version}` });
  if (!rows[0]!.seen)
    throw new GossanError('STORE_EXTENSION', { place, detail: 'pgvector is outside the search_path' });
}

/** What `gossan doctor` shows. */
export interface PostgresState {
  server: string;
  pgvector: string;
  tls: boolean;
  /** Null before the first use, which makes the tables. */
  bases: number | null;
}

/** Looks at a server without changing anything. @throws GossanError STORE_* */
export async function probePostgres(address: string, patienceMs: number): Promise<PostgresState> {
  const place = placeOf(address);
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: patienceMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await requireServer(client, place);
    const made = (await schemaVersion(client, place)) > 0;
    if (made) await requireVectors(client, place);
    const { rows } = await client.query<Omit<PostgresState, 'bases'> & { pgvector: string | null }>(
      `SELECT current_setting('server_version') AS server,
         (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS pgvector,
         (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS tls`,
    );
    const { server, pgvector, tls } = rows[0]!;
    if (pgvector === null) throw new GossanError('STORE_EXTENSION', { place, detail: 'pgvector is not on the server' });
    const bases = made ? await client.query<{ n: string }>('SELECT count(*) AS n FROM gossan.bases') : null;
    return { server, pgvector, tls, bases: bases && Number(bases.rows[0]!.n) };
  } catch (error) {
    throw storeError(error, place);
  } finally {
    await client.end().catch(() => undefined);
  }
}
