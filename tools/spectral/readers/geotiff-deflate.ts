import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { addDecoder, BaseDecoder } from 'geotiff';

const expand = promisify(inflate);
/** zlib's own 16 KiB would put a tile of half a megabyte together from thirty pieces. */
const CHUNK_BYTES = 256 * 1024;

/** Deflate blocks by zlib on its own threads; the package's decoder works in JavaScript and holds up the terminal. */
class ZlibDecoder extends BaseDecoder {
  override async decodeBlock(buffer: ArrayBufferLike): Promise<ArrayBufferLike> {
    const {
      buffer: memory,
      byteOffset,
      byteLength,
    } = await expand(new Uint8Array(buffer), {
      chunkSize: CHUNK_BYTES,
    });
    return memory.slice(byteOffset, byteOffset + byteLength);
  }
}

/** Compression 8 (Adobe Deflate) and 32946 (its old code): TIFF Technical Note 2. Called once before a file is decoded. */
export function installZlib(): void {
  addDecoder([8, 32946], () => Promise.resolve(ZlibDecoder as unknown as typeof BaseDecoder));
}
