import { extname } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import type { SourceFile } from './document.ts';

/** Files of Word 97, Excel 97 and their like begin so; and files of today that a password protects (MS-OFFCRYPTO 2.3). */
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

const OLD: [stream: string, name: string, instead: string][] = [
  ['WordDocument', 'Word 97', '.docx'],
  ['Workbook', 'Excel 97', '.xlsx'],
  ['PowerPoint Document', 'PowerPoint 97', '.pdf'],
];

/** @throws GossanError DOCUMENT_ENCRYPTED, DOCUMENT_FORMAT */
export function refuseOldOffice({ path, bytes }: SourceFile): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, OLE.length).equals(OLE)) return;
  const holds = (stream: string) => buffer.includes(Buffer.from(stream, 'utf16le'));
  if (holds('EncryptedPackage')) throw new GossanError('DOCUMENT_ENCRYPTED', { path });
  const old = OLD.find(([stream]) => holds(stream));
  const detail =
    old === undefined
      ? `files ending in ${extname(path)} are not read`
      : `it is a file of ${old[1]}; open it and save it as ${old[2]}`;
  throw new GossanError('DOCUMENT_FORMAT', { path, detail });
}
