/** A connected patch of one label, as a polygon on the pixel grid. */
export interface Patch {
  label: number;
  pixels: number;
  /** Its first row; `rowPixels` counts its pixels in each row from there on, because areas differ by row. */
  top: number;
  rowPixels: number[];
  /**
   * Closed rings of corner coordinates x0,y0,x1,y1,… (the first corner is not repeated). The first ring is the outer
   * one, clockwise as seen on the screen; the others are holes, counter-clockwise.
   */
  rings: number[][];
}

/** Steps of a walk along pixel edges: east, south, west, north. */
const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, 1, 0, -1];
/** The pixel ahead on the left and on the right of a corner, by direction, relative to the corner. */
const LEFT = [
  [0, -1],
  [0, 0],
  [-1, 0],
  [-1, -1],
];
const RIGHT = [
  [0, 0],
  [-1, 0],
  [-1, -1],
  [0, -1],
];

/**
 * Splits a label raster into patches of edge-connected pixels (label 0 is background) and traces their outlines.
 * Where two pixels of a patch meet at a corner only, the walk passes between their neighbours, so that a hole may
 * touch the outline in a point but no ring crosses or touches itself: polygons valid by OGC Simple Features (06-103r4, 6.1.11).
 * @param patchOf filled with the number of each pixel's patch (index into the result; -1 for background) where it is given
 */
export function rasterPatches(
  labels: Uint8Array | Uint16Array,
  width: number,
  height: number,
  patchOf: Int32Array = new Int32Array(width * height),
): Patch[] {
  patchOf.fill(-1);
  const patches: Patch[] = [];
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] !== 0 && patchOf[start] < 0)
      patches.push(flood(labels, patchOf, start, patches.length, width, height));
  }
  const traced = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const patch = patchOf[y * width + x];
      const isTopEdge = patch >= 0 && (y === 0 || patchOf[(y - 1) * width + x] !== patch);
      if (isTopEdge && !traced[y * width + x]) {
        patches[patch].rings.push(walk(patchOf, traced, x, y, patch, width, height));
      }
    }
  }
  return patches;
}

function flood(
  labels: Uint8Array | Uint16Array,
  patchOf: Int32Array,
  start: number,
  number: number,
  width: number,
  height: number,
): Patch {
  const label = labels[start];
  const top = Math.floor(start / width);
  const rowPixels: number[] = [];
  const open = [start];
  patchOf[start] = number;
  let pixels = 0;
  for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
    pixels++;
    const y = Math.floor(pixel / width);
    const x = pixel - y * width;
    // Scan order starts a patch at its first row, so no row is above `top`.
    rowPixels[y - top] = (rowPixels[y - top] ?? 0) + 1;
    for (let way = 0; way < 4; way++) {
      const [nextX, nextY] = [x + STEP_X[way], y + STEP_Y[way]];
      if (nextX < 0 || nextY < 0 || nextX >= width || nextY >= height) continue;
      const next = nextY * width + nextX;
      if (labels[next] === label && patchOf[next] < 0) {
        patchOf[next] = number;
        open.push(next);
      }
    }
  }
  return { label, pixels, top, rowPixels: Array.from(rowPixels, (count) => count ?? 0), rings: [] };
}

/** Walks one ring from the upper left corner of a pixel, the patch always on the right hand. */
function walk(
  patchOf: Int32Array,
  traced: Uint8Array,
  startX: number,
  startY: number,
  patch: number,
  width: number,
  height: number,
): number[] {
  const inside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && patchOf[y * width + x] === patch;
  const ring: number[] = [];
  let [x, y, way] = [startX, startY, 0];
  do {
    if (way === 0) traced[y * width + x] = 1;
    x += STEP_X[way];
    y += STEP_Y[way];
    let next = way;
    if (inside(x + LEFT[way][0], y + LEFT[way][1])) next = (way + 3) % 4;
    else if (!inside(x + RIGHT[way][0], y + RIGHT[way][1])) next = (way + 1) % 4;
    if (next !== way) ring.push(x, y);
    way = next;
  } while (x !== startX || y !== startY || way !== 0);
  return ring;
}
