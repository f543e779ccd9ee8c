import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';
import { sha256, stableId } from '../../core/hash.ts';
import type { DocumentInfo } from '../types.ts';
import { decodeContent, decodeVectors, encodeContent, encodeVectors } from './document-file.ts';
import type { Change, Generation, IndexVersions, KnowledgeStore, NewDocument, StoredDocument } from './store.ts';
import { packedBytes } from './token-vectors.ts';
import { acquireWriteLock } from './write-lock.ts';

/** Layout of the folder; a base of a newer layout is refused rather than misread. */
const FORMAT = 1;
const MANIFEST = 'manifest.json';
const DOCUMENTS = 'documents';
/** A commit takes milliseconds; a lock held for longer than this means trouble. */
const LOCK_WAIT_MS = 15_000;
/** A reader that loses the race against a writer's clean-up looks at the next manifest, so often at most. */
const READ_ATTEMPTS = 5;

interface FileEntry {
  name: string;
  bytes: number;
  sha256: string;
}

interface DocumentEntry {
  info: DocumentInfo;
  versions: IndexVersions;
  files: { content: FileEntry; vectors: FileEntry; tokens: FileEntry };
}

interface Manifest {
  format: number;
  generation: number;
  documents: DocumentEntry[];
}

const EMPTY: Manifest = { format: FORMAT, generation: 0, documents: [] };

/**
 * A knowledge base as a folder of files: three a document, written once under a name that is never used again, and a
 * manifest that names them with their hashes. Replacing the manifest (an atomic rename) is the commit; files that no
 * manifest names are what a killed writer left, and the next writer removes them.
 */
export class EmbeddedStore implements KnowledgeStore {
  private readonly folder: string;
  private readonly name: string;
  private readonly lockWaitMs: number;
  private stamp = '';
  private generation: Generation = { number: 0, documents: [] };
  /** Documents in memory by the name of their content file: a new generation reads only what is new. */
  private loaded = new Map<string, StoredDocument>();

  constructor(folder: string, name: string, options: { lockWaitMs?: number } = {}) {
    this.folder = folder;
    this.name = name;
    this.lockWaitMs = options.lockWaitMs ?? LOCK_WAIT_MS;
  }

  current(): Generation {
    const stamp = this.stampOfManifest();
    if (stamp === this.stamp) return this.generation;
    for (let attempt = 1; ; attempt++) {
      const manifest = this.readManifest();
      try {
        this.show(manifest);
        this.stamp = stamp;
        return this.generation;
      } catch (error) {
        // Files vanish when a writer commits between our reading of the manifest and of the files.
        const newer = this.readManifest().generation !== manifest.generation;
        if (!newer || attempt >= READ_ATTEMPTS) throw error;
      }
    }
  }

  async commit(change: Change, signal?: AbortSignal): Promise<Generation> {
    const lock = await acquireWriteLock(this.folder, this.name, this.lockWaitMs, signal);
    try {
      const before = this.readManifest();
      const gone = new Set([...(change.remove ?? []), ...(change.add ?? []).map((document) => document.info.id)]);
      const number = before.generation + 1;
      let manifest: Manifest;
      try {
        const added = (change.add ?? []).map((document) => this.writeDocument(document, number));
        const kept = before.documents.filter((entry) => !gone.has(entry.info.id));
        manifest = { format: FORMAT, generation: number, documents: [...kept, ...added] };
        lock.verify();
        writeFileAtomic(join(this.folder, MANIFEST), JSON.stringify(manifest, null, 1));
      } catch (error) {
        this.removeUnnamed(before);
        throw asGossanError(error, this.folder);
      }
      this.removeUnnamed(manifest);
      return this.current();
    } finally {
      lock.release();
    }
  }

  close(): void {
    this.loaded.clear();
    this.generation = { number: 0, documents: [] };
    this.stamp = '';
  }

  private stampOfManifest(): string {
    try {
      const { ino, mtimeMs, size } = statSync(join(this.folder, MANIFEST));
      return `${ino} ${mtimeMs} ${size}`;
    } catch {
      return 'none';
    }
  }

