import type { SlowCall } from '../../core/progress.ts';
import type { Heading, Page } from '../types.ts';

export type { Heading };

/** The caption of a figure or table, a paragraph of its own: `text.slice(start, end)` of its page. */
export interface Caption {
  start: number;
  end: number;
  kind: 'figure' | 'table';
  /** "Figure 4", "表2-1". */
  label: string;
}

/** A table in a page's text: one row a line, cells parted by " | ". */
export interface PageTable {
  start: number;
  end: number;
  /** The row that names the columns, '' where there is none; of a table that goes on from the page before, that page's. */
  head: string;
  /** Its caption's label and text, '' where there is none. */
  caption: string;
}

/** A page as a loader gives it and as the store keeps it. */
export interface LoadedPage extends Page {
  /** In the order of `start`. */
  headings: Heading[];
  /** In the order of `start`; absent where the format marks none. */
  captions?: Caption[];
  /** In the order of `start`; absent where there are none. */
  tables?: PageTable[];
}

/** What every loader makes of a file. */
export interface LoadedDocument {
  /** 'pdf', 'docx', 'xlsx', 'epub', 'html', 'csv', 'markdown', 'text' or 'image'. */
  format: string;
  /** Never empty: the file's own title, its first heading, or its name. */
  title: string;
  /** ISO date that the file's own metadata give it, where they do. */
  date?: string;
  /** At least one page; page numbers run from 1 without gaps. At least one page has text. */
  pages: LoadedPage[];
  /** Pages that look like pictures of text and were not read, counted from 1. */
  unread?: number[];
  /** The DOI that the file's own metadata give it, where they do. */
  doi?: string;
}

/** A file in memory; loaders never read the disk themselves. */
export interface SourceFile {
  /** As the user named it: for messages. */
  path: string;
  bytes: Uint8Array;
}

/** By what documents were read before versions of loaders were kept. */
export const FIRST_LOADER = '1';

/** One format. A new format is one new file and one row in the registry. */
export interface Loader {
  format: string;
  /**
   * Grows whenever the format is read otherwise: documents that an earlier one read are read again. 1 is also what read
   * those of the time before versions were kept.
   */
  version: number;
  /** Lower case, with the dot. */
  extensions: readonly string[];
  /** Such files in a folder are no documents unless they are named one by one. */
  namedOnly?: boolean;
  /** True when the content shows this format whatever the file is called. */
  recognises(bytes: Uint8Array): boolean;
  /** @throws GossanError DOCUMENT_* naming `file.path` */
  load(file: SourceFile, options?: SlowCall): Promise<LoadedDocument>;
}
