import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 in hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** SHA-256 of a file in hexadecimal, piece by piece: the process goes on meanwhile. */
export async function sha256OfFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), digest);
  return digest.digest('hex');
}

/** A short stable id: the first 12 hexadecimal digits of the SHA-256 of its parts, joined by an unlikely separator. */
export function stableId(...parts: (string | number)[]): string {
  return sha256(parts.join('\u0000')).slice(0, 12);
}
