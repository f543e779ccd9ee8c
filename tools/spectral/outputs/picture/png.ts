import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Drawn pictures are even: more effort saves some per cent of a file and takes most of the time of drawing it. */
const DEFLATE_LEVEL = 3;

/**
 * A picture of 8 bits a channel as a PNG file (PNG specification, third edition, 2025): no filter, no interlace.
 * @param data red, green, blue, or red, green, blue, opacity of each pixel, row by row
 * @param notes become tEXt chunks; keywords and texts of Latin-1
 */
export function encodePng(width: number, height: number, data: Uint8Array, notes: Record<string, string>): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const channels = data.length === 4 * width * height ? 4 : 3;
  // 8 bits; colour type 2 is RGB, 6 RGB with opacity
  header.set([8, channels === 4 ? 6 : 2, 0, 0, 0], 8);
  const bytes = channels * width;
  const rows = Buffer.alloc((bytes + 1) * height);
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * bytes, (y + 1) * bytes), y * (bytes + 1) + 1);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...Object.entries(notes).map(([keyword, text]) => chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'))),
    chunk('IDAT', deflateSync(rows, { level: DEFLATE_LEVEL })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Length, type, data, checksum of type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(typed.length + 8);
  whole.writeUInt32BE(data.length, 0);
  typed.copy(whole, 4);
  whole.writeUInt32BE(crc32(typed), typed.length + 4);
  return whole;
}
