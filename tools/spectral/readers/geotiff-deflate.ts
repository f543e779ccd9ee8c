import { promisify } from 'node:util';
import { constants, inflate } from 'node:zlib';
import { addDecoder, BaseDecoder } from 'geotiff';

const expand = promisify(inflate);
/** zlib's own 16 KiB would put a tile of half a megabyte together from thirty pieces. */
const CHUNK_BYTES = 256 * 1024;

/** Compression 8 (Adobe Deflate) and 32946 (its old code): TIFF Technical Note 2. */
export const DEFLATE: readonly number[] = [8, 32946];

type Parameters = ConstructorParameters<typeof BaseDecoder>[0];

/** Deflate blocks by zlib on its own threads; the package's decoder works in JavaScript and holds up the terminal. */
class ZlibDecoder extends BaseDecoder {
  override async decodeBlock(buffer: ArrayBufferLike): Promise<ArrayBufferLike> {
    return memoryOf(await expand(new Uint8Array(buffer), { chunkSize: CHUNK_BYTES }));
  }
}

/** The first `length` bytes of a block, from the beginning of its packed bytes. */
class ZlibHeadDecoder extends BaseDecoder {
  readonly #length: number;

  constructor(parameters: Parameters, length: number) {
    super(parameters);
    this.#length = length;
  }

  override async decodeBlock(buffer: ArrayBufferLike): Promise<ArrayBufferLike> {
    // With its usual flush zlib would call the end that is left off damage.
    const head = await expand(new Uint8Array(buffer), { finishFlush: constants.Z_SYNC_FLUSH });
    if (head.byteLength < this.#length) throw new RangeError(`${head.byteLength} of ${this.#length} bytes`);
    return memoryOf(head.subarray(0, this.#length));
  }
}

/** Called once before a file is decoded. */
export function installZlib(): void {
  addDecoder([...DEFLATE], () => Promise.resolve(ZlibDecoder as unknown as typeof BaseDecoder));
}

/**
 * Unpacks the first rows of a Deflate block: they are packed from the top, so a line there need not wait for the rest.
 * @param packed the beginning of the block's packed bytes
 * @param length bytes of whole rows that are wanted
 * @returns those bytes, or undefined where `packed` is damaged or does not reach that far
 */
export async function expandHead(
  packed: ArrayBuffer,
  length: number,
  parameters: Parameters,
): Promise<ArrayBuffer | undefined> {
  try {
    return (await new ZlibHeadDecoder(parameters, length).decode(packed)) as ArrayBuffer;
  } catch {
    return undefined;
  }
}

function memoryOf({ buffer, byteOffset, byteLength }: Buffer): ArrayBufferLike {
  return buffer.slice(byteOffset, byteOffset + byteLength);
}
