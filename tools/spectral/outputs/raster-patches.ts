import type { Patches } from '../raster/patches.ts';

/**
 * Outlines of patches on the pixel grid. A ring is a run of corner coordinates x0,y0,x1,y1,… in `corners` (the first
 * corner is not repeated); the first ring of a patch is the outer one, clockwise as seen on the screen, the others are
 * holes, counter-clockwise.
 */
export class Outlines {
  readonly #corners: Int32Array;
  /** Where each ring ends in the corners; the ring before ends where it begins. */
  readonly #ends: Int32Array;
  /** Rings in the order of their patches, and where each patch's rings begin in that order. */
  readonly #order: Int32Array;
  readonly #begins: Int32Array;

  constructor(corners: Int32Array, ends: Int32Array, patchOfRing: Int32Array, patches: number) {
    this.#corners = corners;
    this.#ends = ends;
    this.#begins = new Int32Array(patches + 1);
    for (const patch of patchOfRing) this.#begins[patch + 1]++;
    for (let p = 0; p < patches; p++) this.#begins[p + 1] += this.#begins[p];
    const next = this.#begins.slice();
    this.#order = new Int32Array(ends.length);
    for (let ring = 0; ring < ends.length; ring++) this.#order[next[patchOfRing[ring]]++] = ring;
  }

  /** The rings of a patch; none where it was not traced. */
  ringsOf(patch: number): Int32Array[] {
    return Array.from(this.#order.subarray(this.#begins[patch], this.#begins[patch + 1]), (ring) =>
      this.#corners.subarray(ring ? this.#ends[ring - 1] : 0, this.#ends[ring]),
    );
  }
}

/** Numbers that are added one by one, in a typed array that doubles when it is full. */
class Growing {
  #values = new Int32Array(4096);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  values(): Int32Array {
    return this.#values.subarray(0, this.length);
  }
}

/** Steps of a walk along pixel edges: east, south, west, north. */
const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, 1, 0, -1];
/** The pixel ahead on the left and on the right of a corner, by direction, relative to the corner. */
const LEFT_X = [0, 0, -1, -1];
const LEFT_Y = [-1, 0, 0, -1];
const RIGHT_X = [0, -1, -1, 0];
const RIGHT_Y = [0, 0, -1, -1];

/**
 * Traces the outlines of patches of edge-connected pixels. Where two pixels of a patch meet at a corner only, the walk
 * passes between their neighbours, so that a hole may touch the outline in a point but no ring crosses or touches
 * itself: polygons valid by OGC Simple Features (06-103r4, 6.1.11).
 * @param wanted by patch, 0 for those to leave out; all where not given
 */
export function traceOutlines(patches: Patches, wanted?: Uint8Array): Outlines {
  const { width, height, count, patchOf } = patches;
  const traced = new Uint8Array(width * height);
  const corners = new Growing();
  const ends = new Growing();
  const patchOfRing = new Growing();

  /** Walks one ring from the upper left corner of a pixel, the patch always on the right hand. */
  const walk = (startX: number, startY: number, patch: number): void => {
    const inside = (x: number, y: number): boolean =>
      x >= 0 && y >= 0 && x < width && y < height && patchOf[y * width + x] === patch;
    let x = startX;
    let y = startY;
    let way = 0;
    do {
      if (way === 0) traced[y * width + x] = 1;
      x += STEP_X[way];
      y += STEP_Y[way];
      let next = way;
      if (inside(x + LEFT_X[way], y + LEFT_Y[way])) next = (way + 3) & 3;
      else if (!inside(x + RIGHT_X[way], y + RIGHT_Y[way])) next = (way + 1) & 3;
      if (next !== way) {
        corners.push(x);
        corners.push(y);
      }
      way = next;
    } while (x !== startX || y !== startY || way !== 0);
  };

  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const patch = patchOf[i];
      if (patch < 0 || traced[i] || (wanted && !wanted[patch])) continue;
      const isTopEdge = y === 0 || patchOf[i - width] !== patch;
      if (!isTopEdge) continue;
      walk(x, y, patch);
      ends.push(corners.length);
      patchOfRing.push(patch);
    }
  }
  return new Outlines(corners.values(), ends.values(), patchOfRing.values(), count);
}
