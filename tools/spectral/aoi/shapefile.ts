import { GossanError } from '../../../core/errors.ts';
import type { FoundPolygons } from './area.ts';

/** File code and shape types of the ESRI Shapefile Technical Description (July 1998); Z and M variants store X and Y alike. */
const FILE_CODE = 9994;
const HEADER_BYTES = 100;
const RECORD_HEADER_BYTES = 8;
const POLYGONS = new Set([5, 15, 25]);
const NULL_SHAPE = 0;
const OTHERS: Record<number, string> = {
  1: 'points',
  3: 'lines',
  8: 'points',
  11: 'points',
  13: 'lines',
  18: 'points',
  21: 'points',
  23: 'lines',
  28: 'points',
  31: 'surfaces (MultiPatch)',
};

/** Whether the bytes begin as a main file (.shp) does. */
export function isShapefile(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.readInt32BE(0) === FILE_CODE;
}

/**
 * The polygons of a Shapefile's main file, in its own coordinates: one a record, with all its rings.
 * @param prj text of the `.prj` beside it, where there is one
 * @throws GossanError AOI_FORMAT
 */
export function readShapefile(bytes: Buffer, path: string, prj: string | undefined): FoundPolygons {
  const refuse = (detail: string) => new GossanError('AOI_FORMAT', { path, detail });
  if (bytes.length < HEADER_BYTES) throw refuse('the Shapefile is cut off in its header');
  const type = bytes.readInt32LE(32);
  if (!POLYGONS.has(type))
    throw refuse(`the Shapefile holds ${OTHERS[type] ?? `shapes of type ${type}`}, not polygons`);
  // Lengths are in 16-bit words.
  const length = bytes.readInt32BE(24) * 2;
  if (length > bytes.length) throw refuse(`the Shapefile is truncated: ${bytes.length} of ${length} bytes`);
  const polygons: FoundPolygons['polygons'] = [];
  const end = length >= HEADER_BYTES ? length : bytes.length;
  for (let at = HEADER_BYTES; at < end; ) {
    if (at + RECORD_HEADER_BYTES + 4 > end) throw refuse('the Shapefile ends within a record');
    const content = bytes.readInt32BE(at + 4) * 2;
    const start = at + RECORD_HEADER_BYTES;
    if (content < 4 || start + content > end) {
      throw refuse(`record ${polygons.length + 1} of the Shapefile has an impossible length`);
    }
    const shape = bytes.readInt32LE(start);
    if (POLYGONS.has(shape)) polygons.push(polygonOf(bytes.subarray(start, start + content), refuse));
    else if (shape !== NULL_SHAPE) throw refuse(`a record of the Shapefile is of type ${shape}, no polygon`);
    at = start + content;
  }
  const filled = polygons.filter((rings) => rings.length);
  if (!filled.length) throw refuse('the Shapefile has no polygon');
  return {
    format: 'Shapefile',
    polygons: filled,
    ...(prj === undefined ? {} : { system: { wkt: prj } }),
    notes:
      prj === undefined ? ['It has no .prj file: its coordinates were taken for longitude and latitude (WGS 84).'] : [],
  };
}

/** Record content: type, box (4 doubles), number of parts, number of points, first point of each part, points. */
function polygonOf(record: Buffer, refuse: (detail: string) => GossanError): [number, number][][] {
  const FIXED = 44;
  if (record.length < FIXED) throw refuse('a record of the Shapefile is too short for a polygon');
  const [parts, points] = [record.readInt32LE(36), record.readInt32LE(40)];
  if (parts < 0 || points < 0 || FIXED + parts * 4 + points * 16 > record.length) {
    throw refuse(`a record of the Shapefile claims ${parts} parts and ${points} points, more than it holds`);
  }
  const firsts = Array.from({ length: parts }, (_, part) => record.readInt32LE(FIXED + part * 4));
  const rings = firsts.map((first, part) => {
    const last = firsts[part + 1] ?? points;
    if (first < 0 || last < first || last > points) throw refuse('the parts of a polygon overlap in the Shapefile');
    return Array.from({ length: last - first }, (_, index): [number, number] => {
      const at = FIXED + parts * 4 + (first + index) * 16;
      const [x, y] = [record.readDoubleLE(at), record.readDoubleLE(at + 8)];
      if (!Number.isFinite(x) || !Number.isFinite(y)) throw refuse('a coordinate in the Shapefile is no number');
      return [x, y];
    });
  });
  // Editing leaves rings behind that enclose nothing.
  return rings.filter((ring) => ring.length >= 4);
}
