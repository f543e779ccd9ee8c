import { GossanError } from '../../core/errors.ts';
import type { SourceFile } from './document.ts';

/** Some programs append zeros or signatures behind the end mark; more than this is not an ending any more. */
const TAIL_BYTES = 64 * 1024;

/**
 * PDF libraries repair a truncated file by scanning for whole objects and silently lose the rest. A report that lost
 * its last pages in a broken download must not be cited as if it were whole, so it is refused: by the end mark
 * (ISO 32000-1, 7.5.5), and in linearised files by the length that they state of themselves (Annex F.3).
 * @throws GossanError DOCUMENT_DAMAGED
 */
export function refuseTruncated(file: SourceFile): void {
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  const head = bytes.subarray(0, 1024).toString('latin1');
  const stated = /\/Linearized\b[^>]*?\/L\s+(\d+)/.exec(head)?.[1];
  if (stated !== undefined && Number(stated) > bytes.length) {
    const detail = `truncated: ${bytes.length} of ${stated} bytes are there`;
    throw new GossanError('DOCUMENT_DAMAGED', { path: file.path, detail });
  }
  if (!bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES)).includes('%%EOF')) {
    throw new GossanError('DOCUMENT_DAMAGED', { path: file.path, detail: 'truncated: the end of the file is missing' });
  }
}
