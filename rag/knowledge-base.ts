import { resolve } from 'node:path';
import { asGossanError, GossanError } from '../core/errors.ts';
import type { OnProgress, SlowCall } from '../core/progress.ts';
import { type Embedder, installedEmbedder, requireEmbeddingModel, searchesByMeaning } from './index/embedder.ts';
import { dot } from './index/exact-index.ts';
import { currentVersions, indexDocument, isIndexed, type SourceDocument } from './index/index-document.ts';
import type { KnowledgeStore, NewDocument, StoredDocument, View } from './index/store.ts';
import { namesOfBases, storeFor } from './index/stores.ts';
import { collectFiles } from './load/collect-files.ts';
import { loaderVersion, readSource } from './load/registry.ts';
import { PageCache } from './ocr/page-cache.ts';
import { Origins } from './origins.ts';
import { readAhead } from './read-ahead.ts';
import { documentId, type ReadOptions, readAgain, readDocument } from './read-document.ts';
import { diversify } from './search/diversity.ts';
import { type Scope, scopeOf } from './search/filter.ts';
import { prepareQuery } from './search/query.ts';
import type { Ranked } from './search/ranked.ts';
import { RERANKER_NAME } from './search/rerank.ts';
import { ChosenReranker } from './search/reranker.ts';
import { rankChunks } from './search/search.ts';
import type {
  AddOptions,
  AddResult,
  DocumentInfo,
  KnowledgeBase,
  QuoteCheck,
  SearchHit,
  SearchOptions,
} from './types.ts';
import { StoredQuotes } from './verify/stored-quotes.ts';

export interface OpenOptions {
  /** Another embedder than MiniLM; documents embedded by another one are embedded again when it is first used. */
  embedder?: Embedder;
  /** Another place than GOSSAN_STORE, or the folder under GOSSAN_HOME. */
  store?: KnowledgeStore;
  /** Hears what the user should know and what stops nothing: that a reranker cannot be loaded, or files not be read again. */
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
  const base = new StoredKnowledgeBase(name, store, embedder, reranker, options.onNote);
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
  private readonly origins: Origins;
  /** Documents that an earlier version read and whose file is gone or refused: not tried at every search. */
  private readonly notRead = new Set<string>();
  private readonly onNote: (text: string) => void;

  constructor(
    name: string,
    store: KnowledgeStore,
    embedder: Embedder,
    reranker: ChosenReranker,
    onNote: (text: string) => void = () => {},
  ) {
    this.onNote = onNote;
    this.origins = new Origins(name);
    this.name = name;
    this.store = store;
    this.embedder = embedder;
    this.reranker = reranker;
  }

  get models(): KnowledgeBase['models'] {
    const reranker = [RERANKER_NAME, this.reranker.name].filter((name) => name !== null).join(', ');
    return { embeddings: this.embedder.id, reranker, vectors: this.store.vectors };
  }

  async add(paths: string[], options: AddOptions = {}): Promise<AddResult> {
    const { signal, onProgress, urls } = options;
    await this.bringUpToDate(signal, onProgress);
    const { files, problems } = collectFiles(paths);
    const result: AddResult = {
      added: [],
      reread: [],
      unchanged: [],
      refused: problems.map(({ path, error }) => refusal(path, error)),
    };
    const known = new Map((await this.list()).map((info) => [info.id, info]));
    const origins = new Map<string, string>();
    const batch = new CommitBatch(this.store, 'add');
    let indexing = false;
    const read = (path: string, signal: AbortSignal) =>
      this.load(path, known, {
        ...options,
        signal,
        // What is read ahead is not told of: the user sees one thing at a time.
        onProgress: (progress) => indexing || onProgress?.(progress),
        url: urls?.get(path),
      });
    const onWait = (at: number) => {
      indexing = false;
      onProgress?.({ step: `reading ${files[at]}`, done: at, total: files.length, unit: 'files' });
    };
    try {
      for await (const { path, loaded } of readAhead(files, read, { signal, onWait })) {
        if (signal?.aborted) throw new GossanError('INTERRUPTED');
        if (loaded instanceof GossanError) {
          result.refused.push(refusal(path, loaded));
          continue;
        }
        origins.set(loaded.id, resolve(path));
        if (loaded.source === null) {
          result.unchanged.push(path);
          continue;
        }
        indexing = true;
        const onChunk = (done: number, total: number) =>
          onProgress?.({ step: `indexing ${path}`, done, total, unit: 'chunks' });
        const document = await indexDocument(loaded.source, this.embedder, { signal, onChunk });
        (loaded.again ? result.reread : result.added).push(document.info);
        await batch.add(document);
        new PageCache(loaded.id).clear();
      }
    } finally {
      // Also when it is interrupted: what was finished is kept.
      await batch.commit();
      this.origins.remember(origins, new Set(known.keys()));
    }
    if (result.added.length + result.reread.length > 0) await this.indexVectors(options);
    return result;
  }

