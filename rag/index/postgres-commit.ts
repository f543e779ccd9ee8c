import type { PoolClient } from 'pg';
import { sha256 } from '../../core/hash.ts';
import { detectLanguage } from '../../core/language.ts';
import { bytesOf, integersOf } from './bytes.ts';
import { countPieces } from './pieces.ts';
import type { Change, NewDocument } from './store.ts';
import { infoToStore } from './stored-info.ts';
import { packedBytes } from './token-vectors.ts';

/** Rows sent at once; token vectors take some twenty kilobytes each. */
const BATCH = 200;
const LOCK_WAIT = '15s';
/** PostgreSQL's smallint: more of a word in one passage says no more. */
const MOST = 32_767;

/** Applies a change to a base, which is made where there is none; one writer at a time. */
export async function applyChange(client: PoolClient, name: string, change: Change): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = '${LOCK_WAIT}'`);
  const base = await lockBase(client, name);
  for (const id of change.remove ?? []) await removeDocument(client, base, id);
  for (const document of change.again ?? []) {
    if (await removeDocument(client, base, document.info.id)) await insertDocument(client, base, document);
  }
  for (const document of change.add ?? []) {
    await removeDocument(client, base, document.info.id);
    await insertDocument(client, base, document);
  }
  await client.query('UPDATE gossan.bases SET generation = generation + 1 WHERE id = $1', [base]);
}

async function lockBase(client: PoolClient, name: string): Promise<number> {
  const locked = () => client.query<{ id: number }>('SELECT id FROM gossan.bases WHERE name = $1 FOR UPDATE', [name]);
  const { rows } = await locked();
  if (rows.length > 0) return rows[0]!.id;
  const made = await client.query<{ id: number }>(
    'INSERT INTO gossan.bases (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id',
    [name],
  );
  // Another process was quicker.
  if (made.rows.length === 0) return (await locked()).rows[0]!.id;
  const { id } = made.rows[0]!;
  // Made apart and then attached: making it a partition at once would keep all readers out.
  await client.query(`CREATE TABLE gossan.chunks_${id} (LIKE gossan.chunks INCLUDING ALL)`);
  await client.query(`ALTER TABLE gossan.chunks ATTACH PARTITION gossan.chunks_${id} FOR VALUES IN (${id})`);
  return id;
}

async function removeDocument(client: PoolClient, base: number, id: string): Promise<boolean> {
  const { rows } = await client.query<{ seq: number; embedder: string }>(
    'SELECT seq, embedder FROM gossan.documents WHERE base = $1 AND id = $2',
    [base, id],
  );
  if (rows.length === 0) return false;
  const { seq, embedder } = rows[0]!;
  const tokens = await client.query<{ pieces: Buffer }>('SELECT pieces FROM gossan.tokens WHERE document = $1', [seq]);
  const counts = new Map<number, number>();
  for (const { pieces } of tokens.rows) countPieces(counts, integersOf(pieces));
  await client.query(
    `UPDATE gossan.pieces p SET chunks = p.chunks - gone.chunks FROM unnest($3::int[], $4::int[]) AS gone(piece, chunks)
       WHERE p.base = $1 AND p.embedder = $2 AND p.piece = gone.piece`,
    [base, embedder, [...counts.keys()], [...counts.values()]],
  );
  await client.query('DELETE FROM gossan.pieces WHERE base = $1 AND chunks <= 0', [base]);
  await client.query('DELETE FROM gossan.chunks WHERE base = $1 AND document = $2', [base, seq]);
  // Pages, postings and token vectors go with it.
  await client.query('DELETE FROM gossan.documents WHERE seq = $1', [seq]);
  return true;
}

async function insertDocument(client: PoolClient, base: number, document: NewDocument): Promise<void> {
  const { info, versions, pages, chunks, terms, vectors } = document;
  const numbered = await client.query<{ first: number }>(
    'UPDATE gossan.bases SET next_chunk = next_chunk + $2 WHERE id = $1 RETURNING next_chunk - $2 AS first',
    [base, chunks.length],
  );
  const { first } = numbered.rows[0]!;
  const { rows } = await client.query<{ seq: number }>(
    `INSERT INTO gossan.documents (base, id, info, chunker, analyzer, embedder, chunks, terms, tokens, token_mean)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING seq`,
    [
      base,
      info.id,
      infoToStore(document),
      versions.chunker,
      versions.analyzer,
      versions.embedder,
      chunks.length,
      terms.reduce((sum, { length }) => sum + length, 0),
      vectors.pieces.length,
      bytesOf(vectors.tokenMean),
    ],
  );
  const { seq } = rows[0]!;
  for (const some of batches(pages)) {
    const texts = some.map(({ text }) => storable(text));
    await client.query(
      `INSERT INTO gossan.pages SELECT $1, * FROM unnest($2::int[], $3::text[], $4::json[], $5::text[])`,
      [
        seq,
        some.map(({ page }) => page),
        texts,
        some.map(({ page: _, text: __, ...more }) => JSON.stringify(more)),
        texts.map(sha256),
      ],
    );
  }
  const place = { base, seq, first };
  await insertChunks(client, place, document);
  await insertTokens(client, place, document);
  await insertPostings(client, place, document);
}

interface Place {
  base: number;
  seq: number;
  first: number;
}

async function insertChunks(client: PoolClient, { base, seq, first }: Place, document: NewDocument): Promise<void> {
  const { dimensions, chunks: matrix } = document.vectors;
  for (const some of batches(document.chunks.map((chunk, at) => ({ chunk, at })))) {
    await client.query(
      `INSERT INTO gossan.chunks (base, document, embedder, number, page, chunk, language, vector)
         SELECT $1, $2, $3, * FROM unnest($4::int[], $5::int[], $6::json[], $7::text[], $8::vector[])`,
      [
        base,
        seq,
        document.versions.embedder,
        some.map(({ at }) => first + at),
        some.map(({ chunk }) => chunk.page),
        // The text of a chunk is a span of its page and is not stored twice.
        some.map(({ chunk: { document: _, text: __, ...rest } }) => JSON.stringify(rest)),
        some.map(({ chunk }) => detectLanguage(chunk.text)),
        some.map(({ at }) => vectorText(matrix.subarray(at * dimensions, (at + 1) * dimensions))),
      ],
    );
  }
}

async function insertTokens(client: PoolClient, { base, seq, first }: Place, document: NewDocument): Promise<void> {
  const { dimensions, offsets, pieces, scales } = document.vectors;
  const bytes = packedBytes(dimensions);
  const counts = new Map<number, number>();
  const rows = document.chunks.map((_, at) => {
    const [from, to] = [offsets[at]!, offsets[at + 1]!];
    const own = pieces.subarray(from, to);
    countPieces(counts, own);
    const packed = bytesOf(document.tokens.subarray(from * bytes, to * bytes));
    return { number: first + at, pieces: bytesOf(own), scales: bytesOf(scales.subarray(from, to)), packed };
  });
  for (const some of batches(rows)) {
    await client.query(
      `INSERT INTO gossan.tokens (base, document, number, pieces, scales, packed)
         SELECT $1, $2, * FROM unnest($3::int[], $4::bytea[], $5::bytea[], $6::bytea[])`,
      [
        base,
        seq,
        some.map(({ number }) => number),
        some.map((row) => row.pieces),
        some.map((row) => row.scales),
        some.map((row) => row.packed),
      ],
    );
  }
  await client.query(
    `INSERT INTO gossan.pieces AS p SELECT $1, $2, * FROM unnest($3::int[], $4::int[])
       ON CONFLICT (base, embedder, piece) DO UPDATE SET chunks = p.chunks + excluded.chunks`,
    [base, document.versions.embedder, [...counts.keys()], [...counts.values()]],
  );
}

async function insertPostings(client: PoolClient, { base, seq, first }: Place, { terms }: NewDocument): Promise<void> {
  const postings = new Map<string, { chunks: number[]; counts: number[]; lengths: number[] }>();
  for (const [at, vector] of terms.entries()) {
    for (const [i, term] of vector.terms.entries()) {
      let list = postings.get(term);
      if (list === undefined) postings.set(term, (list = { chunks: [], counts: [], lengths: [] }));
      list.chunks.push(first + at);
      list.counts.push(Math.min(MOST, vector.counts[i]!));
      list.lengths.push(Math.min(MOST, vector.length));
    }
  }
  const array = (numbers: number[]) => `{${numbers.join(',')}}`;
  for (const some of batches([...postings], 5000)) {
    await client.query(
      `INSERT INTO gossan.postings (base, document, term, chunks, counts, lengths)
         SELECT $1, $2, term, chunks::int[], counts::smallint[], lengths::smallint[]
         FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS t(term, chunks, counts, lengths)`,
      [
        base,
        seq,
        some.map(([term]) => term),
        some.map(([, list]) => array(list.chunks)),
        some.map(([, list]) => array(list.counts)),
        some.map(([, list]) => array(list.lengths)),
      ],
    );
  }
}

/** pgvector's text form. */
export function vectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

/** PostgreSQL holds no U+0000 in texts; the character for "unknown" keeps all offsets. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}

function* batches<T>(rows: readonly T[], size = BATCH): Generator<T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}
