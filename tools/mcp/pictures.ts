import { readFile } from 'node:fs/promises';
import type { ImageContent } from '@modelcontextprotocol/sdk/types.js';

/** Longer side of a picture in a result, pixels: what the common models look at, and well below clients' limits of 1 MB. */
const LONGER_SIDE = 1024;

/** A PNG file as a picture of a result, made smaller where it is large. */
export async function pictureContent(path: string): Promise<ImageContent> {
  const bytes = await readFile(path);
  const { default: sharp } = await import('sharp');
  const { width = 0, height = 0 } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const shown =
    Math.max(width, height) <= LONGER_SIDE
      ? bytes
      : await sharp(bytes, { limitInputPixels: false })
          .resize({ width: LONGER_SIDE, height: LONGER_SIDE, fit: 'inside' })
          .png({ compressionLevel: 9 })
          .toBuffer();
  return { type: 'image', mimeType: 'image/png', data: shown.toString('base64') };
}
