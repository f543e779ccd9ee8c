import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPicture } from '../../agents/vision/read-picture.ts';
import { ensureFolder, writeFileAtomic } from '../../core/atomic.ts';
import { sha256 } from '../../core/hash.ts';
import limits from './limits.json' with { type: 'json' };

/** A picture of a set: its file under the set, its size, and what tells it from others. */
export interface Picture {
  file: string;
  width: number;
  height: number;
  /** SHA-256 of its pixels, RGB row by row: the same picture in another file has the same. */
  pixels: string;
  /** It was larger than the cap. */
  shrunk?: boolean;
  /** 64 bits of a difference hash, hexadecimal: pictures that look alike differ in few. */
  look: string;
}

/**
 * Takes a picture into a set under its hash, shrunk where it is larger than the cap, and says how it looks. Null where
 * the file is missing or is no picture.
 */
export async function takePicture(path: string, set: string): Promise<Picture | null> {
  if (!existsSync(path)) return null;
  const { default: sharp } = await import('sharp');
  try {
    let bytes: Uint8Array = readFileSync(path);
    const { width, height, format } = await sharp(bytes).metadata();
    const cap = limits.picture_side.value;
    const keeps = Math.max(width, height) <= cap && (format === 'png' || format === 'jpeg' || format === 'webp');
    if (!keeps) {
      const fitted = sharp(bytes)
        .flatten()
        .toColourspace('srgb')
        .resize(cap, cap, { fit: 'inside', withoutEnlargement: true });
      bytes = await fitted.png().toBuffer();
    }
    const seen = await readPicture(bytes);
    const file = `images/${sha256(bytes)}.${keeps ? (format === 'jpeg' ? 'jpg' : format) : 'png'}`;
    if (!existsSync(join(set, file))) writeFileAtomic(join(set, file), bytes);
    return {
      file,
      width: seen.width,
      height: seen.height,
      pixels: sha256(seen.data),
      look: lookOf(seen.data, seen.width, seen.height),
      ...(Math.max(width, height) > cap ? { shrunk: true } : {}),
    };
  } catch {
    return null;
  }
}

/** Takes a file of channels into a set. Null where it is missing or no NumPy file. */
export function takeChannels(path: string, set: string): string | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  if (bytes.subarray(0, 6).toString('latin1') !== '\x93NUMPY') return null;
  const file = `channels/${sha256(bytes)}.npy`;
  ensureFolder(join(set, 'channels'));
  if (!existsSync(join(set, file))) copyFileSync(path, join(set, file));
  return file;
}

/**
 * Difference hash: brightness in 9 × 8 cells, each against its right neighbour (N. Krawetz, "Kind of Like That", 2013).
 * Cells are area means, so that it is the same on every machine.
 */
export function lookOf(rgb: Uint8Array, width: number, height: number): string {
  const [columns, rows] = [9, 8];
  const sums = new Float64Array(columns * rows);
  const counts = new Float64Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height) * columns;
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor((x * columns) / width);
      const at = 3 * (y * width + x);
      sums[cell]! += 299 * rgb[at]! + 587 * rgb[at + 1]! + 114 * rgb[at + 2]!;
      counts[cell]!++;
    }
  }
  let bits = 0n;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x + 1 < columns; x++) {
      const [left, right] = [y * columns + x, y * columns + x + 1].map((cell) => sums[cell]! / (counts[cell] || 1));
      bits = (bits << 1n) | (left! > right! ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}

/** Bits in which two looks differ, 0 to 64. */
export function looksApart(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits > 0n; bits &= bits - 1n) count++;
  return count;
}
