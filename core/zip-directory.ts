import { GossanError } from './errors.ts';

/** Signatures and fixed lengths of PKWARE's APPNOTE 6.3.10, sections 4.3.7 to 4.3.16. */
const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const [LOCAL_BYTES, ENTRY_BYTES, END_BYTES, LOCATOR_BYTES] = [30, 46, 22, 20];
const LONGEST_COMMENT = 65_535;
/** Products and documents hold some tens of files; a directory is read as a whole. */
const LARGEST_DIRECTORY = 64 * 1024 * 1024;

/** A ZIP file wherever it is: on the disk or in memory. */
export interface ZipSource {
  /** For messages. */
  path: string;
  /** Of the whole file, in bytes. */
  size: number;
  /** The bytes from `offset` on; fewer than `length` where the file ends before. */
  read(offset: number, length: number): Buffer;
}

export interface ZipMember {
  name: string;
  /** 0 stored, 8 Deflate. */
  method: number;
  encrypted: boolean;
  crc: number;
  packed: number;
  size: number;
  /** Place of its local header. */
  offset: number;
  /** The unpacker of the writer's system would make a link of it. */
  link: boolean;
}

/**
 * The members of a ZIP file by its central directory (ZIP64 too). The local headers are not believed: streams of them can
 * hide sizes and names. Throws ARCHIVE_DAMAGED.
 */
export function zipMembers(source: ZipSource): ZipMember[] {
  const { path, size } = source;
  const { offset, length } = directoryPlace(source);
  if (length > LARGEST_DIRECTORY || offset + length > size)
    throw damagedZip(path, 'its directory lies outside the file');
  const directory = source.read(offset, length);
  const members: ZipMember[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length; ) {
    if (directory.readUInt32LE(at) !== ENTRY) break;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const end = at + ENTRY_BYTES + nameLength + extraLength + commentLength;
    if (end > directory.length) throw damagedZip(path, 'its directory is cut off');
    const member = memberAt(directory, at, nameLength, extraLength);
    if (member.offset + member.packed > size) throw damagedZip(path, `${member.name} lies outside the file`);
    members.push(member);
    at = end;
  }
  if (members.length === 0) throw damagedZip(path, 'its directory lists no files');
  return members;
}

/** Place of a member's packed bytes. Throws ARCHIVE_DAMAGED. */
export function memberPlace(source: ZipSource, member: ZipMember): number {
  const header = source.read(member.offset, LOCAL_BYTES);
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL) {
    throw damagedZip(source.path, `${member.name} is not where the directory says`);
  }
  return member.offset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

export function damagedZip(path: string, detail: string, cause?: unknown): GossanError {
  return new GossanError('ARCHIVE_DAMAGED', { path, detail }, { cause });
}

function memberAt(directory: Buffer, at: number, nameLength: number, extraLength: number): ZipMember {
  const flags = directory.readUInt16LE(at + 8);
  const nameBytes = directory.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength);
  const extra = directory.subarray(at + ENTRY_BYTES + nameLength, at + ENTRY_BYTES + nameLength + extraLength);
  // Unix systems put the file's mode into the upper half of the external attributes.
  const mode = directory.readUInt32LE(at + 38) >>> 16;
  return {
    name: nameBytes.toString('utf8'),
    method: directory.readUInt16LE(at + 10),
    encrypted: (flags & 1) !== 0,
    crc: directory.readUInt32LE(at + 16),
    link: (mode & 0o170000) === 0o120000,
    ...sizes64(extra, {
      size: directory.readUInt32LE(at + 24),
      packed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    }),
  };
}

/** ZIP64: fields that hold 2^32 − 1 stand in the extra field 1 as 64-bit numbers, in this order. */
function sizes64(extra: Buffer, sizes: Pick<ZipMember, 'size' | 'packed' | 'offset'>): typeof sizes {
  const full = { ...sizes };
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let from = at + 4;
    for (const field of ['size', 'packed', 'offset'] as const) {
      if (full[field] !== 0xffffffff || from + 8 > extra.length) continue;
      full[field] = Number(extra.readBigUInt64LE(from));
      from += 8;
    }
  }
  return full;
}

function directoryPlace({ path, size, read }: ZipSource): { offset: number; length: number } {
  const tailStart = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
  const tail = read(tailStart, size - tailStart);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
  if (end < 0) throw damagedZip(path, 'the end of the archive is missing: an unfinished download?');
  const [length, offset] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (offset !== 0xffffffff && length !== 0xffffffff) return { offset, length };
  const locator = read(Math.max(0, tailStart + end - LOCATOR_BYTES), LOCATOR_BYTES);
  if (locator.length < LOCATOR_BYTES || locator.readUInt32LE(0) !== LOCATOR_64) {
    throw damagedZip(path, 'its ZIP64 directory is missing');
  }
  const place = Number(locator.readBigUInt64LE(8));
  if (place + 56 > size) throw damagedZip(path, 'its ZIP64 directory is missing');
  const record = read(place, 56);
  if (record.length < 56 || record.readUInt32LE(0) !== END_64) throw damagedZip(path, 'its ZIP64 directory is missing');
  return { length: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
}
