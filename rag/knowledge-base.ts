import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { asGossanError, GossanError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { detectLanguage, type Language } from '../core/language.ts';
import { homePath } from '../core/paths.ts';
import type { OnProgress, SlowCall } from '../core/progress.ts';
import { EmbeddedStore } from './index/embedded-store.ts';
import { type Embedder, installedEmbedder, requireEmbeddingModel, searchesByMeaning } from './index/embedder.ts';
import { currentVersions, indexDocument, sameVersions } from './index/index-document.ts';
import type { KnowledgeStore, NewDocument, StoredDocument } from './index/store.ts';
import { vectorIndexName } from './index/vectors.ts';
import { collectFiles } from './load/collect-files.ts';
import type { LoadedPage } from './load/document.ts';
import { loadDocument, readSource } from './load/registry.ts';
import { PageCache } from './ocr/page-cache.ts';
import { prepareQuery } from './search/query.ts';
import { RERANKER_NAME } from './search/rerank.ts';
import { rankChunks } from './search/search.ts';
import { Searchable } from './search/searchable.ts';
import type { AddResult, DocumentInfo, KnowledgeBase, Page, QuoteCheck, SearchHit, SearchOptions } from './types.ts';
import { QuoteChecker } from './verify/quotes.ts';

export interface OpenOptions {
  /** Another embedder than MiniLM; documents embedded by another one are embedded again when it is first used. */
  embedder?: Embedder;
  /** Another place than the folder of files under GOSSAN_HOME. */
  store?: KnowledgeStore;
}

const KB_NAME = /^(?!\.)[\p{L}\p{N}._-]{1,64}$/u;
const DEFAULT_K = 8;
/** Small documents are committed together, so that thousands of notes do not write the manifest thousands of times. */
const COMMIT_CHUNKS = 32;
const COMMIT_MS = 1000;

/**
 * Opens a knowledge base by name; one that does not exist yet is empty, and is made by the first add. Reads the index
 * (tens of milliseconds for hundreds of chunks); the embedder is loaded by the first search or add that needs it.
 * @throws GossanError KB_NAME, KB_CORRUPT
 */
export async function openKnowledgeBase(name: string, options: OpenOptions = {}): Promise<KnowledgeBase> {
  const base = new FileKnowledgeBase(name, options);
  base.list();
  return base;
}

/** Names of the knowledge bases under GOSSAN_HOME, sorted. */
export function listKnowledgeBases(): string[] {
  const folder = homePath('kb');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => KB_NAME.test(name) && existsSync(homePath('kb', name, 'manifest.json')))
    .sort();
}

class FileKnowledgeBase implements KnowledgeBase {
  readonly name: string;
  private readonly store: KnowledgeStore;
  private readonly embedder: Embedder;
  private searchable: Searchable | null = null;
  private checker: QuoteChecker | null = null;

  constructor(name: string, options: OpenOptions) {
    if (!KB_NAME.test(name)) throw new GossanError('KB_NAME', { name });
    this.name = name;
    this.store = options.store ?? new EmbeddedStore(homePath('kb', name), name);
    this.embedder = options.embedder ?? installedEmbedder();
  }

  get models(): KnowledgeBase['models'] {
    const reranker = searchesByMeaning(this.embedder) ? RERANKER_NAME : 'none';
    return { embeddings: this.embedder.id, reranker, vectors: vectorIndexName() };
  }

  async add(paths: string[], options: SlowCall & { shipped?: boolean } = {}): Promise<AddResult> {
    const { signal, onProgress } = options;
    await this.bringUpToDate(signal, onProgress);
    const { files, problems } = collectFiles(paths);
    const result: AddResult = {
      added: [],
      unchanged: [],
      refused: problems.map(({ path, error }) => refusal(path, error)),
    };
    const known = new Set(this.list().map((document) => document.id));
    const batch = new CommitBatch(this.store);
    try {
      for (const [at, path] of files.entries()) {
        if (signal?.aborted) throw new GossanError('INTERRUPTED');
        onProgress?.({ step: `reading ${path}`, done: at, total: files.length, unit: 'files' });
        const loaded = await this.load(path, known, options);
        if (loaded === 'known') result.unchanged.push(path);
        else if (loaded instanceof GossanError) result.refused.push(refusal(path, loaded));
        else {
          const onChunk = (done: number, total: number) =>
            onProgress?.({ step: `indexing ${path}`, done, total, unit: 'chunks' });
          const document = await indexDocument(loaded.info, loaded.pages, this.embedder, { signal, onChunk });
          known.add(document.info.id);
          result.added.push(document.info);
          await batch.add(document);
          new PageCache(document.info.id).clear();
        }
      }
    } finally {
      // Also when it is interrupted: what was finished is kept.
      await batch.commit();
    }
    return result;
  }

  list(): DocumentInfo[] {
    return this.store.current().documents.map((document) => document.info);
  }

  async remove(id: string): Promise<void> {
    this.document(id);
    await this.store.commit({ remove: [id] });
  }

  page(document: string, page: number): Page & { document: string; title: string } {
    const { info, pages } = this.document(document);
    const found = pages[page - 1];
    if (found === undefined) throw new GossanError('PAGE_UNKNOWN', { id: document, pages: pages.length, page });
    const { label, text, ocr } = found;
    const marks = { ...(label === undefined ? {} : { label }), ...(ocr === undefined ? {} : { ocr }) };
    return { page, ...marks, text, document, title: info.title };
  }

