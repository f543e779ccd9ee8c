import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { Canvas } from '../tools/spectral/outputs/picture/canvas.ts';
import { encodePng } from '../tools/spectral/outputs/picture/png.ts';
import { dashes } from '../tools/spectral/outputs/picture/smooth.ts';

const WHITE = [255, 255, 255] as const;
const BLACK = [0, 0, 0] as const;

/** Darkness 0..1 of each cell of a canvas. */
function darkness(canvas: Canvas): (x: number, y: number) => number {
  return (x, y) => 1 - canvas.data[(y * canvas.width + x) * 3] / 255;
}

test('a line as wide as two cells fills two rows; between cells it is shared', () => {
  const canvas = new Canvas(20, 20, WHITE);
  canvas.line(
    [
      [2, 5],
      [18, 5],
    ],
    2,
    BLACK,
  );
  const dark = darkness(canvas);
  for (const [y, share] of [
    [3, 0],
    [4, 1],
    [5, 1],
    [6, 0],
  ])
    expect(dark(10, y)).toBeCloseTo(share, 1);
  const between = new Canvas(20, 20, WHITE);
  between.line(
    [
      [2, 5.5],
      [18, 5.5],
    ],
    2,
    BLACK,
  );
  expect(darkness(between)(10, 4)).toBeCloseTo(0.5, 1);
  expect(darkness(between)(10, 5)).toBeCloseTo(1, 1);
  expect(darkness(between)(10, 6)).toBeCloseTo(0.5, 1);
});

test('a slanted line is as dark as it is long and wide', () => {
  const canvas = new Canvas(60, 60, WHITE);
  canvas.line(
    [
      [10, 10],
      [50, 40],
    ],
    3,
    BLACK,
  );
  let sum = 0;
  for (let y = 0; y < 60; y++) for (let x = 0; x < 60; x++) sum += darkness(canvas)(x, y);
  // 50 long and 3 wide, and its two round ends
  expect(sum).toBeGreaterThan(150);
  expect(sum).toBeLessThan(150 + Math.PI * 1.5 ** 2 + 3);
});

test('an area covers what it covers, to parts of a cell, and mixes by its opacity', () => {
  const canvas = new Canvas(10, 10, WHITE);
  canvas.area(
    [
      [2.5, 2],
      [6, 2],
      [6, 5.5],
      [2.5, 5.5],
    ],
    BLACK,
    0.5,
  );
  const dark = darkness(canvas);
  expect(dark(3, 3)).toBeCloseTo(0.5, 2);
  expect(dark(2, 3)).toBeCloseTo(0.25, 2);
  expect(dark(3, 5)).toBeCloseTo(0.25, 2);
  expect(dark(6, 3)).toBe(0);
});

test('dashes keep their lengths round corners, and end', () => {
  const pieces = dashes(
    [
      [0, 0],
      [10, 0],
      [10, 15],
    ],
    [4, 2],
  );
  const length = (piece: readonly (readonly [number, number])[]) =>
    piece.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - piece[i][0], y - piece[i][1]), 0);
  expect(pieces.map(length).map((value) => Number(value.toFixed(3)))).toEqual([4, 4, 4, 4, 1]);
});

test('what lies outside is cut off', () => {
  const canvas = new Canvas(8, 8, WHITE);
  canvas.line(
    [
      [-50, 4],
      [50, 4],
    ],
    1,
    BLACK,
  );
  canvas.area(
    [
      [-5, -5],
      [3, -5],
      [3, 3],
      [-5, 3],
    ],
    BLACK,
    1,
  );
  canvas.line(
    [
      [100, 100],
      [120, 120],
    ],
    4,
    BLACK,
  );
  expect(darkness(canvas)(0, 0)).toBe(1);
  expect(darkness(canvas)(7, 7)).toBe(0);
});

test('a PNG is read back as it was drawn, by another decoder, with its notes', () => {
  const data = Uint8Array.from({ length: 7 * 5 * 3 }, (_, i) => (i * 37) % 256);
  const back = decode(encodePng(7, 5, data, { Title: 'A map' }));
  expect([back.width, back.height, back.channels, back.depth]).toEqual([7, 5, 3, 8]);
  expect(Uint8Array.from(back.data)).toEqual(data);
  expect(back.text).toMatchObject({ Title: 'A map' });
});
