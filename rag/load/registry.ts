import { createReadStream, statSync } from 'node:fs';
import { extname } from 'node:path';
import { asGossanError, GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { LoadedDocument, Loader, SourceFile } from './document.ts';
import { htmlLoader } from './html.ts';
import { markdownLoader } from './markdown.ts';
import { pdfLoader } from './pdf.ts';
import { textLoader } from './text.ts';

/** In the order in which they are asked; text is last because any bytes without zeros could be text. */
export const LOADERS: readonly Loader[] = [pdfLoader, htmlLoader, markdownLoader, textLoader];

/** Larger files are refused before they are read into memory. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** Whether a file found inside a folder is meant to be a document (by its ending). */
export function isDocumentName(path: string): boolean {
  return LOADERS.some((loader) => loader.extensions.includes(extname(path).toLowerCase()));
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
export async function loadDocument(file: SourceFile, options?: SlowCall): Promise<LoadedDocument> {
  const head = file.bytes.subarray(0, 1024);
  const extension = extname(file.path).toLowerCase();
  const loader =
    LOADERS.find((candidate) => candidate.recognises(head)) ??
    LOADERS.find((candidate) => candidate.extensions.includes(extension));
  if (loader === undefined) {
    throw new GossanError('DOCUMENT_FORMAT', { path: file.path, detail: describeUnknown(extension) });
  }
  if (loader.format !== 'pdf' && extension === '.pdf') {
    throw new GossanError('DOCUMENT_DAMAGED', { path: file.path, detail: 'it does not begin as a PDF does' });
  }
  return loader.load(file, options);
}

function describeUnknown(extension: string): string {
  return extension === '' ? 'it has no ending that tells what it is' : `files ending in ${extension} are not read`;
}