  async list(): Promise<DocumentInfo[]> {
    return this.read(async (view) =>
      (await view.documents()).map((document) =>
        isOutdated(document) ? { ...document.info, outdated: true as const } : document.info,
      ),
    );
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
      const { url, doi } = info;
      const marks = {
        ...(label === undefined ? {} : { label }),
        ...(ocr === undefined ? {} : { ocr }),
        ...(url === undefined ? {} : { url }),
        ...(doi === undefined ? {} : { doi }),
      };
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

  /**
   * What is wrong with one file is a refusal and the rest goes on; only an interruption is thrown. `source` is null where
   * the base has the document already, as it would be read today, `again` where it has an older reading of it.
   * @param known what the base has; what is read is added to it, so that a copy is not read again
   */
  private async load(
    path: string,
    known: Map<string, DocumentInfo>,
    options: ReadOptions,
  ): Promise<{ id: string; source: SourceDocument | null; again: boolean } | GossanError> {
    try {
      const file = await readSource(path, options.signal);
      const id = documentId(file.bytes);
      const before = known.get(id);
      const again = before !== undefined;
      if (again && !before.outdated && (options.url === undefined || before.url !== undefined)) {
        return { id, source: null, again };
      }
      const { shipped = options.shipped, url = options.url } = before ?? {};
      const source = await readDocument(file, { ...options, shipped, url });
      if (again) source.info.added = before.added;
      known.set(id, { ...source.info, chunks: 0 });
      return { id, source, again };
    } catch (thrown) {
      const error = asGossanError(thrown, path);
      if (error.code === 'INTERRUPTED') throw error;
      return error;
    }
  }

  /**
   * Documents that were cut, analysed or embedded by another version are indexed again from their stored pages; those that
   * another loader read are read again where their file is still what it was. Without weights nothing is embedded anew:
   * what was embedded before keeps its vectors until they are there again.
   */
  private async bringUpToDate(signal?: AbortSignal, onProgress?: OnProgress): Promise<void> {
    const wanted = currentVersions(this.embedder);
    const all = await this.read((view) => view.documents());
    const stale = all.filter((document) => {
      const { info, versions } = document;
      const ours = searchesByMeaning(this.embedder) || versions.embedder === this.embedder.id;
      return ours && (!isIndexed(versions, wanted) || (isOutdated(document) && !this.notRead.has(info.id)));
    });
    const batch = new CommitBatch(this.store, 'again');
    const before = this.notRead.size;
    try {
      for (const [at, document] of stale.entries()) {
        const { info, versions } = document;
        onProgress?.({ step: `indexing ${info.title} again`, done: at, total: stale.length, unit: 'documents' });
        let source: SourceDocument | null = null;
        if (isOutdated(document)) source = await readAgain(info, this.origins.of(info.id), { signal, onProgress });
        if (source === null && isOutdated(document)) this.notRead.add(info.id);
        if (source === null && isIndexed(versions, wanted)) continue;
        source ??= { info, pages: await this.read((view) => view.pages(info.id)), loader: versions.loader };
        // Another process may have removed it.
        if (source.pages.length > 0) await batch.add(await indexDocument(source, this.embedder, { signal }));
      }
    } finally {
      await batch.commit();
    }
    if (this.notRead.size > before) this.onNote(notReadText(all.filter(({ info }) => this.notRead.has(info.id))));
    if (stale.some(({ info }) => !this.notRead.has(info.id))) await this.indexVectors({ signal, onProgress });
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

/** Whether an earlier version of Gossan read it. */
function isOutdated({ info, versions }: StoredDocument): boolean {
  return versions.loader !== loaderVersion(info.format);
}

function notReadText(documents: readonly StoredDocument[]): string {
  const names = documents.map(({ info }) => info.file);
  const listed = names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');
  const subject = names.length === 1 ? '1 document was' : `${names.length} documents were`;
  return `${subject} read by an earlier version of Gossan and not found again to be read anew: ${listed}. \`gossan kb add\` with the file reads it as today.`;
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

/** Both a filter's documents and those that are named must hold. */
function narrowed(scope: Scope, documents?: readonly string[]): Scope {
  if (documents === undefined) return scope;
  const named = new Set(documents);
  return { ...scope, documents: scope.documents?.filter((id) => named.has(id)) ?? documents };
}

function refusal(path: string, { code, message, hint }: GossanError): AddResult['refused'][number] {
  return { path, code, message, hint };
}
