import { quantise } from '../quantise.ts';
import type { Raster } from '../raster.ts';

/** Rows of pixels that one character stands for. */
const BAND = 6;
/** Sixel's colours go from 0 to 100. */
const LEVELS = 100;
/** Registers that all terminals with Sixel have. */
const MOST_COLOURS = 256;

/**
 * A picture as Sixel (DEC VT330/VT340 Programmer Reference Manual, volume 2, chapter 14): for each band of six rows and each
 * colour in it one run-length line of characters, whose six bits say which rows have the colour.
 */
export function sixel({ width, height, rgb }: Raster): string {
  const { palette, indices } = quantise(rgb, MOST_COLOURS);
  const parts = [`\x1bP0;1q"1;1;${width};${height}`];
  for (let colour = 0; 3 * colour < palette.length; colour++) {
    const levels = Array.from(palette.subarray(3 * colour, 3 * colour + 3), (value) =>
      Math.round((value * LEVELS) / 255),
    );
    parts.push(`#${colour};2;${levels.join(';')}`);
  }
  for (let top = 0; top < height; top += BAND) {
    if (top > 0) parts.push('-');
    parts.push(bandLines(indices, width, top, Math.min(BAND, height - top)).join('$'));
  }
  parts.push('\x1b\\');
  return parts.join('');
}

/** One line for each colour of a band; a line begins with its colour. */
function bandLines(indices: Uint8Array, width: number, top: number, rows: number): string[] {
  const bitsOf = new Map<number, Uint8Array>();
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < width; x++) {
      const colour = indices[(top + row) * width + x]!;
      let bits = bitsOf.get(colour);
      if (!bits) {
        bits = new Uint8Array(width);
        bitsOf.set(colour, bits);
      }
      bits[x]! |= 1 << row;
    }
  }
  return [...bitsOf].map(([colour, bits]) => `#${colour}${runs(bits)}`);
}

/** "!20~" in place of twenty equal characters; what is empty at the end is left out. */
function runs(bits: Uint8Array): string {
  let end = bits.length;
  while (end > 0 && bits[end - 1] === 0) end--;
  let line = '';
  for (let at = 0; at < end; ) {
    let next = at + 1;
    while (next < end && bits[next] === bits[at]) next++;
    const sign = String.fromCharCode(63 + bits[at]!);
    line += next - at > 3 ? `!${next - at}${sign}` : sign.repeat(next - at);
    at = next;
  }
  return line;
}
