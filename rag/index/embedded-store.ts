import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import { DATABASE } from './base-files.ts';
import { insertDocument, removeDocument } from './embedded-commit.ts';
import {
  type EmbeddedDatabase,
  ensureTables,
  isBusy,
  openForReading,
  openForWriting,
  translated,
} from './embedded-database.ts';
import { Snapshot } from './embedded-snapshot.ts';
import { EmbeddedView } from './embedded-view.ts';
import { Format1 } from './format-1.ts';
import type { Change, KnowledgeStore, View } from './store.ts';
import { makeVectorFile } from './vector-file.ts';
import { VectorKeeper } from './vector-keeper.ts';

/** A commit takes milliseconds; a lock held for longer than this means trouble. */
const LOCK_WAIT_MS = 15_000;
const POLL_MS = 40;
/** A file that is being written for longer than this is what a killed process left. */
const ABANDONED_MS = 3_600_000;

export interface EmbeddedOptions {
  lockWaitMs?: number;
  /** 'exact' keeps FAISS out (tests compare the two). */
  vectors?: 'faiss' | 'exact';
  /** From so many vectors on they are kept as a file for FAISS too. */
  fileFrom?: number;
  /** Up to so many vectors each is compared; above, the nearest of them are looked for in lists of neighbours. */
  flatUpTo?: number;
}

/**
 * A knowledge base as one SQLite database in a folder (write-ahead log: many readers, one writer, nothing lost or half
 * done when a process is killed), and beside it a file for FAISS that can be made again at any time. The folder must be
 * on a disk of this machine; a team shares a base in PostgreSQL.
 */
export class EmbeddedStore implements KnowledgeStore {
  private readonly folder: string;
  private readonly path: string;
  private readonly name: string;
  private readonly options: Required<EmbeddedOptions>;
  private readonly keeper: VectorKeeper;
  private idle: EmbeddedDatabase[] = [];
  /** Which file the idle connections are open on. */
  private inode = '';
  private snapshot: Snapshot | null = null;
  private writer: { db: EmbeddedDatabase; inode: string } | null = null;

  constructor(folder: string, name: string, options: EmbeddedOptions = {}) {
    this.folder = folder;
    this.path = join(folder, DATABASE);
    this.name = name;
    this.options = { lockWaitMs: LOCK_WAIT_MS, vectors: 'faiss', fileFrom: 4096, flatUpTo: 200_000, ...options };
    this.keeper = new VectorKeeper(folder, this.options.vectors, this.options.fileFrom);
  }

  get vectors(): string {
    return this.keeper.name;
  }

  async view(): Promise<View> {
    await this.takeOver();
    const { db, snapshot, end } = this.beginReading();
    return new EmbeddedView(db, snapshot, this.keeper, { path: this.path, kb: this.name }, end);
  }

  async commit(change: Change, signal?: AbortSignal): Promise<void> {
    await this.takeOver(signal);
    await this.write(signal, (db) => apply(db, change));
    if (change.remove !== undefined) this.shrink();
  }

  async indexVectors(options: SlowCall = {}): Promise<void> {
    if (this.options.vectors === 'exact' || this.inodeOfFile() === '') return;
    await this.takeOver(options.signal);
    const { db, snapshot, end } = this.beginReading();
    let made: Awaited<ReturnType<typeof makeVectorFile>>;
    try {
      made = await makeVectorFile(db, snapshot, this.folder, this.options, options);
    } finally {
      end();
    }
    if (made === null) return;
    const { embedder, name, documents, rows, bytes, crc } = made;
    await this.write(options.signal, (db) => {
      db.run('DELETE FROM vector_file');
      db.run('INSERT INTO vector_file VALUES (?, ?, ?, ?, ?, ?)', embedder, name, documents, rows, bytes, crc);
    });
    this.removeUnnamed(name);
  }

  async close(): Promise<void> {
    this.forget();
    this.forgetWriter();
    this.inode = '';
  }

  /** Runs one transaction, once no other process writes. */
  private async write(signal: AbortSignal | undefined, work: (db: EmbeddedDatabase) => void): Promise<void> {
    const deadline = performance.now() + this.options.lockWaitMs;
    for (;;) {
      if (signal?.aborted) throw new GossanError('INTERRUPTED');
      if (this.tryWrite(work, performance.now() >= deadline)) return;
      await sleep(POLL_MS);
    }
  }

