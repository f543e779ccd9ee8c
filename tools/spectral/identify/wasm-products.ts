/**
 * Dot products of many library shapes with many spectra in WebAssembly SIMD (128 bits, two float64 lanes).
 *
 * The module is written here, instruction by instruction, instead of being compiled from C: it is one triple loop, no
 * compiler is needed to build it, and no binary lies in the tree. Lanes are pixels, so each product is summed in the
 * same order as by {@link scalarProducts} and both give the same bits. Instruction codes: WebAssembly core
 * specification 2.0, section 5.4.
 */

/** Shapes in one step of the loop, and pixels: eight sums stay in registers. */
export const LANES = 4;

/** A kernel's operands, in its own memory. */
export interface ProductsMemory {
  /** Packets of four shapes: value k of the four side by side, then value k + 1. */
  shapes: Float64Array;
  /** Packets of four spectra, packed like the shapes. */
  spectra: Float64Array;
  /** For each packet of spectra, each shape's products with those four side by side. */
  out: Float64Array;
  /** Multiplies the first `packets` packets of spectra. */
  run(packets: number): void;
}

/** Memory for `count` shapes (a multiple of 4) of `length` values and `pixels` spectra (a multiple of 4). */
export function productsMemory(count: number, length: number, pixels: number, simd = hasSimd()): ProductsMemory {
  const sizes = [count * length, pixels * length, count * pixels];
  const bytes = sizes.reduce((sum, n) => sum + n * 8, 0);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
  let at = 0;
  const [shapes, spectra, out] = sizes.map((n) => {
    const view = new Float64Array(memory.buffer, at, n);
    at += n * 8;
    return view;
  });
  if (!simd) {
    const run = (packets: number): void => scalarProducts(shapes, length, count / LANES, spectra, packets, out);
    return { shapes, spectra, out, run };
  }
  compiled ??= new WebAssembly.Module(moduleBytes());
  const instance = new WebAssembly.Instance(compiled, { host: { memory } });
  const kernel = instance.exports.products as (...addresses: number[]) => void;
  const run = (packets: number): void => {
    if (packets > 0) kernel(shapes.byteOffset, length, count / LANES, spectra.byteOffset, packets, out.byteOffset);
  };
  return { shapes, spectra, out, run };
}

let compiled: WebAssembly.Module | undefined;

/** Whether this machine's WebAssembly has 128-bit SIMD (all that Node 24 supports have, unless it was switched off). */
export function hasSimd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(moduleBytes());
}

/** The same without WebAssembly, summed in the same order. */
function scalarProducts(
  shapes: Float64Array,
  length: number,
  shapePackets: number,
  spectra: Float64Array,
  packets: number,
  out: Float64Array,
): void {
  const step = LANES * length;
  for (let p = 0, to = 0; p < packets; p++) {
    for (let s = 0; s < shapePackets; s++) {
      for (let shape = 0; shape < LANES; shape++, to += LANES) {
        let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
        let a = s * step + shape;
        let b = p * step;
        for (let k = 0; k < length; k++, a += LANES, b += LANES) {
          const value = shapes[a];
          sum0 += value * spectra[b];
          sum1 += value * spectra[b + 1];
          sum2 += value * spectra[b + 2];
          sum3 += value * spectra[b + 3];
        }
        out[to] = sum0;
        out[to + 1] = sum1;
        out[to + 2] = sum2;
        out[to + 3] = sum3;
      }
    }
  }
}

const I32 = 0x7f;
const V128 = 0x7b;

/** (shapes, length, shapePackets, spectra, packets, out) → (), over an imported memory. */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  const section = (id: number, ...content: number[]): number[] => [id, ...unsigned(content.length), ...content];
  const body = [...locals([3, I32], [10, V128]), ...productsCode(), OP.end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, 1, 0x60, 6, I32, I32, I32, I32, I32, I32, 0),
    ...section(2, 1, ...name('host'), ...name('memory'), 0x02, 0x00, 1),
    ...section(3, 1, 0),
    ...section(7, 1, ...name('products'), 0x00, 0),
    ...section(10, 1, ...unsigned(body.length), ...body),
  ]);
}

