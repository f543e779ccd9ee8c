import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import type { PixelWindow } from '../types.ts';
import { decodeValues, type EnviLayout, lineBytes, positionOf, type RawArray, trailingBytes } from './envi-layout.ts';

/** Largest piece that is read at once; bounds the memory of a window of a wide BSQ cube. */
const PIECE_BYTES = 16 * 1024 * 1024;
/** Lines that are read in one go: enough to hide the cost of a read, too little to hold up an interrupt. */
const SWEEP_BYTES = 4 * 1024 * 1024;
/** Reads in flight for the scattered pieces of a BSQ window; more than the four threads of libuv's pool gains nothing. */
const CONCURRENT_READS = 8;

/** A run of values of one band and one line: value of sample s stands at `values[at + s * stride]`. Of a line, bands come in order. */
export type RunConsumer = (band: number, line: number, values: RawArray, at: number, stride: number) => void;

/** The numbers of an ENVI data file, by position: no more of the file is read than a window needs. */
export class EnviValues {
  readonly #handle: FileHandle;
  readonly #layout: EnviLayout;
  readonly #path: string;
  readonly #temporary: string | undefined;
  /** Bytes behind the cube. */
  readonly trailing: number;

  private constructor(handle: FileHandle, layout: EnviLayout, path: string, trailing: number, temporary?: string) {
    this.trailing = trailing;
    this.#handle = handle;
    this.#layout = layout;
    this.#path = path;
    this.#temporary = temporary;
  }

