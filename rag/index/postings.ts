import type { Postings } from './bm25.ts';

/**
 * Postings are kept in blocks of so many chunk numbers: a document changes the blocks that its own numbers fall in, and
 * a search reads few rows a term. Larger blocks are quicker to search and slower to add to.
 */
const BLOCK = 8192;
/** Bytes of one posting in a block: its chunk's place in the block and its count, two bytes each, low byte first. */
const BYTES = 4;
const MOST = 0xffff;

/** The block of a chunk's postings. */
export function blockOf(chunk: number): number {
  return Math.floor(chunk / BLOCK);
}

/** Postings of one term in one block, in the order of their chunks. */
export class BlockWriter {
  private readonly bytes: number[] = [];

  add(chunk: number, count: number): void {
    const place = chunk % BLOCK;
    const counted = Math.min(count, MOST);
    this.bytes.push(place & 255, place >> 8, counted & 255, counted >> 8);
  }

  /** What the block holds already comes first: chunk numbers only grow. */
  appendedTo(before: Uint8Array | undefined): Buffer {
    return Buffer.concat([before ?? new Uint8Array(0), Uint8Array.from(this.bytes)]);
  }
}

/** What is left of a block's postings without the chunks `first` to `end` (exclusive); the same object where all is. */
export function withoutChunks(block: number, postings: Uint8Array, first: number, end: number): Uint8Array {
  const kept: number[] = [];
  for (let at = 0; at < postings.length; at += BYTES) {
    const chunk = block * BLOCK + placeAt(postings, at);
    if (chunk < first || chunk >= end) kept.push(at);
  }
  if (kept.length * BYTES === postings.length) return postings;
  const result = new Uint8Array(kept.length * BYTES);
  for (const [to, at] of kept.entries()) result.set(postings.subarray(at, at + BYTES), to * BYTES);
  return result;
}

/** The postings of a term from its blocks, in the blocks' order. */
export function readPostings(blocks: readonly { block: number; postings: Uint8Array }[]): Postings {
  const size = blocks.reduce((sum, { postings }) => sum + postings.length / BYTES, 0);
  const chunks = new Uint32Array(size);
  const counts = new Uint16Array(size);
  let to = 0;
  for (const { block, postings } of blocks) {
    const first = block * BLOCK;
    for (let at = 0; at < postings.length; at += BYTES, to++) {
      chunks[to] = first + placeAt(postings, at);
      counts[to] = postings[at + 2]! | (postings[at + 3]! << 8);
    }
  }
  return { chunks, counts };
}

function placeAt(postings: Uint8Array, at: number): number {
  return postings[at]! | (postings[at + 1]! << 8);
}
