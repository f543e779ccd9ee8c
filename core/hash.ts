import { hash } from 'node:crypto';

/** SHA-256 in hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** A short stable id: the first 12 hexadecimal digits of the SHA-256 of its parts, joined by an unlikely separator. */
export function stableId(...parts: (string | number)[]): string {
  return sha256(parts.join('\u0000')).slice(0, 12);
}
