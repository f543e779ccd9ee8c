import { GossanError } from '../../../core/errors.ts';
import type { EnviHeader } from './envi-header.ts';

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
  /** header offset + samples × lines × bands × bytes per value. */
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
  const interleave = header.text('interleave')?.toLowerCase();
  if (!interleave) throw header.refuse('interleave', 'is missing');
  if (interleave !== 'bsq' && interleave !== 'bil' && interleave !== 'bip') {
    throw header.refuse('interleave', `is "${interleave}", not bsq, bil or bip`);
  }
  const fileBytes = offset + samples * lines * bands * type.bytes;
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
    fileBytes,
    view: type.view,
  };
}

/** Throws SCENE_TRUNCATED when a file of `actual` bytes cannot hold the layout. A longer file is fine (padding). */
export function checkLength(path: string, actual: number, layout: EnviLayout): void {
  if (actual < layout.fileBytes) {
    throw new GossanError('SCENE_TRUNCATED', { path, actual, expected: layout.fileBytes });
  }
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
