import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { asGossanError, GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import { bytesOf, floatsOf } from './bytes.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import type { DocumentRow, Snapshot } from './embedded-snapshot.ts';
import { hasFaiss, listedIndex, listsFor, VECTORS_A_LIST } from './faiss.ts';
import { readFaissFile, writeFlatFile, writeListedFile } from './faiss-file.ts';
import { allRows, documentsOf, isFlat, type VectorFile, vectorRows } from './vector-keeper.ts';

/** A file is made anew where more than this share of all rows is missing from it, or is of documents that are gone. */
const OUT_OF_DATE = 1 / 20;

/**
 * Writes the vectors of a base as FAISS reads them, from `fileFrom` vectors on: flat, or, above `flatUpTo` vectors, in lists of
 * neighbours (half a minute for hundreds of thousands; those that are there are added to).
 * @returns what the table `vector_file` is to say; null where the file that is there will do, or FAISS is absent
 */
export async function makeVectorFile(
  db: EmbeddedDatabase,
  snapshot: Snapshot,
  folder: string,
  { fileFrom, flatUpTo }: { fileFrom: number; flatUpTo: number },
  options: SlowCall,
): Promise<(VectorFile & { embedder: string }) | null> {
  const embedder = prevailing(snapshot);
  const documents = snapshot.documents.filter(({ versions }) => versions.embedder === embedder);
  const rows = sum(documents);
  if (embedder === null || rows < fileFrom || !hasFaiss()) return null;
  const before = db.row<VectorFile>('SELECT * FROM vector_file WHERE embedder = ?', embedder);
  const flat = rows <= flatUpTo;
  const there = before !== undefined && existsSync(join(folder, before.name));
  const usable = there && isFlat(before.name) === flat ? before : null;
  const present = new Set(usable === null ? [] : documentsOf(usable).map(({ seq }) => seq));
  const missing = documents.filter(({ seq }) => !present.has(seq));
  const gone = (usable?.rows ?? 0) - (rows - sum(missing));
  if (usable !== null && sum(missing) + gone <= fileFrom / 4 + rows * OUT_OF_DATE) return null;
  const name = `vectors-${randomUUID().slice(0, 8)}.${flat ? 'flat' : 'lists'}`;
  const path = join(folder, name);
  try {
    if (flat) {
      const written = writeFlatFile(path, documents[0]!.dimensions, rows, allRows(db, documents));
      return written && { embedder, name, rows, documents: triples(documents), ...written };
    }
    const kept = usable !== null && gone * 5 < rows ? usable : null;
    return { embedder, name, ...(await writeLists(db, folder, path, kept, documents, missing, options)) };
  } catch (error) {
    rmSync(path, { force: true });
    throw asGossanError(error, path);
  }
}

async function writeLists(
  db: EmbeddedDatabase,
  folder: string,
  path: string,
  kept: VectorFile | null,
  documents: DocumentRow[],
  missing: DocumentRow[],
  { signal, onProgress }: SlowCall,
): Promise<Omit<VectorFile, 'name'>> {
  const { dimensions } = documents[0]!;
  // Lists that were made for half as many vectors are made anew: their centres are of what there was then.
  const usable = kept !== null && kept.rows * 2 > sum(documents) ? kept : null;
  const earlier = usable === null ? null : readFaissFile(join(folder, usable.name), dimensions, usable.rows, false);
  onProgress?.({ step: 'listing vectors' });
  const index = earlier ?? listedIndex(dimensions, sampleOf(db, documents))!;
  const added = earlier === null ? documents : missing;
  const total = sum(added);
  let done = 0;
  for (const document of added) {
    if (signal?.aborted) throw new GossanError('INTERRUPTED');
    onProgress?.({ step: 'listing vectors', done, total, unit: 'passages' });
    index.add(floatsOf(Buffer.concat(vectorRows(db, document))));
    done += document.count;
    await breathe();
  }
  const order = earlier === null ? documents : [...documentsOf(usable!), ...missing];
  return { rows: index.size, documents: triples(order), ...writeListedFile(path, index) };
}

/** Vectors from all over the base, as many as its lists need. */
function sampleOf(db: EmbeddedDatabase, documents: DocumentRow[]): Float32Array {
  const { dimensions } = documents[0]!;
  const numbers = documents.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => first + at));
  const size = Math.min(numbers.length, listsFor(numbers.length) * VECTORS_A_LIST);
  const sample = new Float32Array(size * dimensions);
  for (let row = 0; row < size; row++) {
    const number = numbers[Math.floor((row * numbers.length) / size)]!;
    const vector = db.value<Buffer>('SELECT vector FROM vectors WHERE number = ?', number)!;
    sample.set(floatsOf(vector), row * dimensions);
  }
  return sample;
}

/** The embedder of most passages; of what others made, a search by meaning finds nothing. */
function prevailing({ documents }: Snapshot): string | null {
  const counts = new Map<string, number>();
  for (const { versions, count } of documents)
    counts.set(versions.embedder, (counts.get(versions.embedder) ?? 0) + count);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

function sum(documents: readonly { count: number }[]): number {
  return documents.reduce((total, { count }) => total + count, 0);
}

function triples(documents: readonly Pick<DocumentRow, 'seq' | 'first' | 'count'>[]): Buffer {
  return bytesOf(Uint32Array.from(documents.flatMap(({ seq, first, count }) => [seq, first, count])));
}
