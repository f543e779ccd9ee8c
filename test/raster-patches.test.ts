import { expect, test } from 'vitest';
import { traceOutlines } from '../tools/spectral/outputs/raster-patches.ts';
import { findPatches } from '../tools/spectral/raster/patches.ts';

interface Patch {
  label: number;
  pixels: number;
  rings: number[][];
}

function tracedPatches(labels: Uint8Array, width: number, height: number): Patch[] {
  const patches = findPatches(labels, width, height, 'edge');
  const outlines = traceOutlines(patches);
  return Array.from({ length: patches.count }, (_, p) => ({
    label: patches.label[p],
    pixels: patches.pixels[p],
    rings: outlines.ringsOf(p).map((ring) => [...ring]),
  }));
}

function labelsOf(picture: string[]): Uint8Array {
  return Uint8Array.from([...picture.join('')], (c) => (c === '.' ? 0 : Number(c)));
}

function patchesOf(picture: string[]): Patch[] {
  return tracedPatches(labelsOf(picture), picture[0].length, picture.length);
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
  expect(patch).toMatchObject({ label: 1, pixels: 1 });
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

test('touching by corners joins them, across all four diagonals', () => {
  const corner = (picture: string[]) => findPatches(labelsOf(picture), picture[0].length, picture.length, 'corner');
  expect(Array.from(corner(['1.', '.1']).pixels)).toEqual([2]);
  expect(Array.from(corner(['.1', '1.']).pixels)).toEqual([2]);
  expect(Array.from(corner(['12', '21']).pixels)).toEqual([2, 2]);
});

test('arms that meet in a later row only are one patch; patches are numbered as a scan meets them', () => {
  const { count, patchOf, label, pixels, first } = findPatches(labelsOf(['1.1.2', '1.1..', '111.3']), 5, 3, 'edge');
  expect(count).toBe(3);
  expect(Array.from(label)).toEqual([1, 2, 3]);
  expect(Array.from(pixels)).toEqual([7, 1, 1]);
  expect(Array.from(first)).toEqual([0, 4, 14]);
  expect(Array.from(patchOf)).toEqual([0, -1, 0, -1, 1, 0, -1, 0, -1, -1, 0, 0, 0, -1, 2]);
});

test('only the patches that are wanted are traced', () => {
  const patches = findPatches(labelsOf(['1.1']), 3, 1, 'edge');
  const outlines = traceOutlines(patches, Uint8Array.of(0, 1));
  expect([0, 1].map((p) => outlines.ringsOf(p).length)).toEqual([0, 1]);
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
    const { patchOf } = findPatches(labels, width, height, 'edge');
    const patches = tracedPatches(labels, width, height);
    expect(patches.reduce((sum, { pixels }) => sum + pixels, 0)).toBe(labels.filter((label) => label > 0).length);
    patches.forEach((patch, number) => {
      const areas = patch.rings.map(area);
      expect(areas.reduce((sum, one) => sum + one, 0)).toBe(patch.pixels);
      expect(areas.map((one) => one > 0)).toEqual(areas.map((_, at) => at === 0));
      expect(patchOf.filter((one) => one === number).length).toBe(patch.pixels);
      for (const ring of patch.rings) {
        const corners = Array.from({ length: ring.length / 2 }, (_, at) => `${ring[2 * at]},${ring[2 * at + 1]}`);
        expect(new Set(corners).size).toBe(corners.length);
      }
    });
  }
});