  async search(query: string, options: SearchOptions = {}): Promise<SearchHit[]> {
    const { k = DEFAULT_K, signal, documents, language } = options;
    const byMeaning = searchesByMeaning(this.embedder);
    if (options.stage === 'dense' && !byMeaning) requireEmbeddingModel();
    const stage = byMeaning ? (options.stage ?? 'rerank') : 'bm25';
    if (stage !== 'bm25') await this.bringUpToDate(signal);
    const base = this.current();
    if (base.chunks.length === 0) throw new GossanError('KB_EMPTY', { kb: this.name });
    const within = documents === undefined ? undefined : chunksOf(base, new Set(documents));
    const prepared = prepareQuery(query, this.embedder.languages, language);
    const ranked = await rankChunks(base, prepared, this.embedder, stage, within);
    if (signal?.aborted) throw new GossanError('INTERRUPTED');
    return ranked.slice(0, Math.max(0, k)).map(({ chunk, score }) => this.hit(base, chunk, score));
  }

  checkQuote(quote: string, document: string, page: number): QuoteCheck {
    const generation = this.store.current();
    if (this.checker?.generation !== generation) this.checker = new QuoteChecker(generation);
    return this.checker.check(quote, document, page);
  }

  async close(): Promise<void> {
    this.searchable = null;
    this.checker = null;
    this.store.close();
  }

  private current(): Searchable {
    const generation = this.store.current();
    if (this.searchable?.generation !== generation) this.searchable = new Searchable(generation);
    return this.searchable;
  }

  private document(id: string): StoredDocument {
    const found = this.store.current().documents.find((document) => document.info.id === id);
    if (found === undefined) throw new GossanError('DOCUMENT_UNKNOWN', { kb: this.name, id });
    return found;
  }

  private hit(base: Searchable, chunk: number, score: number): SearchHit {
    const { document, page, start, end, text, heading } = base.chunks[chunk]!;
    const { info, pages } = base.locate(chunk).document;
    const { label = String(page), ocr } = pages[page - 1]!;
    const mark = ocr === undefined ? {} : { ocr };
    return { document, title: info.title, page, label, start, end, score, text, heading, ...mark };
  }

  /** What is wrong with one file is a refusal and the rest goes on; only an interruption is thrown. */
  private async load(
    path: string,
    known: ReadonlySet<string>,
    { signal, onProgress, shipped = false }: SlowCall & { shipped?: boolean },
  ): Promise<{ info: Omit<DocumentInfo, 'chunks'>; pages: LoadedPage[] } | 'known' | GossanError> {
    try {
      const file = await readSource(path, signal);
      const id = sha256(file.bytes).slice(0, 12);
      if (known.has(id)) return 'known';
      const { format, title, pages, unread = [] } = await loadDocument(file, { signal, onProgress });
      const ocr = ocrOf(pages, unread);
      const language = languageOf(pages);
      const added = new Date().toISOString();
      return {
        info: { id, title, file: basename(path), format, language, pages: pages.length, added, ...ocr, shipped },
        pages,
      };
    } catch (thrown) {
      const error = asGossanError(thrown, path);
      if (error.code === 'INTERRUPTED') throw error;
      return error;
    }
  }

  /** Documents that were cut or embedded by another version are indexed again from their stored pages. */
  private async bringUpToDate(signal?: AbortSignal, onProgress?: OnProgress): Promise<void> {
    // without weights nothing is embedded anew: what was embedded before keeps its vectors
    if (!searchesByMeaning(this.embedder)) return;
    const wanted = currentVersions(this.embedder);
    const stale = this.store.current().documents.filter((document) => !sameVersions(document.versions, wanted));
    const batch = new CommitBatch(this.store);
    for (const [at, { info, pages }] of stale.entries()) {
      onProgress?.({ step: `indexing ${info.title} again`, done: at, total: stale.length, unit: 'documents' });
      await batch.add(await indexDocument(info, pages, this.embedder, { signal }));
    }
    await batch.commit();
  }
}

/** Commits finished documents as the work goes on: what is committed is kept when the rest is interrupted. */
class CommitBatch {
  private readonly store: KnowledgeStore;
  private waiting: NewDocument[] = [];
  private since = performance.now();

  constructor(store: KnowledgeStore) {
    this.store = store;
  }

  async add(document: NewDocument): Promise<void> {
    this.waiting.push(document);
    const chunks = this.waiting.reduce((sum, { info }) => sum + info.chunks, 0);
    if (chunks >= COMMIT_CHUNKS || performance.now() - this.since > COMMIT_MS) await this.commit();
  }

  async commit(): Promise<void> {
    if (this.waiting.length > 0) await this.store.commit({ add: this.waiting });
    this.waiting = [];
    this.since = performance.now();
  }
}

/** Of the document's beginning and middle: a Chinese report may begin with an English abstract. */
function languageOf(pages: LoadedPage[]): Language {
  const middle = pages[Math.floor(pages.length / 2)]!.text;
  return detectLanguage(`${pages[0]!.text.slice(0, 2000)} ${middle.slice(0, 4000)}`);
}

function ocrOf(pages: LoadedPage[], unread: number[]): Pick<DocumentInfo, 'ocr'> {
  const read = pages.flatMap(({ ocr }) => ocr ?? []);
  if (read.length === 0 && unread.length === 0) return {};
  const confidence = read.reduce((sum, mark) => sum + mark.confidence, 0) / Math.max(1, read.length);
  return { ocr: { pages: read.length, confidence, unread } };
}

function chunksOf(base: Searchable, documents: ReadonlySet<string>): Set<number> {
  return new Set([...base.chunks.keys()].filter((chunk) => documents.has(base.chunks[chunk]!.document)));
}

function refusal(path: string, { code, message, hint }: GossanError): AddResult['refused'][number] {
  return { path, code, message, hint };
}
