import { type FileHandle, open } from 'node:fs/promises';
import { asGossanError, GossanError } from '../../../core/errors.ts';

interface Slice {
  offset: number;
  length: number;
}

/**
 * A file as the `geotiff` package reads it, by position. The package's own source cannot be aborted and gives zeros for
 * what lies behind the end of a file; this one tells {@link bytes} that are really there from those that are not.
 */
export class GeoTiffSource {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** Throws FILE_NOT_FOUND, FILE_EMPTY, FILE_UNREADABLE. */
  static async open(path: string): Promise<GeoTiffSource> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path);
      const { size } = await handle.stat();
      if (size === 0) throw new GossanError('FILE_EMPTY', { path });
      return new GeoTiffSource(path, size, handle);
    } catch (error) {
      await handle?.close();
      throw asGossanError(error, path);
    }
  }

  get fileSize(): number {
    return this.size;
  }

  async fetch(slices: Slice[], signal?: AbortSignal): Promise<ArrayBuffer[]> {
    return Promise.all(slices.map(async (slice) => (await this.fetchSlice(slice, signal)).data));
  }

  /** Directories are read in pieces of a guessed length: near the end of a file the piece is shorter. */
  async fetchSlice(slice: Slice, signal?: AbortSignal): Promise<Slice & { data: ArrayBuffer }> {
    signal?.throwIfAborted();
    const length = Math.max(0, Math.min(slice.length, this.size - slice.offset));
    if (length === 0) throw this.truncated(`more than ${slice.offset} (the place of its TIFF directory)`);
    return { offset: slice.offset, length, data: await this.bytes(slice.offset, length) };
  }

  /** Exactly these bytes. Throws SCENE_TRUNCATED where the file ends before them. */
  async bytes(offset: number, length: number): Promise<ArrayBuffer> {
    if (offset + length > this.size) throw this.truncated(offset + length);
    const buffer = new ArrayBuffer(length);
    const bytes = new Uint8Array(buffer);
    try {
      for (let done = 0; done < length; ) {
        const { bytesRead } = await this.#handle.read(bytes, done, length - done, offset + done);
        // The length was checked; a file that ends earlier now was cut while it was open.
        if (bytesRead === 0) throw this.truncated(offset + length);
        done += bytesRead;
      }
    } catch (error) {
      throw asGossanError(error, this.path);
    }
    return buffer;
  }

  truncated(expected: number | string): GossanError {
    return new GossanError('SCENE_TRUNCATED', { path: this.path, actual: this.size, expected });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
