import { crsName, pixelToMap, toLonLat } from '../readers/georeference.ts';
import type { Georeference } from '../types.ts';

/** Distance of the points on a row whose longitude and latitude are computed; those between are interpolated. */
const NODE_PIXELS = 64;
/** What interpolation may be off by, degrees: a fifth of the last of seven decimals. */
const TOLERANCE = 2e-8;

/** Where the corners of pixels lie, in the coordinates of vector files. */
export interface Placing {
  /** What the coordinates are, in words. */
  coordinates: string;
  /** URN of the coordinate system where it is not longitude and latitude. */
  crs?: string;
  /** Decimals that are worth writing: about a centimetre for degrees, a millimetre for metres. */
  decimals: number;
  /** Whether a ring that runs clockwise on the screen runs counter-clockwise in these coordinates. */
  turns: boolean;
  /** Writes the place of a corner (whole pixels) to `out`. */
  place(x: number, y: number, out: Float64Array): void;
}

/**
 * Longitude and latitude (WGS 84) where the scene's projection is known, else its map coordinates, else pixels.
 * @param width of the raster whose corners are asked for
 */
export function placing(georeference: Georeference | undefined, width: number): Placing {
  if (!georeference) {
    return withTurn({
      coordinates: 'pixels, x right and y down',
      decimals: 0,
      place: (x, y, out) => {
        out[0] = x;
        out[1] = y;
      },
    });
  }
  if (toLonLat(georeference, 0, 0)) {
    const rows = new Map<number, RowOfCorners>();
    return withTurn({
      coordinates: 'longitude and latitude, WGS 84',
      decimals: 7,
      place: (x, y, out) => {
        let row = rows.get(y);
        if (!row) {
          row = new RowOfCorners(georeference, y, width);
          rows.set(y, row);
        }
        row.place(x, out);
      },
    });
  }
  return withTurn({
    coordinates: `map coordinates of the scene (${crsName(georeference) ?? 'system not named'})`,
    crs: georeference.epsg ? `urn:ogc:def:crs:EPSG::${georeference.epsg}` : undefined,
    decimals: 3,
    place: (x, y, out) => {
      [out[0], out[1]] = pixelToMap(georeference, x, y);
    },
  });
}

function withTurn(placed: Omit<Placing, 'turns'>): Placing {
  const [origin, right, down] = [new Float64Array(2), new Float64Array(2), new Float64Array(2)];
  placed.place(0, 0, origin);
  placed.place(1, 0, right);
  placed.place(0, 1, down);
  const [ux, uy] = [right[0] - origin[0], right[1] - origin[1]];
  const [vx, vy] = [down[0] - origin[0], down[1] - origin[1]];
  return { ...placed, turns: ux * vy - uy * vx > 0 };
}

/**
 * Longitude and latitude of the corners of one row. A projection's formulas cost a microsecond and a ragged map has
 * millions of corners; over some kilometres a cubic through four points follows them to well below a millimetre. Where
 * it does not (at the date line, near a pole), which is looked at between all points, every corner is computed.
 */
class RowOfCorners {
  readonly #georeference: Georeference;
  readonly #y: number;
  readonly #nodes: Float64Array[] | null;

  constructor(georeference: Georeference, y: number, width: number) {
    this.#georeference = georeference;
    this.#y = y;
    const count = Math.max(4, Math.ceil(width / NODE_PIXELS) + 1);
    const nodes = [new Float64Array(count), new Float64Array(count)];
    for (let node = 0; node < count; node++) {
      const place = this.#exactly(node * NODE_PIXELS);
      for (const axis of [0, 1]) nodes[axis][node] = place[axis];
    }
    const follows = Array.from({ length: count - 1 }, (_, node) => (node + 0.5) * NODE_PIXELS).every((x) => {
      const place = this.#exactly(x);
      return [0, 1].every((axis) => Math.abs(cubic(nodes[axis], x / NODE_PIXELS) - place[axis]) < TOLERANCE);
    });
    this.#nodes = follows ? nodes : null;
  }

  place(x: number, out: Float64Array): void {
    if (!this.#nodes) [out[0], out[1]] = this.#exactly(x);
    else for (let axis = 0; axis < 2; axis++) out[axis] = cubic(this.#nodes[axis], x / NODE_PIXELS);
  }

  #exactly(x: number): [number, number] {
    return toLonLat(this.#georeference, x, this.#y)!;
  }
}

/** Lagrange's cubic through the four nodes around a place (nodes stand at 0, 1, 2, …). */
function cubic(nodes: Float64Array, at: number): number {
  const first = Math.max(0, Math.min(nodes.length - 4, Math.floor(at) - 1));
  const t = at - first;
  return (
    (nodes[first] * (t - 1) * (t - 2) * (t - 3)) / -6 +
    (nodes[first + 1] * t * (t - 2) * (t - 3)) / 2 +
    (nodes[first + 2] * t * (t - 1) * (t - 3)) / -2 +
    (nodes[first + 3] * t * (t - 1) * (t - 2)) / 6
  );
}
