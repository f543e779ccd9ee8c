import { crc32 } from 'node:zlib';

/** Goes on with a check sum over more bytes; begins with 0. */
export function checkSum(before: number, ...pieces: Uint8Array[]): number {
  return pieces.reduce((sum, piece) => crc32(piece, sum), before);
}
