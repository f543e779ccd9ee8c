import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { checkSum } from './check-sum.ts';
import { faiss, flatName, GuardedFaiss, LEAST_LOOKED_INTO, LOOKED_INTO, listsName, MOST_LISTS } from './faiss.ts';

/**
 * Writes rows as a file that FAISS reads as a flat index, a hundred times as fast as it takes them from arrays of
 * numbers. Its `fromBuffer` would keep a second copy for ever.
 * @param rows four bytes a number, `size` × `dimensions` in all
 * @returns bytes and check sum of the file; null where FAISS is absent or writes flat indexes otherwise
 */
export function writeFlatFile(
  path: string,
  dimensions: number,
  size: number,
  rows: Iterable<Uint8Array>,
): { bytes: number; crc: number } | null {
  const head = flatHead(dimensions, size);
  if (head === null) return null;
  const handle = openSync(path, 'w');
  try {
    let bytes = 0;
    let crc = 0;
    const write = (piece: Uint8Array) => {
      for (let at = 0; at < piece.length; ) at += writeSync(handle, piece, at);
      bytes += piece.length;
      crc = checkSum(crc, piece);
    };
    write(head);
    for (const piece of rows) write(piece);
    return { bytes, crc };
  } finally {
    closeSync(handle);
  }
}

/** FAISS's own bytes before the vectors of a flat index, with another count. Its layout is checked, not assumed. */
function flatHead(dimensions: number, size: number): Buffer | null {
  const library = faiss();
  if (library === null) return null;
  const one = new library.module.IndexFlatIP(dimensions);
  one.add(new Array(dimensions).fill(0));
  const bytes = one.toBuffer();
  const end = bytes.length - 4 * dimensions;
  const [count, numbers] = [8, end - 8];
  if (end < 24 || bytes.readBigInt64LE(count) !== 1n || bytes.readBigUInt64LE(numbers) !== BigInt(dimensions))
    return null;
  const head = Buffer.from(bytes.subarray(0, end));
  head.writeBigInt64LE(BigInt(size), count);
  head.writeBigUInt64LE(BigInt(size) * BigInt(dimensions), numbers);
  return head;
}

/** Size and check sum of a file, read a piece at a time. @throws the file system's errors */
export function fileCheckSum(path: string): { bytes: number; crc: number } {
  const handle = openSync(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(4 << 20);
    let bytes = 0;
    let crc = 0;
    for (let read = 1; read > 0; bytes += read) {
      read = readSync(handle, piece);
      crc = checkSum(crc, piece.subarray(0, read));
    }
    return { bytes, crc };
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes an index of lists as a file, with the number of lists that a search looks into: faiss-node cannot set it, and
 * without it a search looks into one.
 * @throws Error where FAISS writes such files otherwise than it did
 */
export function writeListedFile(path: string, index: GuardedFaiss): { bytes: number; crc: number } {
  index.write(path);
  const handle = openSync(path, 'r+');
  try {
    // Type, dimensions, count, two unused, trained, metric; then the number of lists and how many are looked into.
    const [type, lists, probes] = [4, 37, 45];
    const head = Buffer.alloc(probes + 8);
    readSync(handle, head, 0, head.length, 0);
    const count = Number(head.readBigUInt64LE(lists));
    const known = head.toString('latin1', 0, type) === 'IwFl' && head.readBigUInt64LE(probes) === 1n;
    if (!known || count < 1 || count > MOST_LISTS) throw new Error('FAISS writes its lists in another way');
    const looked = Math.min(count, Math.max(LEAST_LOOKED_INTO, Math.ceil(LOOKED_INTO * count)));
    head.writeBigUInt64LE(BigInt(looked), probes);
    writeSync(handle, head, probes, 8, probes);
  } finally {
    closeSync(handle);
  }
  return fileCheckSum(path);
}

/** What {@link writeFlatFile} or {@link writeListedFile} wrote. Null without FAISS, or where the file is not that. */
export function readFaissFile(path: string, dimensions: number, size: number, flat: boolean): GuardedFaiss | null {
  const library = faiss();
  if (library === null) return null;
  const { module, version } = library;
  const index = flat ? module.IndexFlatIP.read(path) : module.Index.read(path);
  if (index.ntotal() !== size || index.getDimension() !== dimensions) return null;
  const guarded = new GuardedFaiss(index, dimensions, flat ? flatName(version) : listsName(version), flat);
  if (flat) guarded.readRowsFrom(path, size);
  return guarded;
}
