import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
/** Colour type 2 (red, green, blue), 8 bits a channel, filter 2 (the row above): W3C PNG, 3rd edition, 11.2.1 and 9.2. */
const RGB = 2;
const UP = 2;

/**
 * A picture as a PNG file. @param data red, green, blue of each pixel, row by row
 * @param notes keyword → text (Latin-1), as tEXt chunks
 */
export function encodePng(width: number, height: number, data: Uint8Array, notes: Record<string, string>): Buffer {
  const row = width * 3;
  const filtered = Buffer.alloc((row + 1) * height);
  for (let y = 0, at = 0; y < height; y++) {
    const line = y * row;
    filtered[at++] = UP;
    for (let x = 0; x < row; x++) filtered[at++] = data[line + x] - (y ? data[line + x - row] : 0);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, RGB, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...Object.entries(notes).map(([key, text]) => chunk('tEXt', Buffer.from(`${key}\0${text}`, 'latin1'))),
    chunk('IDAT', deflateSync(filtered)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(content.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}
