import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { FIRST_LOADER, type LoadedPage } from '../load/document.ts';
import type { DocumentInfo } from '../types.ts';
import type { TermVector } from './bm25.ts';
import type { DocumentVectors, IndexVersions, NewDocument } from './store.ts';

interface FileEntry {
  name: string;
  sha256: string;
}

interface Manifest {
  format: number;
  documents: {
    info: DocumentInfo;
    versions: Omit<IndexVersions, 'loader'>;
    files: { content: FileEntry; vectors: FileEntry; tokens: FileEntry };
  }[];
}

interface Content {
  pages: LoadedPage[];
  chunks: [id: string, page: number, start: number, end: number, heading: string][];
  terms: TermVector[];
}

/** "GSV1" in the byte order of the machine that wrote it. */
const MAGIC = 0x31565347;

/**
 * A base as Gossan kept it at first: a manifest, and three files a document. It is only read, to become a base of
 * today's format.
 */
export class Format1 {
  private readonly folder: string;
  private readonly kb: string;
  private readonly manifest: string;

  constructor(folder: string, kb: string) {
    this.folder = folder;
    this.kb = kb;
    this.manifest = join(folder, 'manifest.json');
  }

  exists(): boolean {
    return existsSync(this.manifest);
  }

  /** The documents in their order. @throws GossanError KB_CORRUPT where a file is not what was written */
  *documents(): Generator<NewDocument> {
    const { format, documents } = this.parse<Manifest>('manifest.json', this.readFile(this.manifest, 'manifest.json'));
    if (format !== 1) throw this.corrupt(`manifest.json has format ${format}, which is not known`);
    for (const { info, versions, files } of documents) {
      const { pages, chunks, terms } = this.parse<Content>(files.content.name, this.readChecked(files.content));
      yield {
        info,
        versions: { ...versions, loader: FIRST_LOADER },
        pages,
        terms,
        chunks: chunks.map(([id, page, start, end, heading]) => {
          const text = pages[page - 1]!.text.slice(start, end);
          return { id, document: info.id, page, start, end, heading, text };
        }),
        vectors: this.vectors(files.vectors),
        tokens: this.readChecked(files.tokens),
      };
    }
  }

  /** Once all of it is stored elsewhere. The manifest goes first: without it nothing is taken for a base. */
  remove(): void {
    rmSync(this.manifest, { force: true });
    rmSync(join(this.folder, 'write.lock'), { force: true });
    rmSync(join(this.folder, 'documents'), { recursive: true, force: true });
  }

  /** Header [magic, dimensions, chunks, pieces], then chunk vectors, offsets, piece ids, scales, token mean; four bytes each. */
  private vectors(file: FileEntry): DocumentVectors {
    // A copy: the views below need an offset that is a multiple of four.
    const { buffer } = Uint8Array.from(this.readChecked(file));
    const [magic, dimensions = 0, count = 0, pieceCount = 0] = new Uint32Array(buffer, 0, 4);
    const expected = 4 * (4 + count * dimensions + count + 1 + 2 * pieceCount + dimensions);
    if (magic !== MAGIC || buffer.byteLength !== expected) throw this.corrupt(`${file.name} is not a file of vectors`);
    let at = 16;
    const next = (length: number) => {
      const start = at;
      at += 4 * length;
      return start;
    };
    return {
      dimensions,
      chunks: new Float32Array(buffer, next(count * dimensions), count * dimensions),
      offsets: new Uint32Array(buffer, next(count + 1), count + 1),
      pieces: new Int32Array(buffer, next(pieceCount), pieceCount),
      scales: new Float32Array(buffer, next(pieceCount), pieceCount),
      tokenMean: new Float32Array(buffer, next(dimensions), dimensions),
    };
  }

  private readChecked(file: FileEntry): Buffer {
    const bytes = this.readFile(join(this.folder, 'documents', file.name), file.name);
    if (sha256(bytes) !== file.sha256) throw this.corrupt(`${file.name} is not what was written (its hash differs)`);
    return bytes;
  }

  private readFile(path: string, name: string): Buffer {
    try {
      return readFileSync(path);
    } catch (error) {
      throw this.corrupt(`${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }

  private parse<T>(name: string, bytes: Buffer): T {
    try {
      return JSON.parse(bytes.toString()) as T;
    } catch (error) {
      throw this.corrupt(`${name} cannot be read (${(error as Error).message})`);
    }
  }

  private corrupt(detail: string): GossanError {
    return new GossanError('KB_CORRUPT', { kb: this.kb, detail, path: this.folder });
  }
}
