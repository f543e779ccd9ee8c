import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import { applyChange } from './postgres-commit.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { storeError } from './postgres-errors.ts';
import { type GenerationCache, PostgresView, type SeenBase } from './postgres-view.ts';
import type { Change, KnowledgeStore, View } from './store.ts';

/** Below so many passages each is compared, which takes milliseconds and misses none. */
const GRAPH_FROM = 20_000;
/** pgvector's graphs hold vectors of up to so many dimensions. */
const GRAPH_DIMENSIONS = 2000;

/**
 * A knowledge base in the team's PostgreSQL, with pgvector: whoever has the address searches and adds. A commit is one
 * transaction, a reader sees one state of the base, and the server does the searching.
 */
export class PostgresStore implements KnowledgeStore {
  private readonly connection: PostgresConnection;
  private readonly name: string;
  private readonly graphFrom: number;
  private cache: GenerationCache | null = null;
  private graph = false;

  constructor(address: string, name: string, options: { graphFrom?: number } = {}) {
    this.connection = new PostgresConnection(address);
    this.name = name;
    this.graphFrom = options.graphFrom ?? GRAPH_FROM;
  }

  get vectors(): string {
    return this.graph ? 'pgvector (HNSW)' : 'pgvector (exact)';
  }

  async view(): Promise<View> {
    const client = await this.connection.client();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const { rows } = await client.query<SeenBase>('SELECT id, generation, graph FROM gossan.bases WHERE name = $1', [
        this.name,
      ]);
      const base = rows[0] ?? { id: 0, generation: 0, graph: null };
      this.graph = base.graph !== null;
      if (this.cache?.generation !== base.generation) {
        this.cache = { generation: base.generation, documents: null, meanTokens: new Map() };
      }
      return new PostgresView(client, base, this.cache, this.connection.place, this.name);
    } catch (error) {
      client.release(error as Error);
      throw storeError(error, this.connection.place, this.name);
    }
  }

  async commit(change: Change, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new GossanError('INTERRUPTED');
    await this.connection.transaction(this.name, (client) => applyChange(client, this.name, change));
  }

  /** Links the vectors of the prevailing embedder once there are many; PostgreSQL keeps the graph up to date from then on. */
  async indexVectors({ onProgress }: SlowCall = {}): Promise<void> {
    const { place } = this.connection;
    const client = await this.connection.client();
    try {
      const { rows } = await client.query<{ id: number; embedder: string; chunks: number; dimensions: number }>(
        `SELECT b.id, d.embedder, sum(d.chunks) AS chunks, (
             SELECT vector_dims(c.vector) FROM gossan.chunks c WHERE c.base = b.id AND c.embedder = d.embedder LIMIT 1
           ) AS dimensions
           FROM gossan.bases b JOIN gossan.documents d ON d.base = b.id
           WHERE b.name = $1 GROUP BY b.id, d.embedder, b.graph
           HAVING b.graph IS DISTINCT FROM d.embedder ORDER BY chunks DESC LIMIT 1`,
        [this.name],
      );
      const wanted = rows[0];
      if (wanted === undefined || wanted.chunks < this.graphFrom || wanted.dimensions > GRAPH_DIMENSIONS) return;
      const lock = [`gossan graph ${wanted.id}`];
      const got = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS got', lock);
      // Another process is at it.
      if (!got.rows[0]!.got) return;
      try {
        onProgress?.({ step: 'linking vectors in the team store' });
        const { id, embedder, dimensions } = wanted;
        // Beside the writing of others, and so outside a transaction; what a killed one left is not usable.
        await client.query(`DROP INDEX CONCURRENTLY IF EXISTS gossan.chunks_${id}_graph`);
        await client.query(
          `CREATE INDEX CONCURRENTLY chunks_${id}_graph ON gossan.chunks_${id}
             USING hnsw ((vector::vector(${dimensions})) vector_ip_ops) WHERE embedder = ${client.escapeLiteral(embedder)}`,
        );
        await client.query('UPDATE gossan.bases SET graph = $2, generation = generation + 1 WHERE id = $1', [
          id,
          embedder,
        ]);
      } finally {
        await client.query('SELECT pg_advisory_unlock(hashtext($1))', lock).catch(() => undefined);
      }
    } catch (error) {
      throw storeError(error, place, this.name);
    } finally {
      client.release();
    }
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}

/** Names of the bases in a team store. @throws GossanError STORE_* */
export async function postgresBases(address: string): Promise<string[]> {
  const connection = new PostgresConnection(address);
  try {
    return await connection.transaction('', async (client) => {
      const { rows } = await client.query<{ name: string }>('SELECT name FROM gossan.bases');
      return rows.map(({ name }) => name);
    });
  } finally {
    await connection.close();
  }
}
