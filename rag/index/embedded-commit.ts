import { sha256 } from '../../core/hash.ts';
import { detectLanguage } from '../../core/language.ts';
import { bytesOf, integersOf } from './bytes.ts';
import { checkSum } from './check-sum.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { countPieces } from './pieces.ts';
import { BlockWriter, blockOf, withoutChunks } from './postings.ts';
import type { NewDocument } from './store.ts';
import { infoToStore } from './stored-info.ts';
import { packedBytes } from './token-vectors.ts';

/** `languages` of a document: one byte a chunk. */
export const LANGUAGES = ['en', 'zh'] as const;

/** Takes a document with all that is known of it out of the tables; one that is not there is none. */
export function removeDocument(db: EmbeddedDatabase, id: string): void {
  const found = db.row<{ seq: number; first_chunk: number; chunks: number; embedder: string }>(
    'SELECT seq, first_chunk, chunks, embedder FROM documents WHERE id = ?',
    id,
  );
  if (found === undefined) return;
  const [first, end] = [found.first_chunk, found.first_chunk + found.chunks];
  const counts = new Map<number, number>();
  for (const bytes of db.column<Buffer>('SELECT pieces FROM tokens WHERE number >= ? AND number < ?', first, end)) {
    countPieces(counts, integersOf(bytes));
  }
  for (const [piece, chunks] of counts) {
    db.run('UPDATE pieces SET chunks = chunks - ? WHERE embedder = ? AND piece = ?', chunks, found.embedder, piece);
  }
  db.run('DELETE FROM pieces WHERE chunks <= 0');
  if (found.chunks > 0) removePostings(db, first, end);
  for (const table of ['chunks', 'vectors', 'tokens']) {
    db.run(`DELETE FROM ${table} WHERE number >= ? AND number < ?`, first, end);
  }
  db.run('DELETE FROM pages WHERE document = ?', found.seq);
  db.run('DELETE FROM documents WHERE seq = ?', found.seq);
}

function removePostings(db: EmbeddedDatabase, first: number, end: number): void {
  for (let block = blockOf(first); block <= blockOf(end - 1); block++) {
    const rows = db.rows<{ term: string; postings: Buffer }>(
      'SELECT term, postings FROM postings WHERE block = ?',
      block,
    );
    for (const { term, postings } of rows) {
      const left = withoutChunks(block, postings, first, end);
      if (left === postings) continue;
      if (left.length === 0) db.run('DELETE FROM postings WHERE block = ? AND term = ?', block, term);
      else db.run('UPDATE postings SET postings = ? WHERE block = ? AND term = ?', left, block, term);
    }
  }
}

/** Stores a document behind all others; its id must not be there. */
export function insertDocument(db: EmbeddedDatabase, document: NewDocument): void {
  const { info, versions, pages, chunks, terms, vectors } = document;
  const first = db.value<number>('SELECT next_chunk FROM state')!;
  db.run('UPDATE state SET next_chunk = ?', first + chunks.length);
  db.run(
    `INSERT INTO documents (id, info, chunker, analyzer, embedder, first_chunk, chunks, dimensions, tokens, lengths,
       languages, token_mean, vectors_crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    info.id,
    infoToStore(document),
    versions.chunker,
    versions.analyzer,
    versions.embedder,
    first,
    chunks.length,
    vectors.dimensions,
    vectors.pieces.length,
    bytesOf(Uint32Array.from(terms, ({ length }) => length)),
    Buffer.from(chunks.map(({ text }) => LANGUAGES.indexOf(detectLanguage(text)))),
    bytesOf(vectors.tokenMean),
    checkSum(0, bytesOf(vectors.chunks)),
  );
  const seq = db.value<number>('SELECT seq FROM documents WHERE id = ?', info.id)!;
  for (const { page, text, ...more } of pages) {
    db.run('INSERT INTO pages VALUES (?, ?, ?, ?, ?)', seq, page, text, JSON.stringify(more), sha256(text));
  }
  // The text of a chunk is a span of its page and is not stored twice.
  for (const [at, { document: _, text: __, ...chunk }] of chunks.entries()) {
    db.run('INSERT INTO chunks VALUES (?, ?)', first + at, JSON.stringify(chunk));
  }
  insertVectors(db, document, first);
  insertPostings(db, document, first);
}

function insertVectors(db: EmbeddedDatabase, { versions, vectors, tokens }: NewDocument, first: number): void {
  const { dimensions, offsets, pieces, scales } = vectors;
  const counts = new Map<number, number>();
  for (let at = 0; at + 1 < offsets.length; at++) {
    const [from, to] = [offsets[at]!, offsets[at + 1]!];
    const vector = bytesOf(vectors.chunks.subarray(at * dimensions, (at + 1) * dimensions));
    const own = pieces.subarray(from, to);
    const row = [bytesOf(own), bytesOf(scales.subarray(from, to))];
    const packed = bytesOf(tokens.subarray(from * packedBytes(dimensions), to * packedBytes(dimensions)));
    db.run('INSERT INTO vectors VALUES (?, ?)', first + at, vector);
    db.run('INSERT INTO tokens VALUES (?, ?, ?, ?, ?)', first + at, ...row, packed, checkSum(0, ...row, packed));
    countPieces(counts, own);
  }
  for (const [piece, chunks] of counts) {
    db.run(
      `INSERT INTO pieces VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET chunks = chunks + excluded.chunks`,
      versions.embedder,
      piece,
      chunks,
    );
  }
}

function insertPostings(db: EmbeddedDatabase, { terms }: NewDocument, first: number): void {
  const blocks = new Map<number, Map<string, BlockWriter>>();
  for (const [at, vector] of terms.entries()) {
    const block = blockOf(first + at);
    let writers = blocks.get(block);
    if (writers === undefined) blocks.set(block, (writers = new Map()));
    for (const [i, term] of vector.terms.entries()) {
      let writer = writers.get(term);
      if (writer === undefined) writers.set(term, (writer = new BlockWriter()));
      writer.add(first + at, vector.counts[i]!);
    }
  }
  for (const [block, writers] of blocks) {
    // In the order of the table, so that neighbours are changed together.
    for (const term of [...writers.keys()].sort()) {
      const before = db.value<Buffer>('SELECT postings FROM postings WHERE block = ? AND term = ?', block, term);
      const postings = writers.get(term)!.appendedTo(before);
      db.run('INSERT OR REPLACE INTO postings VALUES (?, ?, ?)', block, term, postings);
    }
  }
}
