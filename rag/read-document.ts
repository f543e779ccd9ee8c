import { basename } from 'node:path';
import { asGossanError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { detectLanguage, type Language } from '../core/language.ts';
import type { SlowCall } from '../core/progress.ts';
import type { SourceDocument } from './index/index-document.ts';
import type { LoadedPage, SourceFile } from './load/document.ts';
import { doiOnPage } from './load/doi.ts';
import { loadDocument, readSource } from './load/registry.ts';
import { publicationYear } from './load/year.ts';
import type { DocumentInfo } from './types.ts';

export interface ReadOptions extends SlowCall {
  shipped?: boolean;
  /** The address that the file was fetched from. */
  url?: string;
}

/** A document's id is the beginning of its content's hash. */
export function documentId(bytes: Uint8Array): string {
  return sha256(bytes).slice(0, 12);
}

/** Reads the pages of a file and says what document they are. @throws GossanError what readSource and loaders throw */
export async function readDocument(file: SourceFile, options: ReadOptions = {}): Promise<SourceDocument> {
  const { signal, onProgress, shipped = false, url } = options;
  const id = documentId(file.bytes);
  const {
    format,
    title,
    date,
    doi: stated,
    pages,
    unread = [],
    version,
  } = await loadDocument(file, { signal, onProgress });
  const year = publicationYear({ title, front: pages[0]!.text, date, file: basename(file.path) });
  const doi = stated ?? (format === 'pdf' ? doiOnPage(pages[0]!.text) : undefined);
  return {
    info: {
      id,
      title,
      file: basename(file.path),
      format,
      language: languageOf(pages),
      ...(year === undefined ? {} : { year }),
      ...(url === undefined ? {} : { url }),
      ...(doi === undefined ? {} : { doi }),
      pages: pages.length,
      added: new Date().toISOString(),
      ...ocrOf(pages, unread),
      shipped,
    },
    pages,
    loader: version,
  };
}

/**
 * Reads a stored document anew from the file that it was read from; null where that is gone, holds something else, or is
 * refused today: then the pages that are stored are all there is.
 * @throws GossanError INTERRUPTED
 */
export async function readAgain(
  { id, added, shipped, url }: DocumentInfo,
  path: string | undefined,
  { signal, onProgress }: SlowCall,
): Promise<SourceDocument | null> {
  if (path === undefined) return null;
  try {
    const file = await readSource(path, signal);
    if (documentId(file.bytes) !== id) return null;
    const { info, ...rest } = await readDocument(file, { signal, onProgress, shipped, ...(url ? { url } : {}) });
    return { ...rest, info: { ...info, added } };
  } catch (thrown) {
    const error = asGossanError(thrown, path);
    if (error.code === 'INTERRUPTED') throw error;
    return null;
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
