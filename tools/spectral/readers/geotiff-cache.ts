import type { RawArray } from './envi-layout.ts';

/**
 * Decoded blocks that are kept. A map reads windows of a few lines, a tile holds hundreds: without a cache each tile
 * would be decoded for each window. A row of 512-pixel tiles of an EnMAP scene (1300 × 512 × 224 × 2 bytes) fits.
 */
const CACHE_BYTES = 512 * 1024 * 1024;

/** The most recently used blocks, up to a sum of bytes. Concurrent wishes for one block share its decoding. */
export class BlockCache {
  readonly #blocks = new Map<number, RawArray>();
  readonly #pending = new Map<number, Promise<RawArray>>();
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number = CACHE_BYTES) {
    this.#limit = limit;
  }

  async get(block: number, decode: () => Promise<RawArray>): Promise<RawArray> {
    const kept = this.#blocks.get(block);
    if (kept) {
      this.#blocks.delete(block);
      this.#blocks.set(block, kept);
      return kept;
    }
    const pending = this.#pending.get(block) ?? this.#fill(block, decode);
    return pending;
  }

  has(block: number): boolean {
    return this.#blocks.has(block) || this.#pending.has(block);
  }

  clear(): void {
    this.#blocks.clear();
    this.#bytes = 0;
  }

  #fill(block: number, decode: () => Promise<RawArray>): Promise<RawArray> {
    const filling = decode()
      .then((values) => {
        this.#keep(block, values);
        return values;
      })
      .finally(() => this.#pending.delete(block));
    this.#pending.set(block, filling);
    return filling;
  }

  #keep(block: number, values: RawArray): void {
    if (values.byteLength > this.#limit) return;
    this.#blocks.set(block, values);
    this.#bytes += values.byteLength;
    for (const [oldest, { byteLength }] of this.#blocks) {
      if (this.#bytes <= this.#limit) break;
      this.#blocks.delete(oldest);
      this.#bytes -= byteLength;
    }
  }
}
