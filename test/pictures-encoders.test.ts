import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { iterm2 } from '../cli/terminal/pictures/protocols/iterm2.ts';
import { kitty, kittyInTmux } from '../cli/terminal/pictures/protocols/kitty.ts';
import { sixel } from '../cli/terminal/pictures/protocols/sixel.ts';
import { quantise } from '../cli/terminal/pictures/quantise.ts';
import type { Raster } from '../cli/terminal/pictures/raster.ts';
import { kittyPictures } from './support/kitty-graphics.ts';
import { decodeSixel } from './support/sixel.ts';

/** A smooth picture with many more colours than a palette has. */
function gradient(width: number, height: number): Raster {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3)
      rgb.set([(255 * x) / width, (255 * y) / height, 127 + 127 * Math.sin((x + y) / 9)].map(Math.round), at);
  return { width, height, rgb };
}

/** A picture of few flat colours, in blocks and single pixels. */
function flat(width: number, height: number): Raster {
  const colours = [
    [0, 0, 0],
    [255, 255, 255],
    [210, 30, 45],
    [0, 90, 255],
  ];
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) rgb.set(colours[(x * y) % 7 === 3 ? 3 : (x >> 3) % 3]!, at);
  return { width, height, rgb };
}

const difference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let [most, sum] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
    sum += Math.abs(a[i]! - b[i]!);
  }
  return { most, mean: sum / a.length };
};

describe('pictures as Sixel', () => {
  it.each([
    [1, 1],
    [7, 5],
    [64, 6],
    [33, 47],
  ])('%i × %i pixels of few colours come back, each within a step of the registers', (width, height) => {
    const picture = flat(width, height);
    const back = decodeSixel(sixel(picture));
    expect([back.width, back.height]).toEqual([width, height]);
    // registers go from 0 to 100
    expect(difference(back.rgb, picture.rgb).most).toBeLessThanOrEqual(255 / 200 + 1e-9);
  });

  it('a picture of more colours is drawn in 256, near to its own', () => {
    const picture = gradient(160, 120);
    const back = decodeSixel(sixel(picture));
    expect(back.colours).toBe(256);
    const { most, mean } = difference(back.rgb, picture.rgb);
    // a fixed palette of 256 evenly spread colours would be off by a quarter of its step: 255 / ∛256 / 4
    expect(mean).toBeLessThan(10);
    expect(most).toBeLessThan(64);
  });

  it('colours that are few are kept exactly; a palette of two holds dark and bright', () => {
    const { palette, indices } = quantise(flat(20, 20).rgb);
    expect(palette.length).toBe(12);
    expect([...flat(20, 20).rgb]).toEqual(
      [...indices].flatMap((index) => [...palette.subarray(3 * index, 3 * index + 3)]),
    );
    const two = quantise(new Uint8Array([0, 0, 0, 10, 10, 10, 250, 250, 250, 240, 240, 240]), 2);
    expect([...two.palette].sort((a, b) => a - b)).toEqual([5, 5, 5, 245, 245, 245]);
    expect(two.indices[0]).toBe(two.indices[1]);
    expect(two.indices[2]).toBe(two.indices[3]);
  });
});

describe('pictures by the Kitty protocol', () => {
  it('a PNG in chunks of at most 4096 characters, placed without moving the cursor, no answer wanted', () => {
    const picture = gradient(200, 150);
    const [sent, ...others] = kittyPictures(kitty(picture, 40, 15));
    expect(others).toEqual([]);
    expect(sent!.keys).toMatchObject({ a: 'T', f: '100', C: '1', q: '2', c: '40', r: '15' });
    expect(sent!.chunks.length).toBeGreaterThan(1);
    expect(Math.max(...sent!.chunks)).toBeLessThanOrEqual(4096);
    for (const length of sent!.chunks.slice(0, -1)) expect(length % 4).toBe(0);
    const png = decode(sent!.png);
    expect([png.width, png.height]).toEqual([200, 150]);
    expect(Buffer.from(png.data as Uint8Array).equals(Buffer.from(picture.rgb))).toBe(true);
  });

  it('in tmux: every sequence passes through, and placeholders of its number stand for its cells', () => {
    const picture = flat(90, 60);
    const { before, lines } = kittyInTmux(picture, 12, 4, 77);
    // nothing is outside the wrapping
    expect(before.replace(/\x1bPtmux;(?:[^\x1b]|\x1b\x1b)*\x1b\\/g, '')).toBe('');
    const unwrapped = before.replace(/\x1bPtmux;((?:[^\x1b]|\x1b\x1b)*)\x1b\\/g, (_, inner: string) =>
      inner.replaceAll('\x1b\x1b', '\x1b'),
    );
    const [sent] = kittyPictures(unwrapped);
    expect(sent!.keys).toMatchObject({ U: '1', i: '77', c: '12', r: '4' });
    expect(Buffer.from(decode(sent!.png).data as Uint8Array).equals(Buffer.from(picture.rgb))).toBe(true);
    const marks = ['\u0305', '\u030d', '\u030e', '\u0310'];
    expect(lines).toEqual(marks.map((mark) => `\x1b[38;5;77m\u{10eeee}${mark}${'\u{10eeee}'.repeat(11)}\x1b[39m`));
  });
});

it("iTerm2's inline image says its size in bytes and cells", () => {
  const picture = flat(50, 20);
  const [, size, columns, rows, data] =
    /^\x1b\]1337;File=inline=1;size=(\d+);width=(\d+);height=(\d+);preserveAspectRatio=0:([A-Za-z0-9+/=]+)\x07$/.exec(
      iterm2(picture, 25, 5),
    )!;
  const png = Buffer.from(data!, 'base64');
  expect([Number(size), columns, rows]).toEqual([png.length, '25', '5']);
  expect(Buffer.from(decode(png).data as Uint8Array).equals(Buffer.from(picture.rgb))).toBe(true);
});
