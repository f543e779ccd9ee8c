import { Document } from '@langchain/core/documents';
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers';
import type { KnowledgeBase, SearchHit, SearchOptions } from '../types.ts';

/** What LangChain's documents carry beside the text of the passage. */
export type PassageMetadata = Omit<SearchHit, 'text'>;

/**
 * A knowledge base as a LangChain retriever, for chains and graphs that expect one. LangChain's own BM25 retriever
 * has no index and its ensemble merges equal texts of different documents, so both are our own underneath.
 */
export class GossanRetriever extends BaseRetriever<PassageMetadata> {
  override lc_namespace = ['gossan', 'retrievers'];
  private readonly base: KnowledgeBase;
  private readonly options: SearchOptions;

  constructor(base: KnowledgeBase, options: SearchOptions & BaseRetrieverInput = {}) {
    const { callbacks, tags, metadata, verbose, ...search } = options;
    super({ callbacks, tags, metadata, verbose });
    this.base = base;
    this.options = search;
  }

  static override lc_name(): string {
    return 'GossanRetriever';
  }

  override async _getRelevantDocuments(query: string): Promise<Document<PassageMetadata>[]> {
    const hits = await this.base.search(query, this.options);
    return hits.map(({ text, ...metadata }) => new Document({ pageContent: text, metadata }));
  }
}
