import type { Picture } from './picture.ts';

/** What the head of a file of pictures says. */
export interface ImageInfo {
  pages: number;
  /** Of the first page, in pixels. */
  width: number;
  height: number;
  channels: number;
}

/** A scanner's largest page, A3 at 600 dpi, has 70 million pixels; more are never unpacked. */
export const MOST_PIXELS = 100e6;
/** Larger pictures are made smaller: A3 at 300 dpi. */
const READ_PIXELS = 18e6;

/** The pages of a PNG, JPEG or TIFF file, by libvips. */
export class PageImages {
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  async info(): Promise<ImageInfo> {
    const { default: sharp } = await import('sharp');
    const { pages = 1, width, height, channels = 1 } = await sharp(this.bytes, { limitInputPixels: false }).metadata();
    return { pages, width, height, channels };
  }

  /** @param page from 0 */
  async page(page: number): Promise<Picture> {
    const { default: sharp } = await import('sharp');
    const options = { limitInputPixels: MOST_PIXELS, failOn: 'truncated', page } as const;
    const { width, height } = await sharp(this.bytes, options).metadata();
    const image = sharp(this.bytes, options).autoOrient().flatten({ background: 'white' }).greyscale();
    const drawn = width * height > READ_PIXELS ? image.resize(smaller(width, height)) : image;
    const { data, info } = await drawn.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, grey: data };
  }
}

function smaller(width: number, height: number): { width: number; height: number; fit: 'inside' } {
  const scale = Math.sqrt(READ_PIXELS / (width * height));
  const side = Math.round(Math.max(width, height) * scale);
  return { width: side, height: side, fit: 'inside' };
}
