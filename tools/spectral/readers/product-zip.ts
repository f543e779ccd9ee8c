import { fstatSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { asGossanError } from '../../../core/errors.ts';
import type { ZipSource } from '../../../core/zip-directory.ts';

/** Opens an archive, hands it over and closes it. */
export async function withArchive<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    return await use(handle);
  } catch (error) {
    // An abort stays what it is: callers tell it from errors by its name.
    if (error instanceof Error && error.name === 'AbortError') throw error;
    throw asGossanError(error, path);
  } finally {
    await handle?.close();
  }
}

/** An open archive as its directory is read from it. */
export function zipSource(path: string, { fd }: FileHandle): ZipSource {
  return { path, size: fstatSync(fd).size, read: (offset, length) => bytesAt(fd, offset, length) };
}

function bytesAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Running CRC-32 of what was unpacked. */
export function nextCrc(chunk: Uint8Array, crc: number): number {
  return crc32(chunk, crc);
}
