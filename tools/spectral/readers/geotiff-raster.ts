import { GeoTIFF, type GeoTIFFImage, getDecoder } from 'geotiff';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import type { PixelWindow } from '../types.ts';
import type { RawArray } from './envi-layout.ts';
import type { RunConsumer } from './envi-values.ts';
import { BlockCache } from './geotiff-cache.ts';
import { DEFLATE, expandHead, installZlib } from './geotiff-deflate.ts';
import { damaged, type GeoTiffLayout, geoTiffLayout, rowBytes } from './geotiff-layout.ts';
import { GeoTiffSource } from './geotiff-source.ts';

/** Rows of an uncompressed block that are read at once. */
const PIECE_BYTES = 16 * 1024 * 1024;
/** Bands in flight: zlib and the file system have four threads. */
const CONCURRENT_BANDS = 4;

/** Of a Deflate block its first rows are unpacked alone where they are at most this part of it. */
const HEAD_PART = 1 / 32;
/** Packed bytes that are read for them: twice their part, for rows pack unevenly, and a little for the block's tables. */
const [HEAD_FACTOR, HEAD_LEAST_BYTES] = [2, 8 * 1024];

type DecoderParameters = Parameters<typeof getDecoder>[1];
type Decoder = Awaited<ReturnType<typeof getDecoder>>;

/** Rows `first` to `first + count` of one block. */
interface BlockRows {
  values: RawArray;
  first: number;
}

/** The numbers of a TIFF's first image. Of compressed files whole blocks are decoded, of others only the rows needed. */
export class GeoTiffRaster {
  readonly path: string;
  readonly layout: GeoTiffLayout;
  readonly image: GeoTIFFImage;
  readonly nodata: number | undefined;
  readonly #source: GeoTiffSource;
  readonly #decoder: Decoder;
  readonly #parameters: DecoderParameters;
  readonly #cache = new BlockCache();

  private constructor(source: GeoTiffSource, image: GeoTIFFImage, layout: GeoTiffLayout, decoder: Decoder) {
    this.path = source.path;
    this.layout = layout;
    this.image = image;
    this.#source = source;
    this.#decoder = decoder;
    this.#parameters = decoderParameters(image, layout);
    this.nodata = image.getGDALNoData() ?? undefined;
  }

  /**
   * Reads the directory only.
   * Throws FILE_NOT_FOUND, FILE_EMPTY, SCENE_FORMAT_UNKNOWN, SCENE_DAMAGED, SCENE_TRUNCATED.
   */
  static async open(path: string, signal?: AbortSignal): Promise<GeoTiffRaster> {
    const source = await GeoTiffSource.open(path);
    try {
      const tiff = await GeoTIFF.fromSource(source, undefined, signal);
      const image = await tiff.getImage();
      const layout = await geoTiffLayout(source, image);
      return new GeoTiffRaster(source, image, layout, await decoderOf(path, image, layout));
    } catch (error) {
      await source.close();
      if (error instanceof GossanError) throw error;
      signal?.throwIfAborted();
      // What the package throws on a broken directory is a RangeError or TypeError about its own views.
      throw damaged(path, `its TIFF directory cannot be read: ${asGossanError(error).message}`, error);
    }
  }

  /** Reads what stands in the directory besides the layout. Throws SCENE_DAMAGED, as {@link open}. */
  async tags<T>(read: (image: GeoTIFFImage) => Promise<T>): Promise<T> {
    try {
      return await read(this.image);
    } catch (error) {
      if (error instanceof GossanError) throw error;
      throw damaged(this.path, `its TIFF directory cannot be read: ${asGossanError(error).message}`, error);
    }
  }

  /** Reads a window (inside the image) and hands over its values run by run: `bands` in the order given. */
  async read(window: PixelWindow, bands: readonly number[], consume: RunConsumer, signal?: AbortSignal): Promise<void> {
    if (this.layout.planar) await this.#readPlanes(window, bands, consume, signal);
    else await this.#readPixels(window, bands, consume, signal);
  }

  async close(): Promise<void> {
    this.#cache.clear();
    await this.#source.close();
  }

