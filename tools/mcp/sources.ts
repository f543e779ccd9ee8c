import type { Answer } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { Assistant } from '../../core/session.ts';
import type { Identification, SceneSummary } from '../spectral/types.ts';

/** A passage of a knowledge base, as `gossan kb search --json` gives it. */
export interface Passage {
  document: string;
  title: string;
  page: number;
  label: string;
  start: number;
  end: number;
  score: number;
  text: string;
  heading: string;
  ocr?: { confidence: number };
}

/** A stored page, as `gossan kb page --json` gives it. */
export interface StoredPage {
  document: string;
  title: string;
  page: number;
  label?: string;
  text: string;
  headings: readonly { start: number; level: number; text: string }[];
  ocr?: { confidence: number };
  url?: string;
  doi?: string;
}

/** Ends are included; one that is left out is open. */
export interface NumberRange {
  from?: number;
  to?: number;
}

/** What the server reads of a knowledge base. */
export interface Knowledge {
  search(
    query: string,
    options: {
      k?: number;
      signal?: AbortSignal;
      filter?: { document?: string; pages?: NumberRange; language?: Language; years?: NumberRange };
      distinct?: boolean;
    },
  ): Promise<Passage[]>;
  page(document: string, page: number): Promise<StoredPage>;
  list(): Promise<{ id: string; title: string; pages: number }[]>;
}

/** Results for reading: the words of the command line, so that a result reads alike wherever it is shown. */
export interface Wording {
  answer(answer: Answer): string;
  map(summary: SceneSummary, folder: string): string;
  spectra(found: readonly Identification[]): string;
  passages(passages: readonly Passage[]): string;
}

/**
 * What the server's tools need and may not import: whoever starts it hands them in, opens them at the first use, shares
 * them among clients, and closes them.
 */
export interface Sources {
  assistant(): Promise<Assistant>;
  knowledgeBase(name: string): Promise<Knowledge>;
  knowledgeBases(): Promise<string[]>;
  /** Called before a knowledge base is read: what ships with Gossan is in it afterwards. */
  prepare(kb: string, options: SlowCall): Promise<void>;
  wording: Wording;
}

/** The knowledge base that is meant where none is named. */
export const DEFAULT_KB = 'default';
