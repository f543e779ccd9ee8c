import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../core/hash.ts';
import type { NewDocument } from '../../rag/index/store.ts';

/** Writes a base as Gossan 0.1 kept it: a manifest, and three files a document. */
export function writeFormat1(folder: string, documents: readonly NewDocument[]): void {
  mkdirSync(join(folder, 'documents'), { recursive: true });
  const write = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, 'documents', name), bytes);
    return { name, bytes: bytes.length, sha256: sha256(bytes) };
  };
  const entries = documents.map(({ info, versions, pages, chunks, terms, vectors, tokens }) => {
    const rows = chunks.map(({ id, page, start, end, heading }) => [id, page, start, end, heading]);
    const { dimensions, offsets, pieces, scales, tokenMean } = vectors;
    const header = Uint32Array.of(0x31565347, dimensions, offsets.length - 1, pieces.length);
    const parts = [header, vectors.chunks, offsets, pieces, scales, tokenMean];
    return {
      info,
      versions,
      files: {
        content: write(`${info.id}-1.json`, Buffer.from(JSON.stringify({ pages, chunks: rows, terms }))),
        vectors: write(
          `${info.id}-1.vectors`,
          Buffer.concat(
            parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
          ),
        ),
        tokens: write(`${info.id}-1.tokens`, tokens),
      },
    };
  });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ format: 1, generation: 7, documents: entries }));
}
