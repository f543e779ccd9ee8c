/** The connected patches of a label raster, numbered from 0 in the order in which a scan by rows meets them. */
export interface Patches {
  width: number;
  height: number;
  count: number;
  /** Number of each pixel's patch; -1 for background. */
  patchOf: Int32Array;
  /** By patch: its label, its pixels, and the index of its first pixel in the scan. */
  label: Uint16Array;
  pixels: Int32Array;
  first: Int32Array;
}

/**
 * Splits a label raster into patches of connected pixels; label 0 is background. Two passes with union-find (Rosenfeld &
 * Pfaltz 1966, J. ACM 13, 471).
 * @param touch whether pixels belong together that share an edge, or also those that share a corner only
 */
export function findPatches(
  labels: Uint8Array | Uint16Array,
  width: number,
  height: number,
  touch: 'edge' | 'corner',
): Patches {
  const patchOf = new Int32Array(width * height).fill(-1);
  const corners = touch === 'corner';
  // provisional patches point to an earlier one that they turned out to belong to, or to themselves
  let parent = new Int32Array(1024);
  let provisional = 0;
  const root = (patch: number): number => {
    let at = patch;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  };
  const join = (pixel: number, neighbour: number): void => {
    const one = patchOf[pixel];
    const other = patchOf[neighbour];
    if (one < 0) patchOf[pixel] = other;
    else if (one !== other) {
      const [a, b] = [root(one), root(other)];
      if (a < b) parent[b] = a;
      else parent[a] = b;
    }
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i];
      if (label === 0) continue;
      if (x > 0 && labels[i - 1] === label) join(i, i - 1);
      if (y > 0) {
        const above = i - width;
        if (labels[above] === label) join(i, above);
        if (corners && x > 0 && labels[above - 1] === label) join(i, above - 1);
        if (corners && x + 1 < width && labels[above + 1] === label) join(i, above + 1);
      }
      if (patchOf[i] >= 0) continue;
      if (provisional === parent.length) {
        const larger = new Int32Array(2 * parent.length);
        larger.set(parent);
        parent = larger;
      }
      parent[provisional] = provisional;
      patchOf[i] = provisional++;
    }
  }
  // parents come before their children, so one sweep in order turns them into final numbers
  let count = 0;
  for (let p = 0; p < provisional; p++) parent[p] = parent[p] === p ? count++ : parent[parent[p]];
  const found: Patches = {
    width,
    height,
    count,
    patchOf,
    label: new Uint16Array(count),
    pixels: new Int32Array(count),
    first: new Int32Array(count).fill(-1),
  };
  for (let i = 0; i < patchOf.length; i++) {
    if (patchOf[i] < 0) continue;
    const patch = parent[patchOf[i]];
    patchOf[i] = patch;
    if (found.pixels[patch]++ === 0) {
      found.first[patch] = i;
      found.label[patch] = labels[i];
    }
  }
  return found;
}