  /** @returns whether it was done; false where another process writes, unless that is to be an error */
  private tryWrite(work: (db: EmbeddedDatabase) => void, final: boolean): boolean {
    return translated(this.path, this.name, () => {
      let db: EmbeddedDatabase;
      try {
        if (this.writer !== null && this.writer.inode !== this.inodeOfFile()) this.forgetWriter();
        db = this.writer?.db ?? openForWriting(this.path);
        this.writer ??= { db, inode: '' };
        db.run('BEGIN IMMEDIATE');
      } catch (error) {
        if (isBusy(error) && !final) return false;
        throw error;
      }
      try {
        ensureTables(db, this.path, this.name);
        work(db);
        db.run('COMMIT');
      } catch (error) {
        if (db.db.inTransaction) db.run('ROLLBACK');
        throw error;
      }
      this.writer.inode = this.inodeOfFile();
      return true;
    });
  }

  /** A transaction for reading on a connection that nobody else uses meanwhile. */
  private beginReading(): { db: EmbeddedDatabase; snapshot: Snapshot; end: () => void } {
    const inode = this.inodeOfFile();
    // The file is another one, or there is one now: what was read from the one before is not of this base.
    if (inode !== this.inode) this.forget();
    this.inode = inode;
    const db = this.idle.pop() ?? openForReading(this.path, this.name);
    let snapshot: Snapshot;
    try {
      snapshot = translated(this.path, this.name, () => {
        db.run('BEGIN');
        return Snapshot.read(db, this.snapshot);
      });
    } catch (error) {
      db.close();
      throw error;
    }
    this.snapshot = snapshot;
    let open = true;
    const end = () => {
      if (!open) return;
      open = false;
      try {
        db.run('COMMIT');
      } catch {
        // A damaged database: what was read from it has said so already.
        return db.close();
      }
      // What stood in for a base without tables is of no use once there are some.
      if (inode === this.inode && !db.db.memory) this.idle.push(db);
      else db.close();
    };
    return { db, snapshot, end };
  }

  /** A base of format 1 becomes one of this format in a single transaction; its files go when that is on the disk. */
  private async takeOver(signal?: AbortSignal): Promise<void> {
    const old = new Format1(this.folder, this.name);
    if (!old.exists()) return;
    await this.write(signal, (db) => {
      if (db.value<number>('SELECT next_chunk FROM state')! > 0) return;
      for (const document of old.documents()) insertDocument(db, document);
      db.run('UPDATE state SET generation = generation + 1');
    });
    old.remove();
  }

  private shrink(): void {
    try {
      this.writer?.db.shrink();
    } catch (error) {
      // Another process writes: the next removal does it.
      if (!isBusy(error)) throw error;
    }
  }

  private inodeOfFile(): string {
    try {
      const { ino, size } = statSync(this.path);
      return size > 0 ? String(ino) : '';
    } catch {
      return '';
    }
  }

  private forget(): void {
    for (const db of this.idle) db.close();
    this.idle = [];
    this.snapshot = null;
    this.keeper.forget();
  }

  private forgetWriter(): void {
    this.writer?.db.close();
    this.writer = null;
  }

  /** Files for FAISS that no longer count, and what killed processes left of theirs. */
  private removeUnnamed(named: string): void {
    const longAgo = Date.now() - ABANDONED_MS;
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name);
      const old = /^vectors-.*\.(flat|lists)$/.test(name) && name !== named;
      const abandoned =
        /^vectors-.*\.tmp$/.test(name) && (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < longAgo;
      if (old || abandoned) rmSync(path, { force: true });
    }
  }
}

function apply(db: EmbeddedDatabase, { add = [], again = [], remove = [] }: Change): void {
  const isThere = (id: string) => db.value('SELECT seq FROM documents WHERE id = ?', id) !== undefined;
  for (const id of remove) removeDocument(db, id);
  for (const document of [...again.filter(({ info }) => isThere(info.id)), ...add]) {
    removeDocument(db, document.info.id);
    insertDocument(db, document);
  }
  db.run('UPDATE state SET generation = generation + 1');
}