const OP = {
  loop: [0x03, 0x40],
  end: 0x0b,
  branchIf: (depth: number) => [0x0d, depth],
  get: (local: number) => [0x20, local],
  set: (local: number) => [0x21, local],
  constant: (value: number) => [0x41, ...signed(value)],
  add: 0x6a,
  subtract: 0x6b,
  multiply: 0x6c,
  notEqual: 0x47,
  // memory instructions: alignment as a power of two, then the offset
  load: (offset: number) => [0xfd, 0x00, 3, ...unsigned(offset)],
  loadSplat: (offset: number) => [0xfd, 0x0a, 3, ...unsigned(offset)],
  store: (offset: number) => [0xfd, 0x0b, 3, ...unsigned(offset)],
  zero: [0xfd, 0x0c, ...new Array<number>(16).fill(0)],
  add2: [0xfd, 0xf0, 0x01],
  multiply2: [0xfd, 0xf2, 0x01],
};

function productsCode(): number[] {
  const [shapes, length, shapePackets, spectra, packets, out] = [0, 1, 2, 3, 4, 5];
  const [shapesLeft, shapeAt, spectrumAt] = [6, 7, 8];
  const [low, high] = [9, 10];
  const sum = (shape: number, half: number): number => 11 + 2 * shape + half;
  const each = <T>(n: number, of: (i: number) => T[]): T[] => Array.from({ length: n }, (_, i) => of(i)).flat();
  const advance = (local: number, bytes: number): number[] => [
    ...OP.get(local),
    ...OP.constant(bytes),
    OP.add,
    ...OP.set(local),
  ];
  const sums = (of: (shape: number, half: number) => number[]): number[] =>
    each(LANES, (shape) => each(2, (half) => of(shape, half)));
  const end = [...OP.get(spectra), ...OP.get(length), ...OP.constant(LANES * 8), OP.multiply, OP.add];
  const countDown = (local: number): number[] => [
    ...OP.get(local),
    ...OP.constant(1),
    OP.subtract,
    ...OP.set(local),
    ...OP.get(local),
    ...OP.branchIf(0),
  ];
  return [
    ...OP.loop, // over packets of pixels
    ...[...OP.get(shapes), ...OP.set(shapeAt), ...OP.get(shapePackets), ...OP.set(shapesLeft)],
    ...OP.loop, // over packets of shapes
    ...sums((shape, half) => [...OP.zero, ...OP.set(sum(shape, half))]),
    ...[...OP.get(spectra), ...OP.set(spectrumAt)],
    ...OP.loop, // over the values
    ...[...OP.get(spectrumAt), ...OP.load(0), ...OP.set(low), ...OP.get(spectrumAt), ...OP.load(16), ...OP.set(high)],
    ...sums((shape, half) => [
      ...OP.get(sum(shape, half)),
      ...[...OP.get(shapeAt), ...OP.loadSplat(8 * shape)],
      ...OP.get(half ? high : low),
      ...[...OP.multiply2, ...OP.add2],
      ...OP.set(sum(shape, half)),
    ]),
    ...advance(shapeAt, LANES * 8),
    ...advance(spectrumAt, LANES * 8),
    ...[...OP.get(spectrumAt), ...end, OP.notEqual, ...OP.branchIf(0), OP.end],
    ...sums((shape, half) => [...OP.get(out), ...OP.get(sum(shape, half)), ...OP.store(8 * LANES * shape + 16 * half)]),
    ...advance(out, LANES * LANES * 8),
    ...[...countDown(shapesLeft), OP.end],
    ...[...end, ...OP.set(spectra)],
    ...[...countDown(packets), OP.end],
  ];
}

function locals(...groups: [count: number, type: number][]): number[] {
  return [groups.length, ...groups.flat()];
}

function name(text: string): number[] {
  return [text.length, ...text.split('').map((c) => c.charCodeAt(0))];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const rest = value >> 7;
  const low = value & 0x7f;
  const last = (rest === 0 && !(low & 0x40)) || (rest === -1 && !!(low & 0x40));
  return last ? [low] : [low | 0x80, ...signed(rest)];
}
