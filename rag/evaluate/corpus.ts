/** A test collection: documents, queries, and which documents are relevant to which query. */
export interface RetrievalCorpus {
  name: string;
  documents: { id: string; text: string; heading?: string }[];
  queries: { id: string; text: string }[];
  /** Query id to document id to grade; grades above 0 are relevant. */
  judgements: Map<string, Map<string, number>>;
}
