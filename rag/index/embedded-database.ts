import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ensureFolder } from '../../core/atomic.ts';
import { isDiskFull } from '../../core/disk-full.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';

/** Layout of the database; a base of a newer layout is refused rather than misread. Format 1 was a folder of files. */
export const FORMAT = 2;

const SCHEMA = `
  CREATE TABLE state (generation INTEGER NOT NULL, next_chunk INTEGER NOT NULL);
  -- Not from 0, so that a base that was removed and made again is not taken for the same.
  INSERT INTO state VALUES (unixepoch() * 1000, 0);
  CREATE TABLE documents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, info TEXT NOT NULL,
    chunker TEXT NOT NULL, analyzer TEXT NOT NULL, embedder TEXT NOT NULL,
    first_chunk INTEGER NOT NULL, chunks INTEGER NOT NULL, dimensions INTEGER NOT NULL, tokens INTEGER NOT NULL,
    lengths BLOB NOT NULL, languages BLOB NOT NULL, token_mean BLOB NOT NULL, vectors_crc INTEGER NOT NULL
  );
  CREATE TABLE pages (
    document INTEGER NOT NULL, page INTEGER NOT NULL, text TEXT NOT NULL, more TEXT NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (document, page)
  );
  CREATE TABLE chunks (number INTEGER PRIMARY KEY, chunk TEXT NOT NULL);
  CREATE TABLE vectors (number INTEGER PRIMARY KEY, vector BLOB NOT NULL);
  CREATE TABLE tokens (
    number INTEGER PRIMARY KEY, pieces BLOB NOT NULL, scales BLOB NOT NULL, packed BLOB NOT NULL, crc INTEGER NOT NULL
  );
  CREATE TABLE postings (
    block INTEGER NOT NULL, term TEXT NOT NULL, postings BLOB NOT NULL, PRIMARY KEY (block, term)
  ) WITHOUT ROWID;
  CREATE TABLE pieces (
    embedder TEXT NOT NULL, piece INTEGER NOT NULL, chunks INTEGER NOT NULL, PRIMARY KEY (embedder, piece)
  ) WITHOUT ROWID;
  CREATE TABLE vector_file (
    embedder TEXT PRIMARY KEY, name TEXT NOT NULL, documents BLOB NOT NULL, rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL, crc INTEGER NOT NULL
  );
`;

/** A connection with its statements, each compiled once. */
export class EmbeddedDatabase {
  readonly db: Database.Database;
  private readonly statements = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.db = db;
  }

  statement(sql: string): Database.Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) this.statements.set(sql, (statement = this.db.prepare(sql)));
    return statement;
  }

  /** The first column of the rows. */
  column<T>(sql: string, ...values: unknown[]): T[] {
    return this.statement(sql)
      .pluck()
      .all(...values) as T[];
  }

  /** The first column of the first row. */
  value<T>(sql: string, ...values: unknown[]): T | undefined {
    return this.statement(sql)
      .pluck()
      .get(...values) as T | undefined;
  }

  rows<T>(sql: string, ...values: unknown[]): T[] {
    return this.statement(sql).all(...values) as T[];
  }

  row<T>(sql: string, ...values: unknown[]): T | undefined {
    return this.statement(sql).get(...values) as T | undefined;
  }

  run(sql: string, ...values: unknown[]): void {
    this.statement(sql).run(...values);
  }

  /** Gives free pages back to the disk where they are many, so that removing documents makes the file smaller. */
  shrink(): void {
    const pages = (pragma: string) => this.db.pragma(pragma, { simple: true }) as number;
    if (pages('freelist_count') * 4 > pages('page_count')) this.db.pragma('incremental_vacuum');
  }

  close(): void {
    this.db.close();
  }
}

/** For reading; a base that nobody wrote to yet is an empty one in memory. @throws GossanError KB_CORRUPT */
export function openForReading(path: string, kb: string): EmbeddedDatabase {
  return translated(path, kb, () => {
    if (existsSync(path)) {
      const db = new Database(path, { fileMustExist: true });
      db.pragma('busy_timeout = 5000');
      db.pragma('cache_size = -8000');
      const format = formatOf(db);
      if (format > FORMAT) {
        db.close();
        throw newerFormat(path, kb, format);
      }
      if (format === FORMAT) {
        db.pragma('query_only = ON');
        return new EmbeddedDatabase(db);
      }
      // Made by a writer that has not committed yet.
      db.close();
    }
    const db = new Database(':memory:');
    db.exec(SCHEMA);
    return new EmbeddedDatabase(db);
  });
}

/** For writing; makes the file where there is none. The tables come with the first commit. @throws SQLite's errors */
export function openForWriting(path: string): EmbeddedDatabase {
  ensureFolder(dirname(path));
  const db = new Database(path);
  try {
    // Waiting is the caller's: SQLite would block the whole process.
    db.pragma('busy_timeout = 0');
    if (formatOf(db) === 0) {
      db.pragma('page_size = 8192');
      db.pragma('auto_vacuum = INCREMENTAL');
    }
    db.pragma('journal_mode = WAL');
    // A commit is on the disk when it returns, also when the power fails.
    db.pragma('synchronous = FULL');
    db.pragma('cache_size = -32000');
    db.pragma('journal_size_limit = 67108864');
    return new EmbeddedDatabase(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Makes the tables where there are none; inside the writer's transaction. @throws GossanError KB_CORRUPT */
export function ensureTables({ db }: EmbeddedDatabase, path: string, kb: string): void {
  const format = formatOf(db);
  if (format > FORMAT) throw newerFormat(path, kb, format);
  if (format === FORMAT) return;
  db.exec(SCHEMA);
  db.pragma(`user_version = ${FORMAT}`);
}

function formatOf(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

function newerFormat(path: string, kb: string, format: number): GossanError {
  return corrupt(path, kb, `it has format ${format}; this version of Gossan reads format ${FORMAT}`);
}

export function corrupt(path: string, kb: string, detail: string): GossanError {
  return new GossanError('KB_CORRUPT', { kb, detail, path: dirname(path) });
}

/** Runs something on a database and turns SQLite's errors into ours. */
export function translated<T>(path: string, kb: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw databaseError(error, path, kb);
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function databaseError(error: unknown, path: string, kb: string): GossanError {
  if (!(error instanceof Database.SqliteError)) return asGossanError(error, path);
  const cause = { cause: error };
  if (isBusy(error)) return new GossanError('KB_LOCKED', { kb }, cause);
  if (isDiskFull(error, path)) return new GossanError('DISK_FULL', { path: dirname(path) }, cause);
  if (/^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(error.code)) {
    return new GossanError(
      'KB_CORRUPT',
      { kb, detail: `${basename(path)} cannot be read (${error.message})`, path: dirname(path) },
      cause,
    );
  }
  return new GossanError('WRITE_FAILED', { path, detail: error.message }, cause);
}
