import { deflateSync } from 'node:zlib';
import type { Georeference } from '../types.ts';
import { geoKeyTags } from './geo-keys.ts';

/** A raster of one band: numbers row by row from the upper left corner. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8Array | Uint16Array | Float32Array;
  /** What marks "no value"; NaN for float32. */
  nodata?: number;
  georeference?: Georeference;
  /** Goes into ImageDescription: what the raster is, its unit, and that it is synthetic where it is. */
  description: string;
}

/** TIFF field types (TIFF 6.0, section 2). */
export const TIFF = { ascii: 2, short: 3, long: 4, double: 12 } as const;

export interface TiffTag {
  tag: number;
  type: (typeof TIFF)[keyof typeof TIFF];
  values: number[] | string;
}

const FIELD_BYTES = { 2: 1, 3: 2, 4: 4, 12: 8 } as const;
const STRIP_BYTES = 256 * 1024;
/** The rasters of a granule are 8 % larger than at zlib's usual level, in a third of the time. */
const DEFLATE_LEVEL = 1;

/**
 * Encodes a raster as a GeoTIFF (TIFF 6.0, little-endian, strips, Deflate; OGC GeoTIFF 1.1 keys; GDAL_NODATA).
 * A north-up grid is written as pixel scale and tie point, a rotated one as ModelTransformation.
 */
export function encodeGeoTiff(raster: Raster): Buffer {
  const { width, height, data, nodata, georeference, description } = raster;
  const bytesPerValue = data.BYTES_PER_ELEMENT;
  const rowsPerStrip = Math.max(1, Math.min(height, Math.floor(STRIP_BYTES / (width * bytesPerValue))));
  const strips: Buffer[] = [];
  for (let row = 0; row < height; row += rowsPerStrip) {
    const rows = data.subarray(row * width, Math.min(height, row + rowsPerStrip) * width);
    // Typed arrays are little-endian on every machine that Gossan supports (x64, arm64).
    strips.push(deflateSync(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength), { level: DEFLATE_LEVEL }));
  }

  const tags: TiffTag[] = [
    { tag: 256, type: TIFF.long, values: [width] },
    { tag: 257, type: TIFF.long, values: [height] },
    { tag: 258, type: TIFF.short, values: [8 * bytesPerValue] },
    { tag: 259, type: TIFF.short, values: [8] },
    { tag: 262, type: TIFF.short, values: [1] },
    { tag: 270, type: TIFF.ascii, values: ascii(description) },
    { tag: 273, type: TIFF.long, values: strips.map(() => 0) },
    { tag: 277, type: TIFF.short, values: [1] },
    { tag: 278, type: TIFF.long, values: [rowsPerStrip] },
    { tag: 279, type: TIFF.long, values: strips.map(({ length }) => length) },
    { tag: 284, type: TIFF.short, values: [1] },
    { tag: 305, type: TIFF.ascii, values: 'Gossan' },
    { tag: 339, type: TIFF.short, values: [data instanceof Float32Array ? 3 : 1] },
    ...(georeference ? geoKeyTags(georeference) : []),
    ...(nodata === undefined
      ? []
      : [{ tag: 42113, type: TIFF.ascii, values: Number.isNaN(nodata) ? 'nan' : String(nodata) }]),
  ];
  return assemble(tags, strips);
}

/** Header, directory, values that do not fit into the directory, strips. */
function assemble(tags: TiffTag[], strips: Buffer[]): Buffer {
  const fields = tags.map((tag) => ({ ...tag, bytes: fieldBytes(tag) })).sort((a, b) => a.tag - b.tag);
  const directory = Buffer.alloc(2 + fields.length * 12 + 4);
  let at = 8 + directory.length;
  const places = fields.map(({ bytes }) => {
    if (bytes.length <= 4) return 0;
    const place = at;
    at += bytes.length + (bytes.length & 1);
    return place;
  });
  const offsets = strips.map((strip) => {
    const place = at;
    at += strip.length + (strip.length & 1);
    return place;
  });
  const file = Buffer.alloc(at);
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(8, 4);

  directory.writeUInt16LE(fields.length, 0);
  fields.forEach((field, index) => {
    const bytes = field.tag === 273 ? fieldBytes({ ...field, values: offsets }) : field.bytes;
    const entry = 2 + index * 12;
    directory.writeUInt16LE(field.tag, entry);
    directory.writeUInt16LE(field.type, entry + 2);
    directory.writeUInt32LE(bytes.length / FIELD_BYTES[field.type], entry + 4);
    if (bytes.length <= 4) bytes.copy(directory, entry + 8);
    else {
      directory.writeUInt32LE(places[index], entry + 8);
      bytes.copy(file, places[index]);
    }
  });
  directory.copy(file, 8);
  strips.forEach((strip, index) => {
    strip.copy(file, offsets[index]);
  });
  return file;
}

function fieldBytes({ type, values }: TiffTag): Buffer {
  if (typeof values === 'string') return Buffer.from(`${values}\0`, 'latin1');
  const bytes = Buffer.alloc(values.length * FIELD_BYTES[type]);
  values.forEach((value, index) => {
    if (type === TIFF.short) bytes.writeUInt16LE(value, index * 2);
    else if (type === TIFF.long) bytes.writeUInt32LE(value, index * 4);
    else bytes.writeDoubleLE(value, index * 8);
  });
  return bytes;
}

/** TIFF texts are 7-bit; a scene's name may be in any script. */
function ascii(text: string): string {
  return text.replaceAll('µ', 'u').replace(/[^\x20-\x7e\n]/g, '?');
}
