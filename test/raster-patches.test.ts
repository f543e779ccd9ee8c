import { expect, test } from 'vitest';
import { type Patch, rasterPatches } from '../tools/spectral/outputs/raster-patches.ts';

function patchesOf(picture: string[]): Patch[] {
  const labels = Uint8Array.from([...picture.join('')], (c) => (c === '.' ? 0 : Number(c)));
  return rasterPatches(labels, picture[0].length, picture.length);
}

/** Twice the area of a ring; positive where it runs clockwise on the screen. */
function area(ring: number[]): number {
  let twice = 0;
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    twice += ring[at] * ring[next + 1] - ring[next] * ring[at + 1];
  }
  return twice / 2;
}

test('one pixel is a square, clockwise from its upper left corner', () => {
  const [patch] = patchesOf(['...', '.1.', '...']);
  expect(patch).toMatchObject({ label: 1, pixels: 1, top: 1, rowPixels: [1] });
  expect(patch.rings).toEqual([[2, 1, 2, 2, 1, 2, 1, 1]]);
});

test('a hole is a ring of its own, and holds its own patch', () => {
  const patches = patchesOf(['11111', '1...1', '1.2.1', '1...1', '11111']);
  expect(patches.map(({ label, pixels, rings }) => [label, pixels, rings.length])).toEqual([
    [1, 16, 2],
    [2, 1, 1],
  ]);
  expect(patches[0].rings.map(area)).toEqual([25, -9]);
});

test('pixels that meet at a corner only are two patches', () => {
  expect(patchesOf(['1.', '.1']).map(({ pixels }) => pixels)).toEqual([1, 1]);
});

test('a loop that closes at a corner has an outline and a hole that touch, and no ring that touches itself', () => {
  const [patch] = patchesOf(['1111', '1..1', '1.1.', '111.']);
  const rings = patch.rings;
  for (const ring of rings) {
    const corners = Array.from({ length: ring.length / 2 }, (_, at) => `${ring[2 * at]},${ring[2 * at + 1]}`);
    expect(new Set(corners).size).toBe(corners.length);
  }
  expect(rings.length).toBe(2);
  expect(rings.map(area).reduce((sum, one) => sum + one)).toBe(patch.pixels);
});

test('in random rasters rings sum up to the pixels, never touch themselves, and each patch has one outline', () => {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let trial = 0; trial < 200; trial++) {
    const [width, height] = [1 + Math.floor(random() * 14), 1 + Math.floor(random() * 14)];
    const labels = Uint8Array.from({ length: width * height }, () => Math.floor(random() * 3));
    const patchOf = new Int32Array(width * height);
    const patches = rasterPatches(labels, width, height, patchOf);
    expect(patches.reduce((sum, { pixels }) => sum + pixels, 0)).toBe(labels.filter((label) => label > 0).length);
    patches.forEach((patch, number) => {
      const areas = patch.rings.map(area);
      expect(areas.reduce((sum, one) => sum + one, 0)).toBe(patch.pixels);
      expect(areas.map((one) => one > 0)).toEqual(areas.map((_, at) => at === 0));
      expect(patch.rowPixels.reduce((sum, one) => sum + one, 0)).toBe(patch.pixels);
      expect(patchOf.filter((one) => one === number).length).toBe(patch.pixels);
      for (const ring of patch.rings) {
        const corners = Array.from({ length: ring.length / 2 }, (_, at) => `${ring[2 * at]},${ring[2 * at + 1]}`);
        expect(new Set(corners).size).toBe(corners.length);
      }
    });
  }
});
