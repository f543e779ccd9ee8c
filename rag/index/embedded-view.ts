import { sha256 } from '../../core/hash.ts';
import type { LoadedPage } from '../load/document.ts';
import type { Chunk, Range } from '../types.ts';
import { bestOf, type Scored } from './best.ts';
import { bm25Scores } from './bm25.ts';
import { floatsOf } from './bytes.ts';
import { checkSum } from './check-sum.ts';
import { LANGUAGES } from './embedded-commit.ts';
import { corrupt, type EmbeddedDatabase, translated } from './embedded-database.ts';
import type { Snapshot } from './embedded-snapshot.ts';
import { readPostings } from './postings.ts';
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
import { DamagedVectors, type VectorKeeper } from './vector-keeper.ts';

/** One generation of an embedded base, read within a transaction of its connection. */
export class EmbeddedView implements View {
  private readonly db: EmbeddedDatabase;
  private readonly snapshot: Snapshot;
  private readonly keeper: VectorKeeper;
  private readonly place: { path: string; kb: string };
  private readonly ended: () => void;

  constructor(
    db: EmbeddedDatabase,
    snapshot: Snapshot,
    keeper: VectorKeeper,
    place: { path: string; kb: string },
    ended: () => void,
  ) {
    this.db = db;
    this.snapshot = snapshot;
    this.keeper = keeper;
    this.place = place;
    this.ended = ended;
  }

  get generation(): number {
    return this.snapshot.generation;
  }

  async documents(): Promise<readonly StoredDocument[]> {
    return this.snapshot.documents;
  }

  async pages(document: string, from = 1, to = Number.MAX_SAFE_INTEGER): Promise<LoadedPage[]> {
    const index = this.snapshot.byId.get(document);
    if (index === undefined) return [];
    const rows = this.read(() =>
      this.db.rows<{ page: number; text: string; more: string; sha256: string }>(
        'SELECT page, text, more, sha256 FROM pages WHERE document = ? AND page BETWEEN ? AND ? ORDER BY page',
        this.snapshot.documents[index]!.seq,
        from,
        to,
      ),
    );
    return rows.map(({ page, text, more, sha256: written }) => {
      if (sha256(text) !== written)
        throw this.damaged(`page ${page} of ${document} is not what was written (its hash differs)`);
      return { page, text, ...(JSON.parse(more) as Omit<LoadedPage, 'page' | 'text'>) };
    });
  }

  async candidates({ terms, vector, most, documents, pages }: CandidateQuery): Promise<Candidate[]> {
    return this.read(() => {
      const table = this.snapshot.chunkTable(this.db);
      const wanted = documents && new Set(documents.map((id) => this.snapshot.byId.get(id)));
      const allowed = (document: number) => wanted === undefined || wanted.has(document);
      const onPages = pages && new Set(this.chunksOnPages(pages, allowed));
      const words = this.scoreWords(terms);
      const found = new Map<number, number>();
      const inside = onPages
        ? (chunk: number) => onPages.has(chunk)
        : (chunk: number) => allowed(table.documents[chunk]!);
      for (const { chunk } of bestOf(words, most, (chunk) => words[chunk]! > 0 && inside(chunk)))
        found.set(chunk, Number.NaN);
      if (vector !== null) {
        const near = onPages
          ? this.nearestOf([...onPages], vector, most)
          : this.keeper.nearest(this.db, this.snapshot, vector, most, wanted && allowed);
        for (const { chunk, score } of near) found.set(chunk, score);
        const others = [...found.keys()].filter((chunk) => Number.isNaN(found.get(chunk)!));
        const cosines = this.keeper.cosines(this.db, this.snapshot, vector, others);
        for (const [at, chunk] of others.entries()) found.set(chunk, cosines[at]!);
      }
      return [...found].map(([chunk, cosine]) => {
        return { chunk, words: words[chunk]!, cosine, language: LANGUAGES[table.languages[chunk]!]! };
      });
    });
  }

  async chunks(numbers: readonly number[]): Promise<Map<number, LabelledChunk>> {
    const table = this.read(() => this.snapshot.chunkTable(this.db));
    const pages = new Map<string, LoadedPage>();
    const chunks = new Map<number, LabelledChunk>();
    for (const number of numbers) {
      const at = table.documents[number] ?? -1;
      if (at < 0) continue;
      const document = this.snapshot.documents[at]!.info.id;
      const json = this.read(() => this.db.value<string>('SELECT chunk FROM chunks WHERE number = ?', number));
      if (json === undefined) throw this.damaged(`passage ${number} is missing`);
      const stored = JSON.parse(json) as Omit<Chunk, 'document' | 'text'>;
      const key = `${document} ${stored.page}`;
      let page = pages.get(key);
      if (page === undefined) {
        [page] = await this.pages(document, stored.page, stored.page);
        if (page === undefined) throw this.damaged(`page ${stored.page} of ${document} is missing`);
        pages.set(key, page);
      }
      const text = page.text.slice(stored.start, stored.end);
      const { label, ocr } = page;
      chunks.set(number, {
        ...stored,
        document,
        text,
        ...(label === undefined ? {} : { label }),
        ...(ocr === undefined ? {} : { ocr }),
      });
    }
    return chunks;
  }

