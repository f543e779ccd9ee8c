import { createReadStream, statSync } from 'node:fs';
import { extname } from 'node:path';
import { asGossanError, GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import { csvLoader } from './csv.ts';
import { FIRST_LOADER, type LoadedDocument, type Loader, type SourceFile } from './document.ts';
import { docxLoader } from './docx.ts';
import { epubLoader } from './epub.ts';
import { htmlLoader } from './html.ts';
import { imageLoader } from './image.ts';
import { markdownLoader } from './markdown.ts';
import { NestedTooDeep } from './nesting.ts';
import { refuseOldOffice } from './old-office.ts';
import { pdfLoader } from './pdf.ts';
import { textLoader } from './text.ts';
import { xlsxLoader } from './xlsx.ts';
import { isZip } from './zip-package.ts';

/** In the order in which they are asked; text is last because any bytes without zeros could be text. */
export const LOADERS: readonly Loader[] = [
  pdfLoader,
  docxLoader,
  xlsxLoader,
  epubLoader,
  imageLoader,
  htmlLoader,
  csvLoader,
  markdownLoader,
  textLoader,
];

/** Larger files are refused before they are read into memory. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** Whether a file found inside a folder is meant to be a document (by its ending). */
export function isDocumentName(path: string): boolean {
  const extension = extname(path).toLowerCase();
  return LOADERS.some(({ extensions, namedOnly }) => extensions.includes(extension) && !namedOnly);
}

/** The version of what reads a format today (`Loader.version`). */
export function loaderVersion(format: string): string {
  return String(LOADERS.find((loader) => loader.format === format)?.version ?? FIRST_LOADER);
}

/**
 * Reads a whole file.
 * @throws GossanError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_EMPTY, IS_DIRECTORY, DOCUMENT_TOO_LARGE
 */
export async function readSource(path: string, signal?: AbortSignal): Promise<SourceFile> {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) {
      const detail = `${Math.round(size / 2 ** 20)} MiB; at most ${MAX_FILE_BYTES / 2 ** 20} MiB can be read`;
      throw new GossanError('DOCUMENT_TOO_LARGE', { path, detail });
    }
    const parts: Buffer[] = [];
    for await (const part of createReadStream(path, { signal, highWaterMark: 1 << 20 })) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    if (bytes.length === 0) throw new GossanError('FILE_EMPTY', { path });
    return { path, bytes };
  } catch (error) {
    throw asGossanError(error, path);
  }
}

/**
 * Turns a file into pages of text with headings. The content decides over the ending where it is plain
 * (a PDF called .txt is read as a PDF).
 * @throws GossanError DOCUMENT_FORMAT for other formats; otherwise what the format's loader throws
 */
export async function loadDocument(
  file: SourceFile,
  options?: SlowCall,
): Promise<LoadedDocument & { version: string }> {
  const extension = extname(file.path).toLowerCase();
  refuseOldOffice(file);
  const recognised = LOADERS.find((candidate) => candidate.recognises(file.bytes));
  const named = LOADERS.find((candidate) => candidate.extensions.includes(extension));
  if (recognised === undefined) refuseMisnamed(file, named);
  const loader = recognised ?? named;
  if (loader === undefined) {
    throw new GossanError('DOCUMENT_FORMAT', { path: file.path, detail: describeUnknown(extension) });
  }
  if (loader.format !== 'pdf' && extension === '.pdf') {
    throw new GossanError('DOCUMENT_DAMAGED', { path: file.path, detail: 'it does not begin as a PDF does' });
  }
  try {
    return { ...(await loader.load(file, options)), version: String(loader.version) };
  } catch (error) {
    if (!(error instanceof NestedTooDeep)) throw error;
    throw new GossanError('DOCUMENT_DAMAGED', { path: file.path, detail: error.message });
  }
}

/** What is called .docx and is no ZIP file, or another one, was cut off, or is a web page that a server sent instead. */
function refuseMisnamed({ path, bytes }: SourceFile, named: Loader | undefined): void {
  const zipped = named === docxLoader || named === xlsxLoader || named === epubLoader;
  if (zipped) {
    const detail = isZip(bytes)
      ? `its end is missing, or it is no ${named.format.toUpperCase()} file`
      : `it does not begin as a ${named.format.toUpperCase()} file does`;
    throw new GossanError('DOCUMENT_DAMAGED', { path, detail });
  }
  if (isZip(bytes) && named !== undefined) {
    throw new GossanError('DOCUMENT_FORMAT', { path, detail: 'it is a ZIP archive' });
  }
}

function describeUnknown(extension: string): string {
  return extension === '' ? 'it has no ending that tells what it is' : `files ending in ${extension} are not read`;
}
