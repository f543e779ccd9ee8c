import type { Sharp } from 'sharp';
import type { RgbImage } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import type { PicturePart } from './chat-prompt.ts';

/** How large a picture may be, before it is decoded. */
export interface PictureLimits {
  bytes: number;
  pixels: number;
}

export const PICTURE_LIMITS: PictureLimits = { bytes: 10 * 2 ** 20, pixels: 16 * 10 ** 6 };

/** First bytes of the formats that are read. Others (SVG above all, which can name files) never reach the decoder. */
const FORMATS: [name: string, begins: (bytes: Buffer) => boolean][] = [
  ['png', (bytes) => bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n'],
  ['jpeg', (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff],
  ['webp', (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'],
];

/**
 * A picture as the model sees it: `size` × `size` RGB. One of another size is resampled to it (cubic), whatever its shape,
 * so that coordinates from 0 to 1000 stay those of the picture; transparent parts become mid-grey, as views show fill. The
 * buffer is the caller's own.
 * @throws GossanError VISION_IMAGE
 */
export async function viewPicture(part: PicturePart, size: number, limits: PictureLimits): Promise<Uint8Array> {
  if (part.type === 'image') {
    const { width, height, data } = checked(part.image);
    if (width === size && height === size) return new Uint8Array(data);
    const sharp = await decoder();
    return (await rgb(resized(sharp(data, { raw: { width, height, channels: 3 } }), size))).data;
  }
  return (await decoded(part.image_url.url, limits, (picture) => resized(picture, size))).data;
}

/**
 * A picture at its own size, for models that take any.
 * @throws GossanError VISION_IMAGE
 */
export async function ownPicture(part: PicturePart, limits: PictureLimits): Promise<RgbImage> {
  if (part.type === 'image_url') return decoded(part.image_url.url, limits, (picture) => picture);
  if (part.image.width * part.image.height > limits.pixels) throw tooLarge(part.image, limits);
  return checked(part.image);
}

/** The picture of a data URL, after `shaped`. @throws GossanError VISION_IMAGE */
async function decoded(url: string, limits: PictureLimits, shaped: (picture: Sharp) => Sharp): Promise<RgbImage> {
  const bytes = dataUrlBytes(url, limits);
  const sharp = await decoder();
  try {
    const size = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (size.width * size.height > limits.pixels) throw tooLarge(size, limits);
    return await rgb(shaped(sharp(bytes, { limitInputPixels: limits.pixels, failOn: 'error' })));
  } catch (error) {
    if (error instanceof GossanError) throw error;
    throw refused(`it cannot be decoded (${(error as Error).message.split('\n')[0]})`, error);
  }
}

function checked(image: RgbImage): RgbImage {
  const { width, height, data } = image;
  if (!(width > 0 && height > 0) || data.length !== width * height * 3) {
    throw refused(`${data.length} bytes are not ${width} × ${height} pixels of RGB`);
  }
  return image;
}

function tooLarge({ width, height }: { width: number; height: number }, limits: PictureLimits): GossanError {
  return refused(`${width} × ${height} pixels are more than ${limits.pixels / 10 ** 6} million`);
}

/** Loaded with the first picture. Views are small: a cache of operations and threads of its own only take memory. */
async function decoder(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

function resized(picture: Sharp, size: number): Sharp {
  return picture.resize(size, size, { fit: 'fill', kernel: 'cubic' });
}

async function rgb(picture: Sharp): Promise<RgbImage> {
  const { data, info } = await picture
    .flatten({ background: { r: 128, g: 128, b: 128 } })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  // The decoder's own memory cannot be handed to another thread.
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** The bytes of a data URL, of a format that is read. @throws GossanError VISION_IMAGE */
function dataUrlBytes(url: string, limits: PictureLimits): Buffer {
  const comma = url.slice(0, 64).indexOf(',');
  if (!/^data:image\/(png|jpeg|jpg|webp);base64,/i.test(url) || comma < 0) {
    throw refused('it is not a data URL of a PNG, JPEG or WebP in base64');
  }
  if ((url.length - comma) * 0.75 > limits.bytes + 4) {
    throw refused(`it is larger than ${limits.bytes / 2 ** 20} MiB`);
  }
  const encoded = url.slice(comma + 1);
  // Node skips what is not base64; a client that sends such text has sent something else than a picture.
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) throw refused('its base64 is damaged');
  const bytes = Buffer.from(encoded, 'base64');
  if (!FORMATS.some(([, begins]) => begins(bytes))) throw refused('its content is no PNG, JPEG or WebP');
  return bytes;
}

function refused(detail: string, cause?: unknown): GossanError {
  return new GossanError('VISION_IMAGE', { detail }, { cause });
}
