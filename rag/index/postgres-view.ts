import type { PoolClient } from 'pg';
import { GossanError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import type { Language } from '../../core/language.ts';
import type { LoadedPage } from '../load/document.ts';
import type { Chunk } from '../types.ts';
import { B, K1 } from './bm25.ts';
import { floatsOf } from './bytes.ts';
import { meanOfTokens } from './pieces.ts';
import { vectorText } from './postgres-commit.ts';
import { storeError } from './postgres-errors.ts';
import type {
  Candidate,
  CandidateQuery,
  ChunkTokens,
  CloserLook,
  CloserQuery,
  LabelledChunk,
  StoredDocument,
  View,
} from './store.ts';
import { infoFromStore } from './stored-info.ts';

/** The base that a view is of, as its transaction sees it. */
export interface SeenBase {
  id: number;
  generation: number;
  /** The embedder whose vectors have a graph. */
  graph: string | null;
}

/** What is kept between the views of one generation. */
export interface GenerationCache {
  generation: number;
  documents: readonly StoredDocument[] | null;
  meanTokens: Map<string, Float32Array | null>;
}

/** Scores are summed as whole numbers of this fraction, so that the order in which rows come does not show. */
const UNIT = 2 ** 40;
/** Page numbers are four-byte integers. */
const LAST_PAGE = 2 ** 31 - 1;
/** pgvector follows at most so many candidates (0.5 to 0.8). */
const EF_SEARCH = 1000;

/** One generation of a base in PostgreSQL, read within a transaction of its own connection. */
export class PostgresView implements View {
  readonly generation: number;
  private readonly client: PoolClient;
  private readonly base: SeenBase;
  private readonly cache: GenerationCache;
  private readonly place: string;
  private readonly kb: string;
  private broken: Error | undefined;
  private open = true;

  constructor(client: PoolClient, base: SeenBase, cache: GenerationCache, place: string, kb: string) {
    this.client = client;
    this.base = base;
    this.generation = base.generation;
    this.cache = cache;
    this.place = place;
    this.kb = kb;
  }

  async documents(): Promise<readonly StoredDocument[]> {
    if (this.cache.documents !== null) return this.cache.documents;
    const rows = await this.rows<{ info: StoredDocument['info'] } & Omit<StoredDocument['versions'], 'loader'>>(
      'SELECT info, chunker, analyzer, embedder FROM gossan.documents WHERE base = $1 ORDER BY seq',
      [this.base.id],
    );
    this.cache.documents = rows.map(({ info: stored, ...versions }) => {
      const { info, loader } = infoFromStore(stored);
      return { info, versions: { loader, ...versions } };
    });
    return this.cache.documents;
  }

  async pages(document: string, from = 1, to = LAST_PAGE): Promise<LoadedPage[]> {
    const rows = await this.rows<{
      page: number;
      text: string;
      more: Omit<LoadedPage, 'page' | 'text'>;
      sha256: string;
    }>(
      `SELECT p.page, p.text, p.more, p.sha256 FROM gossan.pages p JOIN gossan.documents d ON d.seq = p.document
         WHERE d.base = $1 AND d.id = $2 AND p.page BETWEEN $3 AND $4 ORDER BY p.page`,
      [this.base.id, document, from, Math.min(to, LAST_PAGE)],
    );
    return rows.map(({ page, text, more, sha256: written }) => {
      this.check(text, written, `page ${page} of ${document}`);
      return { page, text, ...more };
    });
  }

  async candidates({ terms, vector, most, documents, pages }: CandidateQuery): Promise<Candidate[]> {
    const values: unknown[] = [this.base.id, [...terms.keys()], [...terms.values()], most, documents ?? null];
    const filter = 'SELECT seq FROM gossan.documents WHERE base = $1 AND id = ANY($5)';
    const inside = (column: string) => `($5::text[] IS NULL OR ${column} IN (${filter}))`;
    let onPages = '';
    if (pages) {
      const { from = 1, to = LAST_PAGE } = pages;
      values.push(Math.min(from, LAST_PAGE), Math.min(to, LAST_PAGE));
      onPages = 'page BETWEEN $6 AND $7';
    }
    let near = 'SELECT NULL::int AS number WHERE false';
    let cosine = 'NULL::float8';
    if (vector !== null) {
      values.push(vector.embedder, vectorText(vector.values));
      const [embedder, asked] = [`$${values.length - 1}`, `$${values.length}`];
      const distance = `(c.vector::vector(${vector.values.length}) <#> ${asked}::vector(${vector.values.length}))`;
      // A graph gives its own order and takes no other.
      const graph = this.base.graph === vector.embedder && documents === undefined && !pages;
      if (graph) await this.rows(`SELECT set_config('hnsw.ef_search', $1, true)`, [String(EF_SEARCH)]);
      near = `SELECT c.number FROM gossan.chunks c WHERE c.base = $1 AND c.embedder = ${embedder}
        ${documents === undefined ? '' : `AND c.document IN (${filter})`}
        ${pages ? `AND c.${onPages}` : ''}
        ORDER BY ${distance}${graph ? '' : ', c.number'} LIMIT $4`;
      cosine = `CASE WHEN c.embedder = ${embedder} THEN -${distance} END`;
    }
    const rows = await this.rows<{ number: number; words: number; cosine: number | null; language: Language }>(
      `WITH size AS (
         SELECT sum(chunks)::float8 AS n, sum(terms)::float8 / sum(chunks) AS average
           FROM gossan.documents WHERE base = $1
       ), asked AS (
         SELECT a.term, a.weight * ln(1 + (size.n - f.n + 0.5) / (f.n + 0.5)) AS idf
           FROM unnest($2::text[], $3::float8[]) AS a(term, weight), size, LATERAL (
             SELECT coalesce(sum(cardinality(p.chunks)), 0)::float8 AS n
               FROM gossan.postings p WHERE p.base = $1 AND p.term = a.term
           ) f
       ), words AS (
         SELECT u.number, sum(round(asked.idf * u.count * ${K1 + 1}
             / (u.count + ${K1} * (1 - ${B} + ${B} * u.length / size.average)) * ${UNIT})::bigint)::float8 / ${UNIT} AS score
           FROM asked JOIN gossan.postings p ON p.base = $1 AND p.term = asked.term CROSS JOIN size
             CROSS JOIN LATERAL unnest(p.chunks, p.counts, p.lengths) AS u(number, count, length)
           WHERE ${inside('p.document')} ${pages ? `AND u.number IN (SELECT number FROM gossan.chunks WHERE base = $1 AND ${onPages})` : ''}
           GROUP BY u.number
       ), near AS (${near}
       ), found AS (
         (SELECT number FROM words WHERE score > 0 ORDER BY score DESC, number LIMIT $4) UNION SELECT number FROM near
       )
       SELECT c.number, coalesce(words.score, 0) AS words, ${cosine} AS cosine, c.language
         FROM found JOIN gossan.chunks c ON c.base = $1 AND c.number = found.number
           LEFT JOIN words ON words.number = found.number`,
      values,
    );
    return rows.map(({ number, words, cosine, language }) => {
      return { chunk: number, words, cosine: cosine ?? Number.NaN, language };
    });
  }

  async chunks(numbers: readonly number[]): Promise<Map<number, LabelledChunk>> {
    const rows = await this.chunkRows(numbers);
    return new Map(rows.map(({ number, chunk }) => [number, chunk]));
  }

  async closer({ chunks: numbers, terms, pieces }: CloserQuery): Promise<CloserLook> {
    const tokens = pieces === null ? new Map() : await this.tokens(numbers, pieces.embedder);
    const chunks = new Map<number, { chunk: Chunk; language: Language; tokens: ChunkTokens | null }>();
    for (const { number, chunk, language } of await this.chunkRows(numbers)) {
      chunks.set(number, { chunk, language, tokens: tokens.get(number) ?? null });
    }
    const [{ size }] = (await this.rows<{ size: number }>(
      'SELECT coalesce(sum(chunks), 0) AS size FROM gossan.documents WHERE base = $1',
      [this.base.id],
    )) as [{ size: number }];
    const termRows = await this.rows<{ term: string; found: number }>(
      `SELECT term, sum(cardinality(chunks)) AS found FROM gossan.postings WHERE base = $1 AND term = ANY($2) GROUP BY term`,
      [this.base.id, [...new Set(terms)]],
    );
    const pieceRows = await this.rows<{ piece: number; chunks: number }>(
      'SELECT piece, chunks FROM gossan.pieces WHERE base = $1 AND embedder = $2 AND piece = ANY($3)',
      [this.base.id, pieces?.embedder ?? '', [...new Set(Array.from(pieces?.ids ?? []))]],
    );
    return {
      chunks,
      size,
      termFrequency: new Map(termRows.map(({ term, found }) => [term, found])),
      pieceFrequency: new Map(pieceRows.map(({ piece, chunks }) => [piece, chunks])),
      meanToken: pieces === null ? null : await this.meanToken(pieces.embedder),
    };
  }

  release(): void {
    if (!this.open) return;
    this.open = false;
    // Nothing waits for the end of a transaction that only read; a connection that fails here is thrown away.
    this.client.query('COMMIT').then(
      () => this.client.release(this.broken),
      (error: Error) => this.client.release(error),
    );
  }

  private async chunkRows(
    numbers: readonly number[],
  ): Promise<{ number: number; chunk: LabelledChunk; language: Language }[]> {
    const rows = await this.rows<{
      number: number;
      chunk: Omit<Chunk, 'document' | 'text'>;
      language: Language;
      document: string;
      text: string;
      more: Pick<LabelledChunk, 'label' | 'ocr'>;
      sha256: string;
    }>(
      `SELECT c.number, c.chunk, c.language, d.id AS document, p.text, p.more, p.sha256
         FROM gossan.chunks c JOIN gossan.documents d ON d.seq = c.document
           JOIN gossan.pages p ON p.document = c.document AND p.page = c.page
         WHERE c.base = $1 AND c.number = ANY($2)`,
      [this.base.id, numbers],
    );
    return rows.map(({ number, chunk, language, document, text, more: { label, ocr }, sha256: written }) => {
      this.check(text, written, `page ${chunk.page} of ${document}`);
      const passage = { ...chunk, document, text: text.slice(chunk.start, chunk.end) };
      const marks = { ...(label === undefined ? {} : { label }), ...(ocr === undefined ? {} : { ocr }) };
      return { number, language, chunk: { ...passage, ...marks } };
    });
  }

  private async tokens(numbers: readonly number[], embedder: string): Promise<Map<number, ChunkTokens>> {
    const rows = await this.rows<{ number: number; packed: Buffer; scales: Buffer; token_mean: Buffer }>(
      `SELECT t.number, t.packed, t.scales, d.token_mean
         FROM gossan.tokens t JOIN gossan.documents d ON d.seq = t.document
         WHERE t.base = $1 AND t.number = ANY($2) AND d.embedder = $3`,
      [this.base.id, numbers, embedder],
    );
    return new Map(
      rows.map(({ number, packed, scales, token_mean }) => [
        number,
        { packed, scales: floatsOf(scales), mean: floatsOf(token_mean) },
      ]),
    );
  }

  private async meanToken(embedder: string): Promise<Float32Array | null> {
    const known = this.cache.meanTokens.get(embedder);
    if (known !== undefined) return known;
    const rows = await this.rows<{ token_mean: Buffer; tokens: number }>(
      'SELECT token_mean, tokens FROM gossan.documents WHERE base = $1 AND embedder = $2 AND tokens > 0 ORDER BY seq',
      [this.base.id, embedder],
    );
    const mean = meanOfTokens(rows);
    this.cache.meanTokens.set(embedder, mean);
    return mean;
  }

  private async rows<T extends object>(sql: string, values: unknown[]): Promise<T[]> {
    try {
      return (await this.client.query<T>(sql, values)).rows;
    } catch (error) {
      this.broken = error as Error;
      throw storeError(error, this.place, this.kb);
    }
  }

  private check(text: string, written: string, what: string): void {
    if (sha256(text) === written) return;
    const detail = `${what} is not what was written (its hash differs)`;
    throw new GossanError('KB_CORRUPT', { kb: this.kb, detail, path: this.place });
  }
}