  /**
   * Opens the data file and checks its length against the layout. Compressed data is expanded once into a temporary
   * file, because gzip has no random access.
   * Throws FILE_EMPTY, SCENE_TRUNCATED, SCENE_OVERLONG, FILE_UNREADABLE, DISK_FULL.
   */
  static async open(path: string, layout: EnviLayout, compressed: boolean, signal?: AbortSignal): Promise<EnviValues> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path);
      const { size } = await handle.stat();
      if (size === 0) throw new GossanError('FILE_EMPTY', { path });
      if (!compressed) {
        return new EnviValues(handle, layout, path, trailingBytes(path, size, layout));
      }
      await handle.close();
      handle = undefined;
      const { folder, trailing } = await expand(path, layout, signal);
      return new EnviValues(await open(join(folder, 'data')), layout, path, trailing, folder);
    } catch (error) {
      await handle?.close();
      throw asGossanError(error, path);
    }
  }

  /** Reads a window (inside the scene) and hands over its values run by run: `bands` in the order given, lines and samples counted from the window's corner. */
  async read(window: PixelWindow, bands: readonly number[], consume: RunConsumer, signal?: AbortSignal): Promise<void> {
    const { interleave } = this.#layout;
    if (interleave === 'bsq') await this.#readPlanes(window, bands, consume, signal);
    else if (interleave === 'bil') await this.#readLines(window, bands, consume, signal);
    else await this.#readPixels(window, bands, consume, signal);
  }

  async close(): Promise<void> {
    await this.#handle.close();
    if (this.#temporary) await rm(this.#temporary, { recursive: true, force: true });
  }

  /** BSQ: for each band a block of lines; whole lines in one read where the window is wide, else line by line. */
  async #readPlanes(window: PixelWindow, bands: readonly number[], consume: RunConsumer, signal?: AbortSignal) {
    const { samples, lines, bytesPerValue } = this.#layout;
    const wide = window.width * 4 >= samples;
    const linesAtOnce = wide ? Math.max(1, Math.floor(PIECE_BYTES / (samples * bytesPerValue))) : 1;
    const pieces = bands.flatMap((band, index) =>
      Array.from({ length: Math.ceil(window.height / linesAtOnce) }, (_, block) => {
        const top = block * linesAtOnce;
        return { band, index, top, count: Math.min(linesAtOnce, window.height - top) };
      }),
    );
    for (let at = 0; at < pieces.length; at += CONCURRENT_READS) {
      signal?.throwIfAborted();
      const batch = pieces.slice(at, at + CONCURRENT_READS);
      const read = await Promise.all(
        batch.map(({ band, top, count }) => {
          const first = (band * lines + window.y + top) * samples + window.x;
          return this.#values(first, (count - 1) * samples + window.width);
        }),
      );
      // Reads finish in any order; bands are handed over in theirs.
      batch.forEach(({ index, top, count }, piece) => {
        for (let line = 0; line < count; line++) consume(index, top + line, read[piece], line * samples, 1);
      });
    }
  }

  /**
   * BIL: one line holds all bands side by side. Few bands are read singly, many in one sweep where a line is not huge, and
   * several lines in one read where the window is as wide as the scene.
   */
  async #readLines(window: PixelWindow, bands: readonly number[], consume: RunConsumer, signal?: AbortSignal) {
    const { samples, bands: all, frame } = this.#layout;
    const bytes = lineBytes(this.#layout);
    if (bands.length * 8 < all || bytes > PIECE_BYTES) {
      await this.#readBandsOfLines(window, bands, consume, signal);
      return;
    }
    const whole = window.width === samples && frame.before + frame.after === 0;
    const linesAtOnce = whole ? Math.max(1, Math.floor(SWEEP_BYTES / bytes)) : 1;
    for (let top = 0; top < window.height; top += linesAtOnce) {
      signal?.throwIfAborted();
      const count = Math.min(linesAtOnce, window.height - top);
      const first = (window.y + top) * all * samples + window.x;
      const values = await this.#values(first, (count * all - 1) * samples + window.width);
      for (let line = 0; line < count; line++) {
        bands.forEach((band, index) => {
          consume(index, top + line, values, (line * all + band) * samples, 1);
        });
      }
    }
  }

  async #readBandsOfLines(window: PixelWindow, bands: readonly number[], consume: RunConsumer, signal?: AbortSignal) {
    const { samples, bands: all } = this.#layout;
    for (let line = 0; line < window.height; line++) {
      signal?.throwIfAborted();
      const start = (window.y + line) * all * samples + window.x;
      const read = await Promise.all(bands.map((band) => this.#values(start + band * samples, window.width)));
      read.forEach((values, index) => {
        consume(index, line, values, 0, 1);
      });
    }
  }

  /** BIP: one pixel's spectrum is contiguous; whole lines come in one read where the window is as wide as the scene. */
  async #readPixels(window: PixelWindow, bands: readonly number[], consume: RunConsumer, signal?: AbortSignal) {
    const { samples, bands: all, bytesPerValue, frame } = this.#layout;
    const whole = window.width === samples && frame.before + frame.after === 0;
    const linesAtOnce = whole ? Math.max(1, Math.floor(PIECE_BYTES / (samples * all * bytesPerValue))) : 1;
    for (let top = 0; top < window.height; top += linesAtOnce) {
      signal?.throwIfAborted();
      const count = Math.min(linesAtOnce, window.height - top);
      const first = ((window.y + top) * samples + window.x) * all;
      const values = await this.#values(first, count * window.width * all);
      for (let line = 0; line < count; line++) {
        bands.forEach((band, index) => {
          consume(index, top + line, values, line * window.width * all + band, all);
        });
      }
    }
  }

  /** Values that follow one another inside one frame. */
  async #values(first: number, count: number): Promise<RawArray> {
    const { bytesPerValue } = this.#layout;
    const start = positionOf(first, this.#layout);
    const bytes = Buffer.from(new ArrayBuffer(count * bytesPerValue));
    try {
      for (let done = 0; done < bytes.length; ) {
        const position = start + done;
        const { bytesRead } = await this.#handle.read(bytes, done, bytes.length - done, position);
        // The length was checked on opening; a file that ends earlier now was cut while it was open.
        if (bytesRead === 0) {
          throw new GossanError('SCENE_TRUNCATED', {
            path: this.#path,
            actual: position,
            expected: this.#layout.fileBytes,
          });
        }
        done += bytesRead;
      }
    } catch (error) {
      throw asGossanError(error, this.#path);
    }
    return decodeValues(bytes, this.#layout);
  }
}

/**
 * Expands gzip data into a new temporary folder, no further than the layout needs and a line more, so that a bomb cannot
 * fill the disk. `trailing` counts what lies behind the cube.
 */
async function expand(
  path: string,
  layout: EnviLayout,
  signal?: AbortSignal,
): Promise<{ folder: string; trailing: number }> {
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize < layout.fileBytes) throw new GossanError('DISK_FULL', { path: tmpdir() });
  const folder = await mkdtemp(join(tmpdir(), 'gossan-scene-'));
  const source = createReadStream(path);
  const plain = createGunzip({ chunkSize: 1024 * 1024 });
  source.on('error', (error) => plain.destroy(error));
  source.pipe(plain);
  const most = layout.fileBytes + lineBytes(layout);
  let expanded = 0;
  try {
    const target = await open(join(folder, 'data'), 'w');
    try {
      for await (const chunk of plain as AsyncIterable<Buffer>) {
        signal?.throwIfAborted();
        const wanted = layout.fileBytes - expanded;
        if (wanted > 0) await target.writeFile(chunk.subarray(0, wanted));
        expanded += chunk.length;
        if (expanded >= most) break;
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A gzip stream that ends early is a truncated cube: the count of bytes says it best, below.
      if (code?.startsWith('Z_') && code !== 'Z_BUF_ERROR') {
        throw new GossanError('SCENE_DAMAGED', { path, detail: 'its gzip data cannot be expanded' }, { cause: error });
      }
      if (code !== 'Z_BUF_ERROR') throw error;
    } finally {
      await target.close();
    }
    if (expanded >= most) {
      throw new GossanError('SCENE_OVERLONG', { path, actual: `more than ${expanded}`, expected: layout.fileBytes });
    }
    return { folder, trailing: trailingBytes(path, expanded, layout) };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    source.destroy();
    plain.destroy();
  }
}
