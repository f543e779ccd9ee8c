/** One polygon record: its rings, closed, in the coordinates of the file. */
export type ShapeRings = [number, number][][];

/**
 * The main file (.shp) of polygons, byte by byte after the ESRI Shapefile Technical Description (July 1998): file header
 * (table 1), record headers (table 2), Polygon, PolygonZ and PolygonM contents (tables 6, 14 and 10).
 * @param type 5 Polygon, 15 PolygonZ, 25 PolygonM
 */
export function shapefileBytes(records: ShapeRings[], type: 5 | 15 | 25 = 5): Buffer {
  const contents = records.map((rings) => polygonContent(rings, type));
  const length = 100 + contents.reduce((sum, content) => sum + 8 + content.length, 0);
  const header = Buffer.alloc(100);
  header.writeInt32BE(9994, 0);
  header.writeInt32BE(length / 2, 24);
  header.writeInt32LE(1000, 28);
  header.writeInt32LE(type, 32);
  writeBox(header, 36, records.flat(2));
  const written = contents.flatMap((content, index) => {
    const head = Buffer.alloc(8);
    head.writeInt32BE(index + 1, 0);
    head.writeInt32BE(content.length / 2, 4);
    return [head, content];
  });
  return Buffer.concat([header, ...written]);
}

function polygonContent(rings: ShapeRings, type: number): Buffer {
  const points = rings.flat();
  const plain = 44 + rings.length * 4 + points.length * 16;
  // Z: range and values of Z, then of M; M: range and values of M alone.
  const extra = type === 5 ? 0 : (16 + points.length * 8) * (type === 15 ? 2 : 1);
  const content = Buffer.alloc(plain + extra);
  content.writeInt32LE(type, 0);
  writeBox(content, 4, points);
  content.writeInt32LE(rings.length, 36);
  content.writeInt32LE(points.length, 40);
  let first = 0;
  rings.forEach((ring, part) => {
    content.writeInt32LE(first, 44 + part * 4);
    first += ring.length;
  });
  points.forEach(([x, y], index) => {
    content.writeDoubleLE(x, 44 + rings.length * 4 + index * 16);
    content.writeDoubleLE(y, 44 + rings.length * 4 + index * 16 + 8);
  });
  for (let at = plain; at < content.length; at += 8) content.writeDoubleLE(1234.5, at);
  return content;
}

function writeBox(into: Buffer, at: number, points: [number, number][]): void {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].forEach((value, index) => {
    into.writeDoubleLE(value, at + index * 8);
  });
}

/** A closed rectangle, clockwise as outer rings are; `hole`: counter-clockwise. */
export function box(x0: number, y0: number, x1: number, y1: number, hole = false): [number, number][] {
  const ring: [number, number][] = [
    [x0, y0],
    [x0, y1],
    [x1, y1],
    [x1, y0],
    [x0, y0],
  ];
  return hole ? ring.reverse() : ring;
}