  private readManifest(): Manifest {
    const path = join(this.folder, MANIFEST);
    if (!existsSync(path)) return EMPTY;
    let manifest: Manifest;
    try {
      manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
    } catch (error) {
      throw this.corrupt(`${MANIFEST} cannot be read (${(error as Error).message})`);
    }
    if (manifest.format !== FORMAT) {
      throw this.corrupt(`it has format ${manifest.format}; this version of Gossan reads format ${FORMAT}`);
    }
    return manifest;
  }

  private show(manifest: Manifest): void {
    const loaded = new Map<string, StoredDocument>();
    for (const entry of manifest.documents) {
      const key = entry.files.content.name;
      loaded.set(key, this.loaded.get(key) ?? this.readDocument(entry));
    }
    this.loaded = loaded;
    this.generation = { number: manifest.generation, documents: [...loaded.values()] };
  }

  private readDocument(entry: DocumentEntry): StoredDocument {
    const { info, versions, files } = entry;
    const content = decodeContent(this.readChecked(files.content), info.id);
    const vectors = decodeVectors(this.readChecked(files.vectors));
    const tokenPath = join(this.folder, DOCUMENTS, files.tokens.name);
    if (!existsSync(tokenPath) || statSync(tokenPath).size !== files.tokens.bytes) {
      throw this.corrupt(`${files.tokens.name} is missing or cut short`);
    }
    const { dimensions, offsets } = vectors;
    const readTokens = (chunk: number): Uint8Array | null => {
      const from = offsets[chunk]! * packedBytes(dimensions);
      return readSpan(tokenPath, from, offsets[chunk + 1]! * packedBytes(dimensions) - from);
    };
    return { info, versions, ...content, vectors, readTokens };
  }

  private readChecked(file: FileEntry): Buffer {
    let bytes: Buffer;
    try {
      bytes = readFileSync(join(this.folder, DOCUMENTS, file.name));
    } catch (error) {
      throw this.corrupt(`${file.name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
    if (sha256(bytes) !== file.sha256) throw this.corrupt(`${file.name} is not what was written (its hash differs)`);
    return bytes;
  }

  private writeDocument(document: NewDocument, generation: number): DocumentEntry {
    const { info, versions, pages, chunks, terms, vectors, tokens } = document;
    const stem = `${info.id}-${stableId(generation, versions.chunker, versions.analyzer, versions.embedder).slice(0, 8)}`;
    return {
      info,
      versions,
      files: {
        content: this.writeFile(`${stem}.json`, encodeContent(pages, chunks, terms)),
        vectors: this.writeFile(`${stem}.vectors`, encodeVectors(vectors)),
        tokens: this.writeFile(`${stem}.tokens`, tokens),
      },
    };
  }

  private writeFile(name: string, bytes: Uint8Array): FileEntry {
    writeFileAtomic(join(this.folder, DOCUMENTS, name), bytes);
    return { name, bytes: bytes.length, sha256: sha256(bytes) };
  }

  /** Only under the lock: another writer's new files are named by no manifest yet. */
  private removeUnnamed(manifest: Manifest): void {
    const named = new Set(manifest.documents.flatMap(({ files }) => Object.values(files).map((file) => file.name)));
    const folder = join(this.folder, DOCUMENTS);
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) if (!named.has(name)) rmSync(join(folder, name), { force: true });
  }

  private corrupt(detail: string): GossanError {
    return new GossanError('KB_CORRUPT', { kb: this.name, detail, path: this.folder });
  }
}

/** Null where the file is gone or shorter: the caller then does without. */
function readSpan(path: string, from: number, length: number): Uint8Array | null {
  const bytes = new Uint8Array(length);
  try {
    const handle = openSync(path, 'r');
    try {
      for (let at = 0; at < length; ) {
        const read = readSync(handle, bytes, at, length - at, from + at);
        if (read === 0) return null;
        at += read;
      }
    } finally {
      closeSync(handle);
    }
    return bytes;
  } catch {
    return null;
  }
}
