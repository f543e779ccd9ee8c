import { crc32, inflateRawSync } from 'node:zlib';
import { GossanError } from '../../core/errors.ts';
import { damagedZip, memberPlace, type ZipMember, type ZipSource, zipMembers } from '../../core/zip-directory.ts';
import type { SourceFile } from './document.ts';

/**
 * What one part, and all parts that are read, may unpack to. The text of the longest reports is some 20 MiB of XML;
 * pictures are never unpacked.
 */
export interface PackageLimits {
  partBytes: number;
  totalBytes: number;
}

export const PACKAGE_LIMITS: PackageLimits = { partBytes: 256 * 2 ** 20, totalBytes: 512 * 2 ** 20 };

/** Whether the bytes begin as a ZIP file does. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
}

/**
 * The parts of a document that is a ZIP file (DOCX, XLSX, EPUB). Parts are unpacked into memory when they are asked for by
 * name, so names that lead out of a folder, links and archives inside of the archive do nothing.
 */
export class ZipPackage {
  private readonly source: ZipSource;
  private readonly limits: PackageLimits;
  private readonly members = new Map<string, ZipMember>();
  private unpacked = 0;

  /** @throws GossanError DOCUMENT_DAMAGED */
  constructor({ path, bytes }: SourceFile, limits: PackageLimits = PACKAGE_LIMITS) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.source = { path, size: buffer.length, read: (offset, length) => buffer.subarray(offset, offset + length) };
    this.limits = limits;
    for (const member of asDocument(path, () => zipMembers(this.source))) {
      this.members.set(keyOf(member.name), member);
    }
  }

  /** Names as they stand in the archive. */
  get names(): string[] {
    return [...this.members.values()].map(({ name }) => name);
  }

  has(name: string): boolean {
    return this.members.has(keyOf(name));
  }

  /** Unpacks a part. @throws GossanError DOCUMENT_DAMAGED, DOCUMENT_ENCRYPTED, DOCUMENT_TOO_LARGE */
  read(name: string): Buffer {
    const { path } = this.source;
    const member = this.members.get(keyOf(name));
    if (member === undefined) throw new GossanError('DOCUMENT_DAMAGED', { path, detail: `${name} is missing in it` });
    if (member.encrypted) throw new GossanError('DOCUMENT_ENCRYPTED', { path });
    const most = Math.min(this.limits.partBytes, this.limits.totalBytes - this.unpacked);
    if (member.size > most) throw this.tooLarge(member, most);
    const part = asDocument(path, () => this.unpack(member));
    this.unpacked += part.length;
    return part;
  }

  /** A part that a document may lack. */
  readOptional(name: string): Buffer | null {
    return this.has(name) ? this.read(name) : null;
  }

  private unpack(member: ZipMember): Buffer {
    const { path } = this.source;
    const packed = this.source.read(memberPlace(this.source, member), member.packed);
    if (member.method !== 0 && member.method !== 8) {
      throw damagedZip(path, `${member.name} is packed by method ${member.method}`);
    }
    let part: Buffer;
    try {
      // A directory that understates a size is how bombs pass the check of it.
      part = member.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, member.size) });
    } catch (error) {
      const tooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      const detail = tooLong ? 'is longer than the directory says' : 'cannot be expanded';
      throw damagedZip(path, `${member.name} ${detail}`, error);
    }
    if (part.length !== member.size || crc32(part) !== member.crc) {
      throw damagedZip(path, `${member.name} fails its checksum`);
    }
    return part;
  }

  private tooLarge({ name }: ZipMember, most: number): GossanError {
    const detail = `${name} in it unpacks to more than ${Math.floor(most / 2 ** 20)} MiB`;
    return new GossanError('DOCUMENT_TOO_LARGE', { path: this.source.path, detail });
  }
}

/** Part names differ in case between programs (ECMA-376 part 2, 6.2.2.3), and some write backslashes. */
function keyOf(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

/** To the user it is the document that is damaged, not an archive that he never made. */
function asDocument<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GossanError) || error.code !== 'ARCHIVE_DAMAGED') throw error;
    throw new GossanError('DOCUMENT_DAMAGED', { path, detail: String(error.values.detail) }, { cause: error });
  }
}
