import { readFileSync } from 'node:fs';
import type { RgbImage } from '../../core/chat-model.ts';

/**
 * A picture's pixels in 8 bits, whatever its format; what it shows through is black.
 * @param source a file, or its bytes
 * @throws Error where it is missing or no picture
 */
export async function readPicture(source: string | Uint8Array): Promise<RgbImage> {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(typeof source === 'string' ? readFileSync(source) : source)
    .flatten()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}