  async closer({ chunks: numbers, terms, pieces }: CloserQuery): Promise<CloserLook> {
    const chunks = await this.chunks(numbers);
    return this.read(() => {
      const table = this.snapshot.chunkTable(this.db);
      const rows = new Map<
        number,
        { chunk: Chunk; language: (typeof LANGUAGES)[number]; tokens: ChunkTokens | null }
      >();
      for (const [number, chunk] of chunks) {
        const tokens = pieces === null ? null : this.tokens(number, pieces.embedder, table.documents[number]!);
        rows.set(number, { chunk, language: LANGUAGES[table.languages[number]!]!, tokens });
      }
      const termFrequency = new Map<string, number>();
      for (const term of new Set(terms)) {
        const sql = 'SELECT sum(length(postings)) / 4 FROM postings WHERE block = ? AND term = ?';
        const found = this.snapshot.blocks.reduce(
          (sum, block) => sum + (this.db.value<number>(sql, block, term) ?? 0),
          0,
        );
        if (found > 0) termFrequency.set(term, found);
      }
      const pieceFrequency = new Map<number, number>();
      for (const piece of new Set(Array.from(pieces?.ids ?? []))) {
        const sql = 'SELECT chunks FROM pieces WHERE embedder = ? AND piece = ?';
        const found = this.db.value<number>(sql, pieces!.embedder, piece);
        if (found !== undefined) pieceFrequency.set(piece, found);
      }
      const meanToken = pieces === null ? null : this.snapshot.meanToken(this.db, pieces.embedder);
      return { chunks: rows, size: table.size, termFrequency, pieceFrequency, meanToken };
    });
  }

  release(): void {
    this.ended();
  }

  /** Numbers of the chunks that stand on these pages. @param allowed whether a document of the snapshot is searched */
  private chunksOnPages(
    { from = 1, to = Number.MAX_SAFE_INTEGER }: Range,
    allowed: (document: number) => boolean,
  ): number[] {
    return this.snapshot.documents.flatMap(({ first, count }, document) =>
      allowed(document)
        ? this.db.column<number>(
            "SELECT number FROM chunks WHERE number >= ? AND number < ? AND json_extract(chunk, '$.page') BETWEEN ? AND ?",
            first,
            first + count,
            from,
            to,
          )
        : [],
    );
  }

  /** The nearest of some chunks, each compared. */
  private nearestOf(chunks: readonly number[], vector: NonNullable<CandidateQuery['vector']>, most: number): Scored[] {
    const cosines = this.keeper.cosines(this.db, this.snapshot, vector, chunks);
    return bestOf(cosines, most, (at) => !Number.isNaN(cosines[at]!)).map(({ chunk: at, score }) => {
      return { chunk: chunks[at]!, score };
    });
  }

  private scoreWords(terms: ReadonlyMap<string, number>): Float64Array {
    const { lengths, size, total } = this.snapshot.chunkTable(this.db);
    const query: { weight: number; postings: ReturnType<typeof readPostings> }[] = [];
    for (const [term, weight] of terms) {
      const rows: { block: number; postings: Buffer }[] = [];
      for (const block of this.snapshot.blocks) {
        const postings = this.db.value<Buffer>(
          'SELECT postings FROM postings WHERE block = ? AND term = ?',
          block,
          term,
        );
        if (postings !== undefined) rows.push({ block, postings });
      }
      query.push({ weight, postings: readPostings(rows) });
    }
    return bm25Scores(query, lengths, size, total);
  }

  private tokens(chunk: number, embedder: string, at: number): ChunkTokens | null {
    const document = this.snapshot.documents[at]!;
    if (document.versions.embedder !== embedder) return null;
    const row = this.db.row<{ pieces: Buffer; scales: Buffer; packed: Buffer; crc: number }>(
      'SELECT pieces, scales, packed, crc FROM tokens WHERE number = ?',
      chunk,
    );
    if (row === undefined || checkSum(0, row.pieces, row.scales, row.packed) !== row.crc) {
      throw this.damaged(`the token vectors of passage ${chunk} are not what was written`);
    }
    return { packed: row.packed, scales: floatsOf(row.scales), mean: this.snapshot.tokenMean(this.db, at) };
  }

  private read<T>(work: () => T): T {
    return translated(this.place.path, this.place.kb, () => {
      try {
        return work();
      } catch (error) {
        throw error instanceof DamagedVectors ? this.damaged(error.message) : error;
      }
    });
  }

  private damaged(detail: string) {
    return corrupt(this.place.path, this.place.kb, detail);
  }
}