  /** One band a block: the window's plane is put together from its blocks. */
  async #readPlanes(window: PixelWindow, bands: readonly number[], consume: RunConsumer, signal?: AbortSignal) {
    for (let at = 0; at < bands.length; at += CONCURRENT_BANDS) {
      const batch = bands.slice(at, at + CONCURRENT_BANDS);
      const planes = await Promise.all(
        batch.map(async (band) => {
          const plane = this.#scratch(window.width * window.height);
          await this.#eachPiece(window, band, signal, ({ values, first }, piece) => {
            const { blockWidth } = this.layout;
            for (let y = piece.top; y < piece.bottom; y++) {
              const from = (y - piece.blockTop - first) * blockWidth + (piece.left - piece.blockLeft);
              const to = (y - window.y) * window.width + (piece.left - window.x);
              plane.set(values.subarray(from, from + piece.right - piece.left), to);
            }
          });
          return plane;
        }),
      );
      // Blocks are decoded in any order; bands are handed over in theirs.
      planes.forEach((plane, index) => {
        for (let line = 0; line < window.height; line++) consume(at + index, line, plane, line * window.width, 1);
      });
    }
  }

  /** All bands of a pixel side by side: a row of blocks is put together line by line. */
  async #readPixels(window: PixelWindow, bands: readonly number[], consume: RunConsumer, signal?: AbortSignal) {
    const { bands: all, blockWidth, blockHeight } = this.layout;
    const bottom = window.y + window.height;
    const rows = this.#rowsAtOnce();
    for (let top = window.y; top < bottom; ) {
      const blockEnd = (Math.floor(top / blockHeight) + 1) * blockHeight;
      const height = Math.min(rows, blockEnd - top, bottom - top);
      const lines = this.#scratch(window.width * height * bands.length);
      await this.#eachPiece({ ...window, y: top, height }, 0, signal, ({ values, first }, piece) => {
        for (let y = piece.top; y < piece.bottom; y++) {
          let to = ((y - top) * window.width + (piece.left - window.x)) * bands.length;
          let from = ((y - piece.blockTop - first) * blockWidth + (piece.left - piece.blockLeft)) * all;
          for (let x = piece.left; x < piece.right; x++, from += all) {
            for (const band of bands) lines[to++] = values[from + band];
          }
        }
      });
      for (let line = 0; line < height; line++) {
        bands.forEach((_, index) => {
          const at = line * window.width * bands.length + index;
          consume(index, top - window.y + line, lines, at, bands.length);
        });
      }
      top += height;
    }
  }

  /** Visits the parts of a window that lie in one block each (and, uncompressed, in one piece of it). */
  async #eachPiece(
    window: PixelWindow,
    band: number,
    signal: AbortSignal | undefined,
    visit: (rows: BlockRows, piece: Piece) => void,
  ): Promise<void> {
    const { blockWidth, blockHeight, across, down, planar, width } = this.layout;
    const [right, bottom] = [window.x + window.width, window.y + window.height];
    const rowsAtOnce = this.#rowsAtOnce();
    for (let row = Math.floor(window.y / blockHeight); row * blockHeight < bottom; row++) {
      for (let column = Math.floor(window.x / blockWidth); column * blockWidth < right; column++) {
        const block = (planar ? band * across * down : 0) + row * across + column;
        const [blockLeft, blockTop] = [column * blockWidth, row * blockHeight];
        const end = Math.min(bottom, blockTop + blockHeight);
        const [from, to] = [Math.max(window.x, blockLeft), Math.min(right, blockLeft + blockWidth, width)];
        for (let top = Math.max(window.y, blockTop); top < end; top += rowsAtOnce) {
          signal?.throwIfAborted();
          const piece = { blockLeft, blockTop, left: from, right: to, top, bottom: Math.min(end, top + rowsAtOnce) };
          visit(await this.#rows(block, blockTop, top - blockTop, piece.bottom - blockTop), piece);
        }
      }
    }
  }

  /** Uncompressed rows are read by position, as many as one piece holds; compressed blocks come as a whole. */
  #rowsAtOnce(): number {
    const piece = Math.max(1, Math.floor(PIECE_BYTES / rowBytes(this.layout)));
    return this.layout.compression === 1 ? piece : this.layout.blockHeight;
  }

  async #rows(block: number, blockTop: number, from: number, to: number): Promise<BlockRows> {
    const { layout } = this;
    const row = rowBytes(layout);
    // The last strip holds no more rows than the image; tiles are always whole.
    const tall = layout.blockWidth === layout.width ? Math.min(layout.blockHeight, layout.height - blockTop) : 0;
    const needed = (tall || layout.blockHeight) * row;
    if (layout.byteCounts[block] === 0) {
      const empty = layout.view(new ArrayBuffer((to - from) * row));
      return { values: empty.fill(this.nodata ?? 0), first: from };
    }
    if (layout.compression === 1) {
      const available = layout.byteCounts[block];
      if (to * row > available) {
        throw damaged(this.path, `a block of data holds ${available} bytes where ${to * row} are needed`);
      }
      const bytes = await this.#source.bytes(layout.offsets[block] + from * row, (to - from) * row);
      return { values: this.#numbers(bytes), first: from };
    }
    const head = from === 0 && to * row <= needed * HEAD_PART ? await this.#head(block, to * row, needed) : undefined;
    return { values: head ?? (await this.#cache.get(block, async () => this.#decode(block, needed))), first: 0 };
  }

  /** The first rows of a block that is not in the cache; undefined where only the whole of it can be unpacked. */
  async #head(block: number, length: number, whole: number): Promise<RawArray | undefined> {
    const { compression, byteCounts, offsets } = this.layout;
    if (!DEFLATE.includes(compression) || this.#cache.has(block)) return undefined;
    const part = Math.ceil((HEAD_FACTOR * byteCounts[block] * length) / whole) + HEAD_LEAST_BYTES;
    const packed = await this.#source.bytes(offsets[block], Math.min(byteCounts[block], part));
    const bytes = await expandHead(packed, length, this.#parameters);
    return bytes && this.#numbers(bytes);
  }

  async #decode(block: number, needed: number): Promise<RawArray> {
    const bytes = await this.#source.bytes(this.layout.offsets[block], this.layout.byteCounts[block]);
    let decoded: ArrayBuffer;
    try {
      decoded = (await this.#decoder.decode(bytes)) as ArrayBuffer;
    } catch (error) {
      throw damaged(this.path, 'a block of compressed data cannot be expanded', error);
    }
    if (decoded.byteLength < needed) {
      throw damaged(this.path, `a block of data holds ${decoded.byteLength} bytes where ${needed} are needed`);
    }
    return this.#numbers(decoded.byteLength === needed ? decoded : decoded.slice(0, needed));
  }

  #numbers(bytes: ArrayBuffer): RawArray {
    const { bigEndian, bytesPerValue, view } = this.layout;
    if (bigEndian) {
      const swapped = Buffer.from(bytes);
      if (bytesPerValue === 2) swapped.swap16();
      else if (bytesPerValue === 4) swapped.swap32();
      else if (bytesPerValue === 8) swapped.swap64();
    }
    return view(bytes);
  }

  #scratch(length: number): RawArray {
    return this.layout.view(new ArrayBuffer(length * this.layout.bytesPerValue));
  }
}

