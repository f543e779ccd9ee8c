/** Float16 from float32, rounded to the nearest (IEEE 754 binary16); beyond its range infinite. */
function halfBits(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const mantissa = bits & 0x7fffff;
  if (((bits >>> 23) & 0xff) === 0xff) return sign | 0x7c00 | (mantissa ? 0x200 : 0);
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    const whole = mantissa | 0x800000;
    const shift = 14 - exponent;
    return sign | roundShift(whole, shift);
  }
  // a carry out of the mantissa goes into the exponent, which is right
  return sign | ((exponent << 10) + roundShift(mantissa, 13));
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** Shift to the right, ties to even. */
function roundShift(value: number, shift: number): number {
  const low = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  const kept = value >>> shift;
  return low > half || (low === half && kept & 1) ? kept + 1 : kept;
}

/**
 * An array as a NumPy file (format 1.0), float16, C order, little-endian.
 * @param shape its product is the length of `data`
 */
export function encodeNpyHalf(shape: readonly number[], data: Float32Array): Uint8Array {
  const text = `{'descr': '<f2', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const padded = `${text}${' '.repeat(63 - ((10 + text.length) % 64))}\n`;
  const header = Buffer.alloc(10);
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(padded.length, 8);
  const halves = new Uint16Array(data.length);
  for (let at = 0; at < data.length; at++) halves[at] = halfBits(data[at]!);
  return Buffer.concat([header, Buffer.from(padded, 'latin1'), Buffer.from(halves.buffer)]);
}
