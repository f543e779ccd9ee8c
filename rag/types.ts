import type { QuoteVerdict } from '../core/answer.ts';
import type { Language } from '../core/language.ts';
import type { SlowCall } from '../core/progress.ts';

/** A heading on a page. `start` is the offset of its first character in the page's text. */
export interface Heading {
  start: number;
  /** 1 is the outermost; levels only order headings, they need not be dense. */
  level: number;
  text: string;
}

/** One page of a document as it is stored. Quotations are checked against `text`; offsets of chunks and citations count in it. */
export interface Page {
  /** PDF page counted from 1; a document without pages has page 1 only. */
  page: number;
  /** The printed page label where it differs from the number. */
  label?: string;
  text: string;
  /** The text was recognised in a picture of the page, and may differ from it. */
  ocr?: OcrMark;
}

/** How a page was read that is a picture. */
export interface OcrMark {
  /** How sure the recognition is, 0..1: the mean over the page's characters. */
  confidence: number;
}

export interface DocumentInfo {
  /** Stable: the first 12 hex digits of the SHA-256 of the file's content. */
  id: string;
  title: string;
  /** File name, without the folder. */
  file: string;
  /** 'pdf', 'docx', 'xlsx', 'epub', 'html', 'csv', 'markdown', 'text' or 'image'. */
  format: string;
  language: Language;
  /** Of publication, as well as it can be told (rag/load/year.ts); left out where nothing tells. */
  year?: number;
  pages: number;
  chunks: number;
  /** ISO time of the last add. */
  added: string;
  /** Where pages are pictures: how many were recognised, how surely on the mean, and which were not read (from 1). */
  ocr?: { pages: number; confidence: number; unread: number[] };
  /** The address that it was fetched from (`kb sync`). */
  url?: string;
  /** The DOI that it gives itself, "10.…/…". */
  doi?: string;
  /** It was read by an earlier version of Gossan, and its file was not found again: adding the file reads it anew. */
  outdated?: true;
  /** Notes that ship with Gossan are told apart from the user's documents. */
  shipped: boolean;
}

/** A passage: what is indexed and found. `start`/`end` are character offsets in the text of `page`. */
export interface Chunk {
  id: string;
  document: string;
  page: number;
  start: number;
  end: number;
  /** Heading path, outermost first, joined by " › "; empty where the document has none. */
  heading: string;
  text: string;
}

/** One search result (contract: `kb search`). */
export interface SearchHit {
  document: string;
  title: string;
  page: number;
  label: string;
  start: number;
  end: number;
  /** Higher is better; comparable within one search only. */
  score: number;
  text: string;
  heading: string;
  /** The page's text was recognised in a picture. */
  ocr?: OcrMark;
}

/** Whole numbers from `from` to `to`, both included; an end that is left out is open. */
export interface Range {
  from?: number;
  to?: number;
}

/** Narrows a search; every part that is given must hold. */
export interface SearchFilter {
  /** Id of a document, or a part of its file name or title (several documents may match). */
  document?: string;
  /** Pages counted from 1, as a PDF reader counts them. */
  pages?: Range;
  /** Language of the document. */
  language?: Language;
  /** Years of publication. Documents whose year is not known are left out. */
  years?: Range;
}

export interface SearchOptions {
  k?: number;
  signal?: AbortSignal;
  /** Which stage to stop at; default 'rerank'. */
  stage?: 'bm25' | 'dense' | 'hybrid' | 'rerank';
  /** Ids of documents; others are not looked at. */
  documents?: string[];
  /** Language of the question, where it is known. */
  language?: Language;
  /** @throws GossanError FILTER_WRONG, FILTER_EMPTY */
  filter?: SearchFilter;
  /** Leaves out passages that repeat better ones, so that all `k` say something; by score alone where it is left out. */
  distinct?: boolean;
}

export interface AddOptions extends SlowCall {
  shipped?: boolean;
  /** The addresses that files were fetched from, by path. */
  urls?: ReadonlyMap<string, string>;
}

export interface AddResult {
  added: DocumentInfo[];
  /** In the base already, read by an earlier version of Gossan, and now read again. */
  reread: DocumentInfo[];
  /** Same content already in the base. */
  unchanged: string[];
  refused: { path: string; code: string; message: string; hint: string }[];
}

export interface QuoteCheck {
  verdict: QuoteVerdict;
  /** Where the quotation stands: the named page for `verified`, elsewhere for `misattributed`. */
  document?: string;
  page?: number;
  start?: number;
  end?: number;
}

/** A knowledge base, wherever it is stored: in files of this machine, or in the team's PostgreSQL. */
export interface KnowledgeBase {
  readonly name: string;
  /** Adds files, and folders with all they hold. Documents with the same content are not added twice. */
  add(paths: string[], options?: AddOptions): Promise<AddResult>;
  list(): Promise<DocumentInfo[]>;
  remove(id: string): Promise<void>;
  page(
    document: string,
    page: number,
  ): Promise<
    Page & Pick<DocumentInfo, 'url' | 'doi'> & { document: string; title: string; headings: readonly Heading[] }
  >;
  search(query: string, options?: SearchOptions): Promise<SearchHit[]>;
  /**
   * How near texts are to a question in meaning: cosines, -1..1; null where no embedder knows the question's language and
   * no glossary term helps.
   */
  nearness(question: string, texts: readonly string[]): Promise<number[] | null>;
  /** Checks a quotation against the page it is attributed to, then against every page of the base. */
  checkQuote(quote: string, document: string, page: number): Promise<QuoteCheck>;
  /** What is loaded: for `models` in answers and for `doctor`. */
  readonly models: { embeddings: string; reranker: string; vectors: string };
  close(): Promise<void>;
}