/** A rectangle of the image inside one block, in image coordinates; `right` and `bottom` are exclusive. */
interface Piece {
  blockLeft: number;
  blockTop: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Lossless packings by their code in the Compression tag; JPEG and LERC may lose what a spectrum is about. */
const PACKINGS: readonly number[] = [1, 5, 8, 32946, 32773, 50000];

async function decoderOf(path: string, image: GeoTIFFImage, layout: GeoTiffLayout): Promise<Decoder> {
  const { compression } = layout;
  if (!PACKINGS.includes(compression)) {
    const detail = `its data is packed by TIFF compression ${compression}`;
    const formats = 'GeoTIFF that is uncompressed or packed by Deflate, LZW, PackBits or ZSTD';
    throw new GossanError('SCENE_FORMAT_UNKNOWN', { path, detail, formats });
  }
  installZlib();
  return getDecoder(compression, decoderParameters(image, layout));
}

function decoderParameters(image: GeoTIFFImage, layout: GeoTiffLayout): DecoderParameters {
  return {
    tileWidth: layout.blockWidth,
    tileHeight: layout.blockHeight,
    planarConfiguration: layout.planar ? 2 : 1,
    bitsPerSample: Array.from({ length: layout.bands }, (_, band) => image.getBitsPerSample(band)),
    predictor: layout.predictor,
  };
}
