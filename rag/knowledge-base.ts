import { basename } from 'node:path';
import { asGossanError, GossanError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { detectLanguage, type Language } from '../core/language.ts';
import type { OnProgress, SlowCall } from '../core/progress.ts';
import { type Embedder, installedEmbedder, requireEmbeddingModel, searchesByMeaning } from './index/embedder.ts';
import { dot } from './index/exact-index.ts';
import { currentVersions, indexDocument, sameVersions } from './index/index-document.ts';
import type { KnowledgeStore, NewDocument, StoredDocument, View } from './index/store.ts';
import { namesOfBases, storeFor } from './index/stores.ts';
import { collectFiles } from './load/collect-files.ts';
import type { LoadedPage } from './load/document.ts';
import { loadDocument, readSource } from './load/registry.ts';
import { publicationYear } from './load/year.ts';
import { PageCache } from './ocr/page-cache.ts';
import { diversify } from './search/diversity.ts';
import { type Scope, scopeOf } from './search/filter.ts';
import { prepareQuery } from './search/query.ts';
import type { Ranked } from './search/ranked.ts';
import { RERANKER_NAME } from './search/rerank.ts';
import { ChosenReranker } from './search/reranker.ts';
import { rankChunks } from './search/search.ts';
import type { AddResult, DocumentInfo, KnowledgeBase, QuoteCheck, SearchHit, SearchOptions } from './types.ts';
import { StoredQuotes } from './verify/stored-quotes.ts';

export interface OpenOptions {
  /** Another embedder than MiniLM; documents embedded by another one are embedded again when it is first used. */
  embedder?: Embedder;
  /** Another place than GOSSAN_STORE, or the folder under GOSSAN_HOME. */
  store?: KnowledgeStore;
  /** Hears what the user should know and what stops nothing: that a reranker cannot be loaded. */
  onNote?: (text: string) => void;
}

const KB_NAME = /^(?!\.)[\p{L}\p{N}._-]{1,64}$/u;
const DEFAULT_K = 8;
/** Small documents are committed together, so that thousands of notes are not thousands of commits. */
const COMMIT_CHUNKS = 32;
const COMMIT_MS = 1000;

/**
 * Opens a knowledge base by name; one that does not exist yet is empty, and is made by the first add. Reads the list of
 * documents; the indexes and the embedder are loaded by the first search or add that needs them.
 * @throws GossanError KB_NAME, KB_CORRUPT, MODEL_UNKNOWN, EMBEDDINGS_MISSING, STORE_*
 */
export async function openKnowledgeBase(name: string, options: OpenOptions = {}): Promise<KnowledgeBase> {
  if (!KB_NAME.test(name)) throw new GossanError('KB_NAME', { name });
  const embedder = options.embedder ?? installedEmbedder();
  const reranker = new ChosenReranker(options.onNote);
  const store = options.store ?? (await storeFor(name));
  const base = new StoredKnowledgeBase(name, store, embedder, reranker);
  try {
    await base.list();
  } catch (error) {
    await store.close();
    throw error;
  }
  return base;
}

/** Names of the knowledge bases in the store that is configured, sorted. @throws GossanError STORE_* */
export async function listKnowledgeBases(): Promise<string[]> {
  return (await namesOfBases()).filter((name) => KB_NAME.test(name)).sort();
}

class StoredKnowledgeBase implements KnowledgeBase {
  readonly name: string;
  private readonly store: KnowledgeStore;
  private readonly embedder: Embedder;
  private readonly reranker: ChosenReranker;
  private readonly quotes = new StoredQuotes();

  constructor(name: string, store: KnowledgeStore, embedder: Embedder, reranker: ChosenReranker) {
    this.name = name;
    this.store = store;
    this.embedder = embedder;
    this.reranker = reranker;
  }

  get models(): KnowledgeBase['models'] {
    const reranker = [RERANKER_NAME, this.reranker.name].filter((name) => name !== null).join(', ');
    return { embeddings: this.embedder.id, reranker, vectors: this.store.vectors };
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
    const known = new Set((await this.list()).map((document) => document.id));
    const batch = new CommitBatch(this.store, 'add');
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
    if (result.added.length > 0) await this.indexVectors(options);
    return result;
  }

  async list(): Promise<DocumentInfo[]> {
    return this.read(async (view) => (await view.documents()).map((document) => document.info));
  }

  async remove(id: string): Promise<void> {
    await this.read((view) => this.document(view, id));
    await this.store.commit({ remove: [id] });
  }

  async page(document: string, page: number): ReturnType<KnowledgeBase['page']> {
    return this.read(async (view) => {
      const { info } = await this.document(view, document);
      const [found] = await view.pages(document, page, page);
      if (found === undefined) throw new GossanError('PAGE_UNKNOWN', { id: document, pages: info.pages, page });
      const { label, text, headings, ocr } = found;
      const marks = { ...(label === undefined ? {} : { label }), ...(ocr === undefined ? {} : { ocr }) };
      return { page, ...marks, text, document, title: info.title, headings };
    });
  }

  async search(query: string, options: SearchOptions = {}): Promise<SearchHit[]> {
    const { k = DEFAULT_K, signal, documents, language, filter, distinct = false } = options;
    const byMeaning = searchesByMeaning(this.embedder);
    if (options.stage === 'dense' && !byMeaning) requireEmbeddingModel();
    const stage = options.stage ?? 'rerank';
    if (stage !== 'bm25') await this.bringUpToDate(signal);
    const prepared = prepareQuery(query, this.embedder.languages, language);
    const reranker = stage === 'rerank' ? await this.reranker.get() : null;
    return this.read(async (view) => {
      const all = (await view.documents()).map(({ info }) => info);
      if (all.every(({ chunks }) => chunks === 0)) throw new GossanError('KB_EMPTY', { kb: this.name });
      const scope = narrowed(filter === undefined ? {} : scopeOf(filter, all, this.name), documents);
      const ranked = await rankChunks(view, prepared, this.embedder, stage, scope, reranker);
      if (signal?.aborted) throw new GossanError('INTERRUPTED');
      const most = Math.max(0, k);
      return hits(
        view,
        distinct ? await diversify(ranked, most, (chunks) => view.chunks(chunks)) : ranked.slice(0, most),
      );
    });
  }

  async nearness(question: string, texts: readonly string[]): Promise<number[] | null> {
    if (!searchesByMeaning(this.embedder)) return null;
    const { denseText } = prepareQuery(question, this.embedder.languages);
    if (denseText === null) return null;
    const asked = (await this.embedder.embed(denseText, 'query')).vector;
    const cosines: number[] = [];
    for (const text of texts) cosines.push(dot((await this.embedder.embed(text, 'passage')).vector, 0, asked));
    return cosines;
  }

  async checkQuote(quote: string, document: string, page: number): Promise<QuoteCheck> {
    return this.read((view) => this.quotes.check(view, quote, document, page));
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  private async read<T>(work: (view: View) => Promise<T>): Promise<T> {
    const view = await this.store.view();
    try {
      return await work(view);
    } finally {
      view.release();
    }
  }

  private async document(view: View, id: string): Promise<StoredDocument> {
    const found = (await view.documents()).find((document) => document.info.id === id);
    if (found === undefined) throw new GossanError('DOCUMENT_UNKNOWN', { kb: this.name, id });
    return found;
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
      const { format, title, date, pages, unread = [] } = await loadDocument(file, { signal, onProgress });
      const ocr = ocrOf(pages, unread);
      const language = languageOf(pages);
      const year = publicationYear({ title, front: pages[0]!.text, date, file: basename(path) });
      const added = new Date().toISOString();
      return {
        info: {
          id,
          title,
          file: basename(path),
          format,
          language,
          ...(year === undefined ? {} : { year }),
          pages: pages.length,
          added,
          ...ocr,
          shipped,
        },
        pages,
      };
    } catch (thrown) {
      const error = asGossanError(thrown, path);
      if (error.code === 'INTERRUPTED') throw error;
      return error;
    }
  }

  /**
   * Documents that were cut, analysed or embedded by another version are indexed again from their stored pages. Without
   * weights nothing is embedded anew: what was embedded before keeps its vectors until they are there again.
   */
  private async bringUpToDate(signal?: AbortSignal, onProgress?: OnProgress): Promise<void> {
    const wanted = currentVersions(this.embedder);
    const all = await this.read((view) => view.documents());
    const stale = all.filter(({ versions }) => {
      const ours = searchesByMeaning(this.embedder) || versions.embedder === this.embedder.id;
      return ours && !sameVersions(versions, wanted);
    });
    if (stale.length === 0) return;
    const batch = new CommitBatch(this.store, 'again');
    try {
      for (const [at, { info }] of stale.entries()) {
        onProgress?.({ step: `indexing ${info.title} again`, done: at, total: stale.length, unit: 'documents' });
        const pages = await this.read((view) => view.pages(info.id));
        // Another process may have removed it.
        if (pages.length > 0) await batch.add(await indexDocument(info, pages, this.embedder, { signal }));
      }
    } finally {
      await batch.commit();
    }
    await this.indexVectors({ signal, onProgress });
  }

  private async indexVectors(options: SlowCall): Promise<void> {
    if (searchesByMeaning(this.embedder)) await this.store.indexVectors(options);
  }
}

/** Commits finished documents as the work goes on: what is committed is kept when the rest is interrupted. */
class CommitBatch {
  private readonly store: KnowledgeStore;
  private readonly kind: 'add' | 'again';
  private waiting: NewDocument[] = [];
  private since = performance.now();

  constructor(store: KnowledgeStore, kind: 'add' | 'again') {
    this.store = store;
    this.kind = kind;
  }

  async add(document: NewDocument): Promise<void> {
    this.waiting.push(document);
    const chunks = this.waiting.reduce((sum, { info }) => sum + info.chunks, 0);
    if (chunks >= COMMIT_CHUNKS || performance.now() - this.since > COMMIT_MS) await this.commit();
  }

  async commit(): Promise<void> {
    if (this.waiting.length > 0) await this.store.commit({ [this.kind]: this.waiting });
    this.waiting = [];
    this.since = performance.now();
  }
}

/** Of the document's beginning and middle: a Chinese report may begin with an English abstract. */
function languageOf(pages: LoadedPage[]): Language {
  const middle = pages[Math.floor(pages.length / 2)]!.text;
  return detectLanguage(`${pages[0]!.text.slice(0, 2000)} ${middle.slice(0, 4000)}`);
}

async function hits(view: View, ranked: readonly Ranked[]): Promise<SearchHit[]> {
  const chunks = await view.chunks(ranked.map(({ chunk }) => chunk));
  const titles = new Map((await view.documents()).map(({ info }) => [info.id, info.title]));
  return ranked.map(({ chunk, score }) => {
    const { document, page, start, end, text, heading, label = String(page), ocr } = chunks.get(chunk)!;
    const mark = ocr === undefined ? {} : { ocr };
    return { document, title: titles.get(document)!, page, label, start, end, score, text, heading, ...mark };
  });
}

function ocrOf(pages: LoadedPage[], unread: number[]): Pick<DocumentInfo, 'ocr'> {
  const read = pages.flatMap(({ ocr }) => ocr ?? []);
  if (read.length === 0 && unread.length === 0) return {};
  const confidence = read.reduce((sum, mark) => sum + mark.confidence, 0) / Math.max(1, read.length);
  return { ocr: { pages: read.length, confidence, unread } };
}

/** Both a filter's documents and those that are named must hold. */
function narrowed(scope: Scope, documents?: readonly string[]): Scope {
  if (documents === undefined) return scope;
  const named = new Set(documents);
  return { ...scope, documents: scope.documents?.filter((id) => named.has(id)) ?? documents };
}

function refusal(path: string, { code, message, hint }: GossanError): AddResult['refused'][number] {
  return { path, code, message, hint };
}
