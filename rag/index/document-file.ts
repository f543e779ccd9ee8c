import { GossanError } from '../../core/errors.ts';
import type { LoadedPage } from '../load/document.ts';
import type { Chunk } from '../types.ts';
import type { TermVector } from './bm25.ts';
import type { DocumentVectors } from './store.ts';

/** Pages, chunks and terms as one JSON text. A chunk's text is not repeated: it is a span of its page. */
interface ContentFile {
  pages: LoadedPage[];
  chunks: [id: string, page: number, start: number, end: number, heading: string][];
  terms: TermVector[];
}

export function encodeContent(pages: LoadedPage[], chunks: Chunk[], terms: TermVector[]): Buffer {
  const rows = chunks.map(({ id, page, start, end, heading }): ContentFile['chunks'][number] => [
    id,
    page,
    start,
    end,
    heading,
  ]);
  return Buffer.from(JSON.stringify({ pages, chunks: rows, terms } satisfies ContentFile));
}

export function decodeContent(bytes: Buffer, document: string): Omit<ContentFile, 'chunks'> & { chunks: Chunk[] } {
  const { pages, chunks, terms } = JSON.parse(bytes.toString()) as ContentFile;
  return {
    pages,
    terms,
    chunks: chunks.map(([id, page, start, end, heading]) => {
      return { id, document, page, start, end, heading, text: pages[page - 1]!.text.slice(start, end) };
    }),
  };
}

/** "GSV1" in the byte order of this machine: a file from a machine of the other order is refused. */
const MAGIC = 0x31565347;

/** Header [magic, dimensions, chunks, pieces], then chunk vectors, offsets, piece ids, scales, token mean; four bytes each. */
export function encodeVectors(vectors: DocumentVectors): Buffer {
  const { dimensions, chunks, offsets, pieces, scales, tokenMean } = vectors;
  const header = Uint32Array.of(MAGIC, dimensions, offsets.length - 1, pieces.length);
  return Buffer.concat([header, chunks, offsets, pieces, scales, tokenMean].map((part) => bytesOf(part)));
}

/** @throws GossanError INTERNAL where the bytes are no vectors; the caller knows which file they are from */
export function decodeVectors(bytes: Buffer): DocumentVectors {
  // A copy: the views below need an offset that is a multiple of four.
  const { buffer } = Uint8Array.from(bytes);
  const [magic, dimensions = 0, count = 0, pieceCount = 0] = new Uint32Array(buffer, 0, 4);
  const expected = 4 * (4 + count * dimensions + count + 1 + 2 * pieceCount + dimensions);
  if (magic !== MAGIC || bytes.length !== expected)
    throw new GossanError('INTERNAL', { detail: 'not a file of vectors' });
  let at = 16;
  const next = (length: number) => {
    const start = at;
    at += 4 * length;
    return start;
  };
  return {
    dimensions,
    chunks: new Float32Array(buffer, next(count * dimensions), count * dimensions),
    offsets: new Uint32Array(buffer, next(count + 1), count + 1),
    pieces: new Int32Array(buffer, next(pieceCount), pieceCount),
    scales: new Float32Array(buffer, next(pieceCount), pieceCount),
    tokenMean: new Float32Array(buffer, next(dimensions), dimensions),
  };
}

function bytesOf(part: Uint32Array | Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
}
