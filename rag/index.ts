export type { Embedder, TokenEmbedding } from './index/embedder.ts';
export { embeddingModelFolder, miniLm, requireEmbeddingModel } from './index/embedder.ts';
export type { KnowledgeStore } from './index/store.ts';
export { vectorIndexName } from './index/vectors.ts';
export { listKnowledgeBases, type OpenOptions, openKnowledgeBase } from './knowledge-base.ts';
export type { LoadedDocument, LoadedPage, Loader, SourceFile } from './load/document.ts';
export { LOADERS, loadDocument, readSource } from './load/registry.ts';
export { GossanRetriever, type PassageMetadata } from './search/retriever.ts';
export * from './types.ts';
