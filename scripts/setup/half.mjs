/** IEEE 754 binary16, as bits of a 16-bit number. */

export function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** The nearest one, of two the even one. Finite values below 65504 only, as weights are. */
export function toHalf(value) {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 2 ** -24)));
  // The step between neighbours: a carry out of the fraction is the next exponent's first value, as it should be.
  const steps = roundEven(size / 2 ** (exponent - 10));
  return sign | (steps + ((exponent + 14) << 10));
}

function roundEven(value) {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
