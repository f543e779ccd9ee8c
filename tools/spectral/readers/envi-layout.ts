import { GossanError } from '../../../core/errors.ts';
import { type EnviHeader, splitList } from './envi-header.ts';

export type Interleave = 'bsq' | 'bil' | 'bip';

export type RawArray = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array | Uint16Array | Uint32Array;

interface DataType {
  bytes: 1 | 2 | 4 | 8;
  integer: boolean;
  view: (buffer: ArrayBuffer, offset: number, length: number) => RawArray;
}

/** ENVI's data type codes (ENVI header documentation); 6 and 9 are complex numbers, which no reflectance is. */
const DATA_TYPES: Record<number, DataType> = {
  1: { bytes: 1, integer: true, view: (b, o, n) => new Uint8Array(b, o, n) },
  2: { bytes: 2, integer: true, view: (b, o, n) => new Int16Array(b, o, n) },
  3: { bytes: 4, integer: true, view: (b, o, n) => new Int32Array(b, o, n) },
  4: { bytes: 4, integer: false, view: (b, o, n) => new Float32Array(b, o, n) },
  5: { bytes: 8, integer: false, view: (b, o, n) => new Float64Array(b, o, n) },
  12: { bytes: 2, integer: true, view: (b, o, n) => new Uint16Array(b, o, n) },
  13: { bytes: 4, integer: true, view: (b, o, n) => new Uint32Array(b, o, n) },
  // Reflectance in 64-bit integers is far below 2^53: as float64 it keeps every digit.
  14: { bytes: 8, integer: true, view: (b, o, n) => Float64Array.from(new BigInt64Array(b, o, n), Number) },
  15: { bytes: 8, integer: true, view: (b, o, n) => Float64Array.from(new BigUint64Array(b, o, n), Number) },
};

/** How the numbers of an ENVI file lie on disk. */
export interface EnviLayout {
  samples: number;
  lines: number;
  bands: number;
  /** Bytes before the first value. */
  offset: number;
  interleave: Interleave;
  bytesPerValue: number;
  integer: boolean;
  bigEndian: boolean;
  /**
   * Bytes before and after each major frame (a band of BSQ, a line of BIL and BIP) that are no data, and how many values
   * a frame holds.
   */
  frame: { before: number; after: number; values: number };
  /** header offset + samples × lines × bands × bytes per value + what lies between frames. */
  fileBytes: number;
  view: DataType['view'];
}

/**
 * The layout that a header states. Nothing is allocated from it: sizes are checked against the file first.
 * Throws SCENE_HEADER_FIELD.
 */
export function enviLayout(header: EnviHeader): EnviLayout {
  const samples = header.integer('samples', 1);
  const lines = header.integer('lines', 1);
  const bands = header.integer('bands', 1);
  const offset = header.integer('header offset', 0, 0);
  const code = header.integer('data type', 0);
  const type = DATA_TYPES[code];
  if (!type) {
    const known = Object.keys(DATA_TYPES).join(', ');
    const what = code === 6 || code === 9 ? `${code} (complex numbers)` : String(code);
    throw header.refuse('data type', `is ${what}; readable are ${known}`);
  }
  const order = header.integer('byte order', 0, 0);
  if (order > 1) throw header.refuse('byte order', `is ${order}, not 0 (little-endian) or 1 (big-endian)`);
  const interleave = header.single('interleave')?.toLowerCase();
  if (!interleave) throw header.refuse('interleave', 'is missing');
  if (interleave !== 'bsq' && interleave !== 'bil' && interleave !== 'bip') {
    throw header.refuse('interleave', `is "${interleave}", not bsq, bil or bip`);
  }
  const [frames, values] = interleave === 'bsq' ? [bands, samples * lines] : [lines, samples * bands];
  const frame = { ...frameOffsets(header), values };
  const fileBytes = offset + samples * lines * bands * type.bytes + frames * (frame.before + frame.after);
  if (!Number.isSafeInteger(fileBytes)) {
    throw header.refuse(
      'samples',
      `times lines times bands (${samples} × ${lines} × ${bands}) is no size a file can have`,
    );
  }
  return {
    samples,
    lines,
    bands,
    offset,
    interleave,
    bytesPerValue: type.bytes,
    integer: type.integer,
    bigEndian: order === 1,
    frame,
    fileBytes,
    view: type.view,
  };
}

/** `major frame offsets = {before, after}` in bytes (ENVI header documentation). Minor ones are not in use. */
function frameOffsets(header: EnviHeader): { before: number; after: number } {
  const bytes = (key: string) =>
    splitList(header.single(key)).map((item) => {
      const value = Number(item);
      if (!Number.isSafeInteger(value) || value < 0) throw header.refuse(key, `holds "${item}", not a number of bytes`);
      return value;
    });
  if (bytes('minor frame offsets').some((value) => value > 0)) {
    throw header.refuse('minor frame offsets', 'is not 0: such files are not read; write the cube again without them');
  }
  const major = bytes('major frame offsets');
  if (major.length > 2) throw header.refuse('major frame offsets', `has ${major.length} values, not 2`);
  return { before: major[0] ?? 0, after: major[1] ?? 0 };
}

/** Place of a value in the file, counted as if frames followed one another directly. */
export function positionOf(value: number, { offset, bytesPerValue, frame }: EnviLayout): number {
  const framesBefore = Math.floor(value / frame.values);
  return offset + value * bytesPerValue + framesBefore * (frame.before + frame.after) + frame.before;
}

/**
 * The bytes of a file of `actual` that lie behind the layout: some are padding. As many as a line of all bands mean that
 * the header describes another file, and every value would be read from a wrong place.
 * Throws SCENE_TRUNCATED, SCENE_OVERLONG.
 */
export function trailingBytes(path: string, actual: number, layout: EnviLayout): number {
  const trailing = actual - layout.fileBytes;
  if (trailing < 0) throw new GossanError('SCENE_TRUNCATED', { path, actual, expected: layout.fileBytes });
  if (trailing >= lineBytes(layout)) {
    throw new GossanError('SCENE_OVERLONG', { path, actual: String(actual), expected: layout.fileBytes });
  }
  return trailing;
}

/** Bytes of one line of pixels with all bands. */
export function lineBytes({ samples, bands, bytesPerValue }: EnviLayout): number {
  return samples * bands * bytesPerValue;
}

/** Views bytes of the file as numbers, in this machine's byte order. Swaps in place. */
export function decodeValues(bytes: Buffer<ArrayBuffer>, layout: EnviLayout): RawArray {
  if (layout.bigEndian) {
    if (layout.bytesPerValue === 2) bytes.swap16();
    else if (layout.bytesPerValue === 4) bytes.swap32();
    else if (layout.bytesPerValue === 8) bytes.swap64();
  }
  return layout.view(bytes.buffer, bytes.byteOffset, bytes.length / layout.bytesPerValue);
}
